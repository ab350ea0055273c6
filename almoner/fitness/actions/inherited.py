"""Writes of cases that a former regulator began: brought in at the stage that they had reached, matched by a person.

A row is brought in by a transaction of its own, under a key made of the former regulator's name and reference: a file
that is brought in again, or was cut short, makes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, cast

from django.db import transaction

from almoner.design.formats import format_date
from almoner.fitness.models import Concern, Examination, Hearing, Inherited, InheritedFile, Investigation, Stage
from almoner.fitness.queries.inherited import Columns, LookedOver, Read, looked_over, rows_of
from almoner.fitness.queries.raising import on_the_register_by_number, published_under
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.examination import EXAMINATION
from almoner.fitness.rules.hearing_outcomes import Purpose
from almoner.fitness.rules.hearings import HEARING
from almoner.fitness.rules.inherited import INHERITED, OPENED_BY, Reached, doubt_about
from almoner.fitness.rules.inherited_rows import REFERENCE, Fault, InheritedRow, read_row, same_reference
from almoner.fitness.rules.investigation import INVESTIGATION
from almoner.procedure import actions as procedure
from almoner.procedure import registry
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import Procedure
from almoner.record.rules import Actor, SystemActor
from almoner.register.rules import number as numbers
from almoner.scope.clock import london_date
from almoner.scope.context import system

IMPORT = SystemActor("fitness:inherited")
AT_ONCE = 200
SHOWN = 5
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, and what is to become of it: a case with whom it is about, or nothing, and why."""

    read: Read
    row: InheritedRow | None
    faults: tuple[Fault, ...] = ()
    #: It came before, and says the same.
    again: bool = False
    entry_id: int | None = None
    doubt: str = ""


@dataclass(slots=True)
class Report:
    """What came of a file. Every row is counted once: accepted, here already, or refused."""

    rows: int = 0
    accepted: int = 0
    again: int = 0
    refused: int = 0
    doubtful: int = 0
    stages: dict[str, int] = field(default_factory=dict)
    columns: Columns = field(default_factory=lambda: Columns((), (), ()))
    #: The first cases as they were understood.
    first: list[dict[str, Any]] = field(default_factory=list)
    #: Rows that a person has to look at, as (line, reference, refused, because, what to do).
    to_look_at: list[tuple[int, str, bool, str, str]] = field(default_factory=list)

    def count(self, one: Judged) -> None:
        """Count one row."""
        self.rows += 1
        line, reference = one.read.given.line, one.read.given.text(REFERENCE)[:60]
        if one.row is None:
            self.refused += 1
            because = "\n".join(dict.fromkeys(fault.because for fault in one.faults))
            todo = "\n".join(dict.fromkeys(fault.what_to_do for fault in one.faults))
            self.to_look_at.append((line, reference, True, because, todo))
            return
        self.again += one.again
        self.accepted += not one.again
        if not one.again:
            stage = one.row.reached.words
            self.stages[stage] = self.stages.get(stage, 0) + 1
            if one.doubt:
                self.doubtful += 1
                look = "A triage officer looks at it once it is brought in."
                self.to_look_at.append((line, reference, False, one.doubt, look))
        if len(self.first) < SHOWN:
            self.first.append(_as_understood(one))


def read_file(
    *, path: Path, former_regulator: str, organisation_id: int, now: datetime, progress: Progress = lambda done: None
) -> Report:
    """What would become of each row of a file; nothing is written (PLAN-F4). Raises UnreadableFile."""
    over = looked_over(path)
    report = Report(columns=over.columns)
    with system("a file of inherited cases is read"):
        for some in _judged(path, over, former_regulator, organisation_id, now):
            for one in some:
                report.count(one)
            progress(report.rows)
    return report


def bring_in_rows(*, file: InheritedFile, path: Path, now: datetime, progress: Progress = lambda done: None) -> Report:
    """Bring in every row of a file that can be (PLAN-F4). Raises UnreadableFile.

    Whatever was brought in before stays, and is counted as here already.
    """
    over = looked_over(path)
    report = Report(columns=over.columns)
    for some in _judged(path, over, file.former_regulator, file.organisation_id, now):
        for one in some:
            if one.row is not None and not one.again:
                bring_in(file=file, judged=one, now=now)
            report.count(one)
        progress(report.rows)
    return report


@transaction.atomic
def bring_in(*, file: InheritedFile, judged: Judged, now: datetime) -> Inherited:
    """Bring in one case: a concern, the stage that it had reached, and what the former regulator recorded (PLAN-F4).

    The same reference of the same former regulator makes one case.
    """
    row = judged.row
    if row is None:
        raise ValueError("a row that was refused makes no case")
    identity = _identity(file.former_regulator, row.reference)
    with system("an inherited case is brought in"):
        concern = _open(CONCERN, _concern(file, row, judged.entry_id), OPENED_BY[row.reached], identity, now)
        stage = _stage(row.reached, cast(Concern, concern))
        if stage is not None:
            _open(*stage, "inherit", identity, now)
        inherited = _inherited(file, judged, row, cast(Concern, concern), identity)
        if judged.doubt:
            made = _open(INHERITED, inherited, "bring_in_doubtful", identity, now, doubt=judged.doubt[:600])
        else:
            made = _open(INHERITED, inherited, "bring_in", identity, now)
        return cast(Inherited, made)


