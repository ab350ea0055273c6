"""Work that the worker does for the register."""

from uuid import UUID

from procrastinate import RetryStrategy

from almoner.operations.jobs import job
from almoner.register.actions import uploads
from almoner.register.actions.importing import ImportBusy
from almoner.scope import clock

#: Where another import is running: every half minute for an hour.
_WHEN_FREE = RetryStrategy(max_attempts=120, wait=30, retry_exceptions={ImportBusy})


@job("checking an extract of the register", queue="imports", retry=_WHEN_FREE)
def check_upload(upload_id: str) -> None:
    """Find out what an uploaded extract would change."""
    uploads.check_upload(upload_id=UUID(upload_id), now=clock.now())


@job("bringing in an extract of the register", queue="imports", retry=_WHEN_FREE)
def bring_in_upload(upload_id: str) -> None:
    """Bring an agreed extract in."""
    uploads.finish_upload(upload_id=UUID(upload_id), now=clock.now())
