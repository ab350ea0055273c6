"""What the addresses of staff are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from almoner.employment import actions
from almoner.employment.models import StaffAlert, StaffList, StaffListRow, StaffMember
from almoner.employment.tests.factories import a_checked_list, a_read_list
from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person
from almoner.record.actions import make_bundle
from almoner.register.tests.factories import an_entry

_turn = count(1)


def _officer(organisation: Organisation, by: Person) -> Person:
    role = Role.AGENCY_MANAGER if organisation.kind == OrganisationKind.AGENCY else Role.HR_OFFICER
    return a_person(f"Officer Canary {next(_turn)}", role, organisation)


def _rows() -> str:
    turn = next(_turn)
    number, other = 400_000 + turn * 2, 400_001 + turn * 2
    an_entry("Canary", f"Thistlewood{turn}", number=number, town="Leeds")
    an_entry("Wilhelmina", f"Canarydziarski{turn}", number=other, town="Hull", until=date(2026, 11, 24))
    return (
        "Name,SWE No,Town,Team\n"
        f"Canary Thistlewood{turn},SW{number},Leeds,MASH\n"
        f"Wilhelmina Canarydziarski{turn},SW{other},Hull,Duty\n"
        f"Wilma Canarydziarsky{turn},,Hull,Duty\n"
    )


def _checked(organisation: Organisation, by: Person, now: datetime) -> StaffList:
    return a_checked_list(_rows(), by=_officer(organisation, by), to=organisation, now=now)


def lists(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A list that has been read, and one that has been checked."""
    read = a_read_list(_rows(), by=_officer(organisation, by), to=organisation, now=now)
    return [{"list_id": _checked(organisation, by, now).pk}, {"list_id": read.pk}]


def rows(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A row of a list."""
    checked = _checked(organisation, by, now)
    found = StaffListRow.objects.filter(staff_list=checked).order_by("-pk")[:1]
    return [{"list_id": checked.pk, "row_id": row.pk} for row in found]


def workbooks(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The result of a list."""
    return [{"list_id": _checked(organisation, by, now).pk, "ending": "xlsx"}]


def members(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A member of staff whose registration ends tomorrow, and one who has left."""
    return [
        {"member_id": _member(organisation, by, now).pk},
        {"member_id": _member(organisation, by, now, gone=True).pk},
    ]


def _member(organisation: Organisation, by: Person, now: datetime, *, gone: bool = False) -> StaffMember:
    turn = next(_turn)
    entry = an_entry("Canary", f"Member{turn}", number=800_000 + turn, until=date(2026, 11, 24))
    member = StaffMember(
        organisation=organisation,
        entry=entry,
        name=f"Canary Member{turn}",
        number=f"SW{800_000 + turn}",
        starts=date(2021, 1, 4),
        ends=date(2026, 1, 31) if gone else None,
        linked_name=f"Canary Member{turn}",
        linked_by=_officer(organisation, by),
        linked_at=now,
    )
    member.save(force_insert=True)
    return member


def alerts(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """An alert about a registration due to end."""
    member = _member(organisation, by, now)
    actions.look_at([member.pk], now=now)
    return [{"procedure": "staff_alert", "case_id": alert.pk} for alert in StaffAlert.objects.filter(member=member)]


def moves(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Taking an alert up."""
    return [{**each, "move": "take_up"} for each in alerts(organisation, by, now)]


def records(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The record of an alert."""
    return [{"case_id": each["case_id"]} for each in alerts(organisation, by, now)]


def events(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A bundle that was taken out of the record of an alert."""
    return [
        {
            **each,
            "event_id": make_bundle(
                case_id=each["case_id"], organisation_id=organisation.id, reasons="", by=by, now=now
            ),
        }
        for each in records(organisation, by, now)
    ]


OBJECTS = {
    "employment:list": lists,
    "employment:columns": lists,
    "employment:discard": lists,
    "employment:rows": lists,
    "employment:next": lists,
    "employment:finish": lists,
    "employment:undo": lists,
    "employment:row": rows,
    "employment:workbook": workbooks,
    "employment:member": members,
    "casework:case": alerts,
    "casework:note": alerts,
    "casework:conflict": alerts,
    "casework:colleague_conflict": alerts,
    "casework:assign": alerts,
    "casework:move": moves,
    "casework-api:case": alerts,
    "casework-api:take": moves,
    "record:case_record": records,
    "record:case_receipt": events,
    "record:bundle_make": records,
    "record:event_erase": events,
    "record:bundle_wait": events,
    "record:bundle_file": events,
}
