"""A person says who a row is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from almoner.clauses.rules import cites
from almoner.employment.models import StaffList, StaffListRow
from almoner.employment.queries.checking import standings_on
from almoner.employment.rules import results
from almoner.employment.rules.lists import CLAUSE
from almoner.employment.rules.standing import say
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.rules import Refusal, Refused
from almoner.record import actions as record
from almoner.scope.clock import london_date

OPEN = ("checked", "decided")


class DecidedElsewhere(Exception):
    """Somebody else decided the row after the page was drawn; `row` is as it stands now."""

    def __init__(self, row: StaffListRow) -> None:
        super().__init__(f"row {row.line} was decided by somebody else")
        self.row = row


class NoSuchEntry(Exception):
    """No published entry answers to what was chosen."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The row as decided, and how many rows are still to be looked at."""

    row: StaffListRow
    left: int


@cites("STD-7.1")
@transaction.atomic
def decide_row(
    *, row: StaffListRow, decision: str, by: Person, now: datetime, version: int, entry_id: int | None = None
) -> Decided:
    """Record what a person says of a row below certain: it is this entry, it is nobody, leave it out, or not decided.

    `version` is that of the row the person saw: of two who decide at once the first counts and the other gets
    DecidedElsewhere. Raises Refused when the list is not open to decisions, and NoSuchEntry for an entry that is not
    published. The decision can be changed until the list is finished. STD-7.1.
    """
    staff_list = StaffList.objects.select_for_update().get(pk=row.staff_list_id)
    held = StaffListRow.objects.select_for_update().get(pk=row.pk)
    if held.version != version:
        raise DecidedElsewhere(held)
    _insist(staff_list, held, by, now)
    before = {"decision": held.decision, "entry": held.entry_id}
    _set(held, decision, entry_id, by, now)
    held.save(update_fields=["decision", "entry", "may_practise", "decided_by", "decided_at", "version"])
    record.append(
        kind="staff_list.row_decided",
        subject=f"employment.stafflistrow:{held.pk}",
        case_id=staff_list.pk,
        organisation_id=staff_list.organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
        before=before,
        after={"decision": held.decision, "entry": held.entry_id, "line": held.line},
    )
    left = StaffListRow.objects.filter(staff_list=staff_list, outcome=results.LOOK, decision="").count()
    _move_on(staff_list, left, by, now)
    return Decided(held, left)


def _insist(staff_list: StaffList, row: StaffListRow, by: Person, now: datetime) -> None:
    from almoner.employment.access import lists_visible_to

    if not lists_visible_to(by, london_date(now)).filter(pk=staff_list.pk).exists():
        raise procedure.NotVisible(staff_list.pk)
    if staff_list.state not in OPEN:
        because = "Rows can be decided once the list has been checked and until it is finished."
        raise Refused(Refusal(CLAUSE, because, "Undo the list if a decision was wrong."))
    if row.outcome == results.BAD:
        raise Refused(Refusal(CLAUSE, "This row could not be read.", "Put it right in your file and upload that."))


def _set(row: StaffListRow, decision: str, entry_id: int | None, by: Person, now: datetime) -> None:
    chosen = StaffListRow.Decision(decision)
    entry = None
    if chosen is StaffListRow.Decision.IS:
        entry = standings_on([entry_id], london_date(now)).get(entry_id) if entry_id else None
        if entry is None:
            raise NoSuchEntry(entry_id)
    row.decision = chosen.value
    row.entry_id = entry.entry_id if entry else None
    row.may_practise = say(entry.standing).may_practise if entry else None
    row.decided_by = by if chosen is not StaffListRow.Decision.NONE else None
    row.decided_at = now if chosen is not StaffListRow.Decision.NONE else None
    row.version += 1


def _move_on(staff_list: StaffList, left: int, by: Person, now: datetime) -> None:
    """The list is ready once nothing is left to look at, and is not when something is again."""
    move = "complete" if staff_list.state == "checked" and not left else ""
    if staff_list.state == "decided" and left:
        move = "reopen"
    if move:
        procedure.take(case=staff_list, move=move, by=by, now=now, key=f"{move}:{staff_list.version}")