def match_with_the_register(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `match`: the concern and all its stages are about that person (PLAN-F4)."""
    inherited = cast(Inherited, case)
    found = published_under(str(step.values["number"]), london_date(now))
    assert found is not None  # noqa: S101  the step is refused for a number that nobody has
    with system("whom an inherited case is about"):
        title = found.name[:200]
        Concern.objects.filter(pk=inherited.concern_id).update(
            entry_id=found.entry_id, about_number=found.number, about_name=found.name, title=title
        )
        for kept in registry.everything():
            if issubclass(kept.model, Stage):
                kept.model._default_manager.filter(concern_id=inherited.concern_id).update(title=title)
        inherited.title = title


def _judged(
    path: Path, over: LookedOver, former_regulator: str, organisation_id: int, now: datetime
) -> Iterator[list[Judged]]:
    """Every row judged, some hundreds at a time: read, looked for among those that came before, and matched."""
    on, reading = london_date(now), rows_of(path)
    while some := list(islice(reading, AT_ONCE)):
        found = [(each, _read(each, over.twice, on)) for each in some]
        rows = [row for _, row in found if isinstance(row, InheritedRow)]
        with system("rows of inherited cases are judged"), transaction.atomic():
            before = {
                one.identity: one
                for one in Inherited.objects.filter(
                    organisation_id=organisation_id,
                    identity__in=[_identity(former_regulator, row.reference) for row in rows],
                )
            }
            people = on_the_register_by_number({row.number for row in rows if row.number is not None}, on)
        yield [
            _judge(each, row, before.get(_identity(former_regulator, row.reference)), people)
            if isinstance(row, InheritedRow)
            else Judged(each, None, row)
            for each, row in found
        ]


def _read(each: Read, twice: dict[str, list[int]], on: date) -> InheritedRow | tuple[Fault, ...]:
    reference = each.given.text(REFERENCE)
    if lines := twice.get(same_reference(reference)):
        others = " and ".join(str(line) for line in lines[:5])
        return (Fault(f"“{reference[:60]}” is on lines {others} of this file.", "Leave the line that is right."),)
    if each.problem:
        return (Fault(each.problem, "Mend the row."),)
    return read_row(each.given, on)


def _judge(each: Read, row: InheritedRow, before: Inherited | None, people: dict[int, tuple[int, str]]) -> Judged:
    if before is not None:
        if before.digest == row.digest:
            return Judged(each, row, again=True)
        since = format_date(before.opened_at)
        because = f"This reference was brought in on {since}, and the row says something else now."
        todo = "Nothing was changed. Write what is new on the case itself."
        return Judged(each, None, (Fault(because, todo),))
    entry, name = people.get(row.number, (None, None)) if row.number is not None else (None, None)
    doubt = doubt_about(row.number, row.number_given, row.name, name)
    return Judged(each, row, entry_id=None if doubt else entry, doubt=doubt)


def _concern(file: InheritedFile, row: InheritedRow, entry_id: int | None) -> Concern:
    return Concern(
        title=row.name,
        organisation_id=file.organisation_id,
        visible_to=[file.organisation_id],
        entry_id=entry_id,
        about_name=row.name,
        about_number=numbers.shown(row.number) if row.number and entry_id else "",
        source=Concern.Source.FORMER,
        statement=[("What the concern is", row.said)] if row.said else [],
    )


def _stage(reached: Reached, concern: Concern) -> tuple[Procedure, Stage] | None:
    common: dict[str, Any] = {
        "title": concern.title, "organisation_id": concern.organisation_id, "visible_to": concern.visible_to,
        "concern": concern,
    }  # fmt: skip
    match reached:
        case Reached.INVESTIGATION:
            return INVESTIGATION, Investigation(**common)
        case Reached.EXAMINERS:
            return EXAMINATION, Examination(**common)
        case Reached.HEARING:
            return HEARING, Hearing(**common, purpose=Purpose.FINAL.value)
    return None


def _inherited(file: InheritedFile, judged: Judged, row: InheritedRow, concern: Concern, identity: str) -> Inherited:
    return Inherited(
        title=concern.title,
        organisation_id=concern.organisation_id,
        visible_to=concern.visible_to,
        concern=concern,
        file=file,
        line=row.line,
        former_regulator=file.former_regulator,
        former_reference=row.reference,
        identity=identity,
        digest=row.digest,
        reached=row.reached.value,
        received_on=row.received,
        name_given=row.name,
        number_given=row.number_given,
        outcome=row.outcome,
        history=[[day.isoformat(), words] for day, words in row.history],
        row=judged.read.cells,
    )


def _open(opened: Procedure, case: Case, move: str, identity: str, now: datetime, **values: str) -> Case:
    key = f"inherited:{sha256(identity.encode()).hexdigest()}"
    return procedure.open_case(opened, case=case, move=move, by=IMPORT, now=now, key=key, values=values).case


def _identity(former_regulator: str, reference: str) -> str:
    return f"{same_reference(former_regulator)}:{same_reference(reference)}"


def _as_understood(one: Judged) -> dict[str, Any]:
    row = cast(InheritedRow, one.row)
    return {
        "reference": row.reference, "name": row.name, "stage": row.reached.words, "received": row.received,
        "about": one.doubt or f"{numbers.shown(row.number or 0)}, matched", "steps": len(row.history),
    }  # fmt: skip
