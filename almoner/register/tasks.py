"""Work that the worker does for the register."""

from uuid import UUID

from procrastinate.contrib.django import app

from almoner.register.actions import uploads
from almoner.scope import clock
from almoner.scope.context import system


@app.task(queue="imports", pass_context=False)
def check_upload(upload_id: str) -> None:
    """Find out what an uploaded extract would change."""
    with system("check of an uploaded extract"):
        uploads.check_upload(upload_id=UUID(upload_id), now=clock.now())


@app.task(queue="imports", pass_context=False)
def bring_in_upload(upload_id: str) -> None:
    """Bring an agreed extract in."""
    with system("import of an uploaded extract"):
        uploads.finish_upload(upload_id=UUID(upload_id), now=clock.now())
