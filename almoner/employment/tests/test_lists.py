"""A list from its arrival to its undoing."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest

from almoner.documents.rules import NotAccepted
from almoner.employment import actions
from almoner.employment.access import lists_visible_to, rows_visible_to, staff_visible_to
from almoner.employment.models import ColumnMemory, StaffList, StaffListRow, StaffMember
from almoner.employment.rules.columns import Field
from almoner.employment.tests.factories import a_checked_list, a_council, a_read_list, an_officer, finished, upload
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.procedure.actions import NotVisible, Stale
from almoner.procedure.rules import Refused
from almoner.record.models import Entry as RecordEntry
from almoner.register.models import Entry
from almoner.register.tests.factories import an_entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db

LIST = """Name,SWE No,Town,Team,Start Date
Jane Okonkwo,SW11111,Leeds,MASH,06/01/2020
Bob Fairweather,sw 22222,York,Duty,
Peter Grimshaw,SW33333,Bath,Duty,
Wilhelmina Zdziarski,,Hull,Duty,
,,Leeds,,
"""


@pytest.fixture
def council() -> Organisation:
    return a_council()


@pytest.fixture
def officer(council: Organisation) -> Person:
    return an_officer(council)


@pytest.fixture
def register() -> dict[int, Entry]:
    people = [
        ("Jane", "Okonkwo", 11111, "Leeds"),
        ("Robert", "Fairweather", 22222, "York"),
        ("Margaret", "Thistlewood", 33333, "Bath"),
    ]
    return {number: an_entry(first, last, number=number, town=town) for first, last, number, town in people}


def rows(staff_list: StaffList) -> dict[int, StaffListRow]:
    with system("test"):
        return {row.line: row for row in StaffListRow.objects.filter(staff_list=staff_list)}


def staff(council: Organisation) -> dict[str, StaffMember]:
    with system("test"):
        found = StaffMember.objects.filter(organisation=council, withdrawn_at=None)
        return {member.name: member for member in found}


def decide(row: StaffListRow, decision: str, by: Person, now: datetime, entry: Entry | None = None) -> actions.Decided:
    with system("test"):
        return actions.decide_row(
            row=row, decision=decision, by=by, now=now, version=row.version, entry_id=entry.pk if entry else None
        )


@pytest.mark.clause("STD-7.1")
def test_every_row_ends_in_a_band_with_its_reasons(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    found = rows(checked)
    assert {line: row.outcome for line, row in found.items()} == {
        2: "certain",
        3: "certain",
        4: "to be looked at",
        5: "not found",
        6: "bad",
    }
    assert all(row.why for row in found.values())
    assert checked.state == "checked"
    assert (checked.as_at, checked.weights) == (date(2026, 11, 23), "2026-11.2")


def test_the_same_file_twice_is_one_list(council: Organisation, officer: Person, now: datetime) -> None:
    first = upload(LIST, by=officer, to=council, now=now)
    again = upload(LIST, by=officer, to=council, now=now, name="copy.csv")
    assert (first.again, again.again) == (False, True)
    assert first.staff_list.pk == again.staff_list.pk
    elsewhere = a_council("Southmoor")
    assert not upload(LIST, by=an_officer(elsewhere), to=elsewhere, now=now).again


def test_a_file_may_come_again_once_the_list_is_thrown_away(
    council: Organisation, officer: Person, now: datetime
) -> None:
    first = a_read_list(LIST, by=officer, to=council, now=now)
    with system("test"):
        actions.discard(staff_list=first, by=officer, now=now, version=first.version, key="k")
    assert rows(first) == {}
    assert not upload(LIST, by=officer, to=council, now=now).again


def test_an_upload_cut_off_half_way_is_refused_and_leaves_nothing(
    council: Organisation, officer: Person, now: datetime
) -> None:
    with system("test"):
        with pytest.raises(NotAccepted, match="cut off"):
            actions.receive(
                file=io.BytesIO(LIST.encode()),
                name="staff.csv",
                organisation_id=council.pk,
                by=officer,
                now=now,
                expected_bytes=9999,
            )
        assert not StaffList.objects.exists()


def test_somebody_who_may_not_check_staff_cannot_upload(council: Organisation, now: datetime) -> None:
    practitioner = an_officer(council, role=Role.PRACTITIONER)
    with pytest.raises((Refused, NotVisible)):
        upload(LIST, by=practitioner, to=council, now=now)
    with system("test"):
        assert not StaffList.objects.exists()


def test_reading_and_checking_twice_change_nothing(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    before = rows(checked)
    with system("test"):
        actions.read(list_id=checked.pk, now=now)
        actions.check(list_id=checked.pk, now=now)
    assert {line: row.version for line, row in rows(checked).items()} == {line: r.version for line, r in before.items()}


def test_a_mended_mapping_is_remembered_for_the_next_list(
    council: Organisation, officer: Person, now: datetime
) -> None:
    odd = "A,B\nJane Okonkwo,SW11111\n"
    first = a_read_list(odd, by=officer, to=council, now=now)
    with system("test"):
        actions.confirm_columns(
            staff_list=first,
            mapping={Field.KNOWN_AS: 0, Field.NUMBER: 1},
            by=officer,
            now=now,
            version=first.version,
            key="m",
        )
        assert ColumnMemory.objects.count() == 1
    second = a_read_list(odd + "Bo Ek,SW2\n", by=officer, to=council, now=now)
    assert second.mapping == {"known_as": 0, "number": 1}
    assert second.about["remembered"] is True


def test_columns_that_cannot_be_enough_are_refused(council: Organisation, officer: Person, now: datetime) -> None:
    first = a_read_list(LIST, by=officer, to=council, now=now)
    with system("test"), pytest.raises(Refused, match="registration number"):
        actions.confirm_columns(
            staff_list=first, mapping={Field.TEAM: 3}, by=officer, now=now, version=first.version, key="m"
        )


@pytest.mark.clause("STD-7.1")
def test_a_list_cannot_be_finished_while_a_row_is_undecided(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    with pytest.raises(Refused):
        finished(checked, by=officer, now=now)
    assert staff(council) == {}


def test_a_decision_names_who_made_it_and_opens_the_way_to_finish(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    decided = decide(rows(checked)[4], "is", officer, now, register[33333])
    assert decided.left == 0
    held = rows(checked)[4]
    assert (held.decided_by_id, held.entry_id, held.may_practise) == (officer.pk, register[33333].pk, True)
    with system("test"):
        assert StaffList.objects.get(pk=checked.pk).state == "decided"
        assert RecordEntry.objects.filter(kind="staff_list.row_decided", actor_id=officer.actor_id).count() == 1


def test_of_two_who_decide_at_once_one_counts_and_the_other_is_told(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    colleague = an_officer(council, "Ben Ng")
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    seen = rows(checked)[4]
    decide(seen, "nobody", officer, now)
    with pytest.raises(actions.DecidedElsewhere) as told:
        decide(seen, "is", colleague, now, register[33333])
    assert told.value.row.decision == "nobody"
    assert rows(checked)[4].decided_by_id == officer.pk


def test_a_decision_taken_back_closes_the_way_again(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    decide(rows(checked)[4], "nobody", officer, now)
    assert decide(rows(checked)[4], "", officer, now).left == 1
    with system("test"):
        assert StaffList.objects.get(pk=checked.pk).state == "checked"


def test_an_entry_that_is_not_published_cannot_be_chosen(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    with system("test"), pytest.raises(actions.NoSuchEntry):
        actions.decide_row(row=rows(checked)[4], decision="is", by=officer, now=now, version=0, entry_id=999_999_999)


@pytest.mark.clause("SWP-28")
def test_accepted_rows_become_staff_linked_to_their_entries(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    checked = a_checked_list(LIST, by=officer, to=council, now=now)
    decided = decide(rows(checked)[4], "nobody", officer, now)
    with system("test"):
        ready = StaffList.objects.get(pk=decided.row.staff_list_id)
    done = finished(ready, by=officer, now=now)
    assert done.state == "finished"
    found = staff(council)
    assert {name: member.entry_id for name, member in found.items()} == {
        "Jane Okonkwo": register[11111].pk,
        "Bob Fairweather": register[22222].pk,
    }
    assert found["Jane Okonkwo"].starts == date(2020, 1, 6)


def ready_list(text: str, council: Organisation, officer: Person, now: datetime) -> StaffList:
    checked = a_checked_list(text, by=officer, to=council, now=now)
    for row in rows(checked).values():
        if row.outcome == "to be looked at":
            decide(row, "nobody", officer, now)
    with system("test"):
        return StaffList.objects.get(pk=checked.pk)


def test_undo_puts_back_exactly_what_was_there(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    finished(ready_list(LIST, council, officer, now), by=officer, now=now)
    before = {name: (m.team, m.ends, m.starts) for name, m in staff(council).items()}
    later = now + timedelta(days=30)
    moved = "Name,SWE No,Team\nJane Okonkwo,SW11111,Fostering\nMargaret Thistlewood,SW33333,Duty\n"
    second = ready_list(moved, council, officer, later)
    leaver = staff(council)["Bob Fairweather"]
    done = finished(second, by=officer, now=later, leavers=iter([leaver]))
    changed = staff(council)
    assert changed["Jane Okonkwo"].team == "Fostering"
    assert changed["Bob Fairweather"].ends is not None
    assert "Margaret Thistlewood" in changed
    with system("test"):
        after = later + timedelta(hours=1)
        actions.undo(staff_list=done, reasons="Wrong file", by=officer, now=after, version=done.version, key="undo")
    assert {name: (m.team, m.ends, m.starts) for name, m in staff(council).items()} == before


def test_a_list_is_not_undone_over_a_later_one(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    first = finished(ready_list(LIST, council, officer, now), by=officer, now=now)
    later = now + timedelta(days=30)
    text = "Name,SWE No,Team\nJane Okonkwo,SW11111,Fostering\n"
    finished(ready_list(text, council, officer, later), by=officer, now=later)
    with system("test"), pytest.raises(Refused, match="later list"):
        actions.undo(staff_list=first, reasons="x", by=officer, now=later, version=first.version, key="undo")


def test_nobody_who_is_missing_from_a_list_leaves_unless_a_person_says_so(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    finished(ready_list(LIST, council, officer, now), by=officer, now=now)
    only = ready_list("Name,SWE No\nJane Okonkwo,SW11111\n", council, officer, now + timedelta(days=1))
    finished(only, by=officer, now=now + timedelta(days=1))
    assert staff(council)["Bob Fairweather"].ends is None


def test_finishing_twice_counts_once_and_a_stale_page_is_told(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    ready = ready_list(LIST, council, officer, now)
    finished(ready, by=officer, now=now)
    finished(ready, by=officer, now=now)
    assert len(staff(council)) == 2
    with system("test"), pytest.raises(Stale):
        actions.finish(staff_list=ready, leavers=[], by=officer, now=now, version=ready.version, key="other")


def test_another_employer_sees_none_of_it(
    council: Organisation, officer: Person, register: dict[int, Entry], now: datetime
) -> None:
    done = finished(ready_list(LIST, council, officer, now), by=officer, now=now)
    stranger = an_officer(a_council("Southmoor"))
    on = now.date()
    with system("test"):
        assert lists_visible_to(officer, on).get() == done
        for visible in (lists_visible_to, rows_visible_to, staff_visible_to):
            assert not visible(stranger, on).exists()
    with pytest.raises(NotVisible):
        decide(rows(done)[4], "nobody", stranger, now)


def test_a_file_of_no_use_ends_the_list_with_the_reason(council: Organisation, officer: Person, now: datetime) -> None:
    found = a_read_list("Name,SWE No\n", by=officer, to=council, now=now)
    assert found.state == "unreadable"
    assert "no rows" in found.trouble
