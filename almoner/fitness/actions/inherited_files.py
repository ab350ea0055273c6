"""A file of a former regulator's cases: uploaded, read by the worker, confirmed by an officer, and brought in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import structlog
from django.db import transaction

from almoner.documents import actions as documents
from almoner.documents.contents import LIST_FILES
from almoner.documents.queries import copied
from almoner.fitness.access.inherited import insist_on_bringing_in
from almoner.fitness.actions.inherited import IMPORT, Progress, Report, bring_in_rows, read_file
from almoner.fitness.models import InheritedFile, InheritedLine
from almoner.fitness.queries.concerns import the_regulator
from almoner.fitness.queries.inherited import UnreadableFile
from almoner.fitness.rules.concern import INHERITED as CLAUSE
from almoner.people.models import Organisation, Person
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.clock import london_date
from almoner.scope.context import system

State = InheritedFile.State
log = structlog.get_logger("almoner.fitness")


@transaction.atomic
def upload_file(*, content: IO[bytes], name: str, former_regulator: str, by: Person, now: datetime) -> InheritedFile:
    """Take in a file of inherited cases to be read; nothing is brought in by it (PLAN-F4).

    Raises Refused to whoever may not bring cases in, and documents' NotAccepted for what is no spreadsheet.
    """
    regulator = the_regulator()
    insist_on_bringing_in(by, regulator.pk, london_date(now))
    document = documents.receive(
        file=content, name=name, organisation_id=regulator.pk, by=by, now=now, about="fitness.inheritedfile",
        accepts=LIST_FILES,
    )  # fmt: skip
    file = InheritedFile(
        organisation=regulator, document=document, name=name[:255], former_regulator=_named(former_regulator),
        by=by, at=now,
    )  # fmt: skip
    file.save(force_insert=True)
    _event(file, "uploaded", by, now, former_regulator=file.former_regulator)
    _defer(file, "read_inherited_file")
    return file


@transaction.atomic
def confirm_file(*, file: InheritedFile, by: Person, now: datetime) -> InheritedFile:
    """Have the cases of a file that was read brought in (PLAN-F4). Said twice, it is done once."""
    insist_on_bringing_in(by, file.organisation_id, london_date(now))
    held = InheritedFile.objects.select_for_update().get(pk=file.pk)
    if held.state != State.CHECKED:
        return held
    if not held.report.get("accepted"):
        because = "There is nothing in this file to bring in."
        raise Refused(Refusal(CLAUSE, because, "Mend the rows that are refused, and upload it again.", About.STATE))
    held.state, held.done = State.BRINGING_IN, 0
    held.save(update_fields=["state", "done"])
    _event(held, "confirmed", by, now)
    _defer(held, "bring_in_inherited_file")
    return held


def read_uploaded(*, file_id: UUID, now: datetime) -> None:
    """Read an uploaded file, and keep what was understood for its page. For the worker."""

    def run(file: InheritedFile, path: Path, progress: Progress) -> Report:
        return read_file(
            path=path, former_regulator=file.former_regulator, organisation_id=file.organisation_id, now=now,
            progress=progress,
        )  # fmt: skip

    _run(file_id, State.CHECKING, State.CHECKED, run, now)


def finish_file(*, file_id: UUID, now: datetime) -> None:
    """Bring in the cases of a confirmed file. For the worker; cut short and done again, it makes nothing twice."""

    def run(file: InheritedFile, path: Path, progress: Progress) -> Report:
        return bring_in_rows(file=file, path=path, now=now, progress=progress)

    _run(file_id, State.BRINGING_IN, State.DONE, run, now)


def import_from_disk(
    *, path: Path, former_regulator: str, by: Actor, now: datetime, dry_run: bool, progress: Progress
) -> Report:
    """Read a file on a disk and, but for a dry run, bring it in (PLAN-F4). For the command. Raises UnreadableFile.

    The file is kept as one that was brought in, so that its page shows the rows that a person has to look at.
    """
    with system("inherited cases are imported by command"), transaction.atomic():
        try:
            regulator = the_regulator()
        except Organisation.DoesNotExist:
            raise UnreadableFile("There is no regulator here. Set up the regulator first.") from None
    if dry_run:
        return read_file(
            path=path, former_regulator=_named(former_regulator), organisation_id=regulator.pk, now=now,
            progress=progress,
        )  # fmt: skip
    with system("inherited cases are imported by command"), transaction.atomic():
        file = InheritedFile(
            organisation=regulator, name=path.name[:255], former_regulator=_named(former_regulator), at=now,
            state=State.BRINGING_IN,
        )  # fmt: skip
        file.save(force_insert=True)
    try:
        report = bring_in_rows(file=file, path=path, now=now, progress=progress)
    except UnreadableFile as problem:
        _keep(file, State.FAILED, None, str(problem), by, now)
        raise
    _keep(file, State.DONE, report, "", by, now)
    return report


def _run(
    file_id: UUID, expected: str, after: str, run: Callable[[InheritedFile, Path, Progress], Report], now: datetime
) -> None:
    with system("a file of inherited cases"), transaction.atomic():
        file = InheritedFile.objects.select_related("document", "by").get(pk=file_id)
    if file.state != expected:
        return
    by: Actor = file.by if file.by is not None else IMPORT
    assert file.document is not None  # noqa: S101  only what was uploaded waits for the worker
    try:
        with copied(file.document) as path:
            report = run(file, path, lambda done: _say_how_far(file, done))
    except UnreadableFile as problem:
        _keep(file, State.FAILED, None, str(problem), by, now)
    except Exception:
        # Whoever waits at the page must learn that nothing more will come; the log has the rest.
        log.exception("a file of inherited cases failed", file=str(file.pk))
        said = "Something went wrong on our side. What was brought in stays; upload the file again to go on."
        _keep(file, State.FAILED, None, said, by, now)
    else:
        _keep(file, after, report, "", by, now)


def _say_how_far(file: InheritedFile, done: int) -> None:
    with system("how far a file of inherited cases is"), transaction.atomic():
        InheritedFile.objects.filter(pk=file.pk).update(done=done)


def _keep(file: InheritedFile, state: str, report: Report | None, problem: str, by: Actor, now: datetime) -> None:
    with system("what came of a file of inherited cases"), transaction.atomic():
        file.state, file.problem = state, problem[:1_000]
        counts = _counts(report) if report else {}
        if report:
            file.report, file.done = counts, report.rows
            InheritedLine.objects.filter(file=file).delete()
            InheritedLine.objects.bulk_create(
                InheritedLine(
                    file=file, organisation_id=file.organisation_id, line=line, reference=reference, refused=refused,
                    because=because, what_to_do=todo,
                )
                for line, reference, refused, because, todo in report.to_look_at
            )  # fmt: skip
        file.save(update_fields=["state", "problem", "report", "done"])
        kept = {name: counts[name] for name in ("rows", "accepted", "again", "refused", "doubtful") if name in counts}
        _event(file, state, by, now, **kept)


def _counts(report: Report) -> dict[str, Any]:
    counts = asdict(report)
    counts.pop("to_look_at")
    return counts


def _event(file: InheritedFile, what: str, by: Actor, now: datetime, **after: Any) -> None:
    append(
        kind=f"inherited_file.{what}", subject=f"fitness.inheritedfile:{file.pk}",
        organisation_id=file.organisation_id, by=by, now=now, clause=CLAUSE, after=after,
    )  # fmt: skip


def _named(former_regulator: str) -> str:
    return " ".join(former_regulator.replace("\0", "").split())[:200]


def _defer(file: InheritedFile, what: str) -> None:
    from almoner.fitness import tasks  # the tasks call these actions

    transaction.on_commit(lambda: getattr(tasks, what).defer(file_id=str(file.pk)))
