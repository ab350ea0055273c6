"""The staff of an invented council, come by as a real one is: its officer’s list, read, checked, decided, finished."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from almoner.demo.queries import holder_of
from almoner.demo.staff_list import StaffRow, as_csv
from almoner.employment import actions
from almoner.employment.models import StaffAlert, StaffList, StaffListRow
from almoner.employment.rules import results
from almoner.employment.rules.columns import Field
from almoner.people.models import Organisation, Person
from almoner.people.queries import remembering
from almoner.people.rules import Role
from almoner.procedure import actions as procedure
from almoner.register.queries import ids_of_numbers
from almoner.scope.clock import london_date

#: What a row is decided to be when it is not the entry it seems to be about.
NOT_THE_ENTRY = {
    "two people with one number": StaffListRow.Decision.LEFT_OUT,
    "the same person twice": StaffListRow.Decision.LEFT_OUT,
}
#: How many alerts of a council have been taken up, and how many dealt with.
TAKEN_UP, DEALT_WITH = 2, 1


@dataclass(frozen=True)
class CouncilList:
    """A council's list, and the state of its procedure in which it is left."""

    slug: str
    rows: Sequence[StaffRow]
    left: str = "finished"


def take_in(*, council: CouncilList, now: datetime) -> StaffList:
    """Take a council's list as far as it is to go, by employment's own actions in the name of its HR officer.

    What has been done before is not done again, wherever it stopped.
    """
    organisation, officer = holder_of(council.slug, Role.HR_OFFICER, london_date(now))
    staff_list = actions.receive(
        file=io.BytesIO(as_csv(council.rows)),
        name=f"{council.slug}-social-workers.csv",
        organisation_id=organisation.pk,
        by=officer,
        now=now,
    ).staff_list
    actions.read(list_id=staff_list.pk, now=now)
    staff_list.refresh_from_db()
    if staff_list.state == "read" and council.left != "read":
        staff_list = _confirm(staff_list, officer, now)
    actions.check(list_id=staff_list.pk, now=now)
    staff_list.refresh_from_db()
    if council.left == "finished" and staff_list.state in ("checked", "decided"):
        # Nobody's roles change meanwhile, and each of a hundred decisions asks who the officer is.
        with remembering():
            _decide(staff_list, council.rows, officer, now)
        _finish(staff_list, officer, now)
        _deal_with_some(organisation, officer, now)
    staff_list.refresh_from_db()
    return staff_list


def _confirm(staff_list: StaffList, officer: Person, now: datetime) -> StaffList:
    mapping = {Field(field): column for field, column in staff_list.mapping.items()}
    return actions.confirm_columns(
        staff_list=staff_list, mapping=mapping, by=officer, now=now, version=staff_list.version, key="map"
    )


def _decide(staff_list: StaffList, rows: Sequence[StaffRow], officer: Person, now: datetime) -> None:
    undecided = list(StaffListRow.objects.filter(staff_list=staff_list, outcome=results.LOOK, decision=""))
    about = {row.pk: rows[row.line - 2] for row in undecided}
    entries = ids_of_numbers({each.about for each in about.values() if each.about is not None})
    for row in undecided:
        planned = about[row.pk]
        entry = entries.get(planned.about or 0) if planned.fault not in NOT_THE_ENTRY else None
        decision = NOT_THE_ENTRY.get(planned.fault, StaffListRow.Decision.IS if entry else StaffListRow.Decision.NOBODY)
        actions.decide_row(row=row, decision=decision, by=officer, now=now, version=row.version, entry_id=entry)


def _finish(staff_list: StaffList, officer: Person, now: datetime) -> None:
    staff_list.refresh_from_db()
    actions.finish(
        staff_list=staff_list,
        leavers=(),
        by=officer,
        now=now,
        version=staff_list.version,
        key="finish",
    )


def _deal_with_some(organisation: Organisation, officer: Person, now: datetime) -> None:
    """Some alerts are in hand, and one is dealt with, as on any day."""
    standing = StaffAlert.objects.filter(organisation=organisation, state="open", kind="expiring")
    for number, alert in enumerate(standing.order_by("reference")[: TAKEN_UP + DEALT_WITH]):
        if number < TAKEN_UP:
            procedure.take(case=alert, move="take_up", by=officer, now=now, key="take_up", version=alert.version)
        else:
            values = {"outcome": "renewed", "note": "The form is sent; the receipt has not come yet."}
            procedure.take(
                case=alert, move="deal_with", by=officer, now=now, key="deal_with", version=alert.version, values=values
            )
