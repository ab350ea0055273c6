"""An extract that a register officer uploads: looked at first, brought in when they say so, both by the worker."""

from dataclasses import asdict
from datetime import date, datetime
from typing import IO
from uuid import UUID

import structlog
from django.db import transaction

from almoner.documents import actions as documents
from almoner.documents.contents import LIST_FILES
from almoner.documents.models import Document
from almoner.documents.queries import copied
from almoner.people.models import Person
from almoner.people.rules import Permission
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.actions import append
from almoner.register.access import check_may
from almoner.register.actions.importing import ImportBusy, ImportProblem, import_extract
from almoner.register.models import ImportBatch, Upload
from almoner.scope.clock import london_date

State = Upload.State
log = structlog.get_logger("almoner.register")


@transaction.atomic
def upload_extract(*, file: IO[bytes], name: str, as_at: date, by: Person, now: datetime) -> Upload:
    """Take in an extract to be checked; the register is not changed by it.

    Raises Refused without the permission, and documents' NotAccepted for what is no spreadsheet.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    if regulator is None:
        raise Refused(Refusal("PLAN-R14", "There is no regulator here.", "Set up the regulator first.", About.ROLE))
    document = documents.receive(
        file=file, name=name, organisation_id=regulator, by=by, now=now, about="register.upload", accepts=LIST_FILES
    )
    upload = Upload.objects.create(document_id=document.id, file_name=name[:255], as_at=as_at, by=by, uploaded_at=now)
    append(
        kind="register.extract_uploaded", subject=f"register.upload:{upload.id}", organisation_id=regulator, by=by,
        now=now, clause="PLAN-R14", after={"as_at": as_at},
    )  # fmt: skip
    _work_after_commit(upload.id, "check")
    return upload


@transaction.atomic
def bring_in(*, upload_id: UUID, by: Person, now: datetime) -> None:
    """Have a checked extract brought in. Said twice, it is done once."""
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    upload = Upload.objects.select_for_update().get(id=upload_id)
    if upload.state != State.CHECKED:
        return
    upload.state = State.BRINGING_IN
    upload.save(update_fields=["state"])
    append(
        kind="register.extract_agreed", subject=f"register.upload:{upload.id}", organisation_id=regulator, by=by,
        now=now, clause="PLAN-R14",
    )  # fmt: skip
    _work_after_commit(upload.id, "bring_in")


def check_upload(*, upload_id: UUID, now: datetime) -> None:
    """Find out what an uploaded extract would change, and keep the answer for its page. For the worker."""
    _run(upload_id, State.CHECKING, State.CHECKED, now, dry_run=True)


def finish_upload(*, upload_id: UUID, now: datetime) -> None:
    """Bring an agreed extract in, and keep what came of it. For the worker; done again, it changes nothing."""
    _run(upload_id, State.BRINGING_IN, State.DONE, now, dry_run=False)


def _run(upload_id: UUID, expected: str, after: str, now: datetime, *, dry_run: bool) -> None:
    upload = Upload.objects.select_related("by").get(id=upload_id)
    if upload.state != expected:
        return
    try:
        with copied(Document.objects.get(id=upload.document_id)) as path, transaction.atomic():
            report = import_extract(
                path=path, file_name=upload.file_name, as_at=upload.as_at, by=upload.by, now=now, dry_run=dry_run
            )
            _keep(upload, after, report=asdict(report), batch_id=None if dry_run else report.batch_id)
    except ImportBusy:
        raise  # the worker tries again
    except (ImportProblem, Refused) as problem:
        _keep(upload, State.FAILED, problem=str(problem))
    except Exception:
        # Whoever waits at the page must learn that nothing more will come; the log has the rest.
        log.exception("import of an extract failed", upload=str(upload.id))
        _keep(upload, State.FAILED, problem="Something went wrong on our side, and nothing was changed. Try again.")


def _keep(
    upload: Upload,
    state: str,
    *,
    report: dict[str, object] | None = None,
    batch_id: int | None = None,
    problem: str = "",
) -> None:
    upload.state, upload.problem = state, problem[:1000]
    upload.report = report or upload.report
    upload.batch = ImportBatch.objects.get(id=batch_id) if batch_id else None
    upload.save(update_fields=["state", "problem", "report", "batch"])


def _work_after_commit(upload_id: UUID, what: str) -> None:
    from almoner.register import tasks  # the tasks call these actions

    task = {"check": tasks.check_upload, "bring_in": tasks.bring_in_upload}[what]
    transaction.on_commit(lambda: task.defer(upload_id=str(upload_id)))
