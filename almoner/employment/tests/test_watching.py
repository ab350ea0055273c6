"""Watching the register: who is told what, how soon, and until when it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest

from almoner.employment import actions
from almoner.employment.access import alerts_visible_to
from almoner.employment.models import StaffAlert, StaffMember
from almoner.employment.queries.checking import standings_on
from almoner.employment.tests.factories import a_council, an_officer
from almoner.notices.models import Notice
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.procedure import actions as procedure
from almoner.register import actions as register
from almoner.register.models import Entry, Name
from almoner.register.rules.names import PersonName
from almoner.register.tests.factories import a_register_officer, an_entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Organisation:
    return a_council()


@pytest.fixture
def officer(council: Organisation) -> Person:
    return an_officer(council)


def a_member(
    council: Organisation,
    officer: Person,
    entry: Entry,
    now: datetime,
    name: str = "Jane Smith",
    ends: date | None = None,
) -> StaffMember:
    with system("test"):
        member = StaffMember(
            organisation=council,
            entry=entry,
            name=name,
            number="SW1",
            starts=date(2020, 1, 6),
            ends=ends,
            linked_name=standings_on([entry.pk], now.date())[entry.pk].name.full,
            linked_by=officer,
            linked_at=now,
        )
        member.save(force_insert=True)
        return member


def alerts(member: StaffMember, *, standing: bool = True) -> list[str]:
    with system("test"):
        found = StaffAlert.objects.filter(member=member, closed_at__isnull=standing)
        return sorted(found.values_list("kind", flat=True))


def sweep(now: datetime) -> actions.Swept:
    with system("test"):
        return actions.sweep(now=now)


def notices(template: str = "staff_alerts") -> Iterable[Notice]:
    with system("test"):
        return list(Notice.objects.filter(template=template))


def end(entry: Entry, now: datetime, on: date) -> None:
    officer = a_register_officer()
    with system("test"):
        register.end_registration(
            entry_id=entry.pk, on=on, ground="removal-order", reasons="The adjudicators’ order.", by=officer, now=now
        )


@pytest.mark.clause("STD-7.1")
def test_an_ending_reaches_those_who_answer_for_the_person_at_the_next_look(
    council: Organisation, officer: Person, now: datetime
) -> None:
    lead = an_officer(council, "Prin Cipal", Role.PRINCIPAL_SOCIAL_WORKER)
    entry = an_entry()
    member = a_member(council, officer, entry, now)
    sweep(now)
    assert alerts(member) == []
    end(entry, now, now.date())
    found = sweep(now + timedelta(minutes=1))
    assert (found.looked_at, found.raised) == (1, 1)
    assert alerts(member) == ["ended"]
    assert {notice.to_person_id for notice in notices()} == {officer.pk, lead.pk}


@pytest.mark.clause("SWP-28")
def test_time_alone_makes_a_lapse_and_the_daily_look_finds_it(
    council: Organisation, officer: Person, now: datetime
) -> None:
    member = a_member(council, officer, an_entry(until=date(2026, 11, 30)), now)
    sweep(now)
    assert alerts(member) == ["expiring"]
    sweep(datetime(2026, 12, 1, 0, 1, tzinfo=now.tzinfo))
    assert alerts(member) == ["lapsed"]
    assert alerts(member, standing=False) == ["expiring"]


def test_the_last_day_is_still_a_day_of_practice(council: Organisation, officer: Person, now: datetime) -> None:
    member = a_member(council, officer, an_entry(until=date(2026, 11, 30)), now)
    sweep(datetime(2026, 11, 30, 22, 0, tzinfo=now.tzinfo))
    assert alerts(member) == ["expiring"]


def test_a_renewal_settles_what_it_answers(council: Organisation, officer: Person, now: datetime) -> None:
    entry = an_entry(until=date(2026, 11, 30))
    member = a_member(council, officer, entry, now)
    sweep(now)
    with system("test"):
        register.renew(entry_id=entry.pk, until=date(2027, 11, 30), by=a_register_officer(), now=now)
    found = sweep(now + timedelta(minutes=1))
    assert found.settled == 1
    assert alerts(member) == []


def test_a_warning_is_told_again_only_when_it_comes_nearer(
    council: Organisation, officer: Person, now: datetime
) -> None:
    a_member(council, officer, an_entry(until=date(2027, 1, 31)), now)
    told = {}
    for left in (69, 61, 60, 59, 45, 31, 30, 29, 8, 7, 6, 1, 0):
        sweep(now + timedelta(days=69 - left))
        told[left] = len(list(notices("staff_expiring")))
    assert told == {69: 0, 61: 0, 60: 1, 59: 1, 45: 1, 31: 1, 30: 2, 29: 2, 8: 2, 7: 3, 6: 3, 1: 3, 0: 3}


def test_an_alert_that_was_dealt_with_does_not_come_back_while_nothing_changes(
    council: Organisation, officer: Person, now: datetime
) -> None:
    entry = an_entry()
    member = a_member(council, officer, entry, now)
    sweep(now)
    end(entry, now, now.date())
    sweep(now + timedelta(minutes=1))
    with system("test"):
        alert = StaffAlert.objects.get(member=member)
        procedure.take(
            case=alert,
            move="deal_with",
            by=officer,
            now=now + timedelta(minutes=2),
            key="k",
            version=alert.version,
            values={"outcome": "off_cases"},
        )
    sweep(now + timedelta(days=1))
    assert alerts(member) == []
    assert len(list(notices())) == 1


def test_somebody_who_has_left_is_watched_no_longer(council: Organisation, officer: Person, now: datetime) -> None:
    entry = an_entry()
    member = a_member(council, officer, entry, now, ends=now.date() - timedelta(days=1))
    sweep(now)
    end(entry, now, now.date())
    sweep(now + timedelta(minutes=1))
    assert alerts(member) == []


def test_the_same_change_looked_at_twice_is_told_once(council: Organisation, officer: Person, now: datetime) -> None:
    entry = an_entry()
    a_member(council, officer, entry, now)
    sweep(now)
    end(entry, now, now.date())
    assert sweep(now + timedelta(minutes=1)).raised == 1
    assert sweep(now + timedelta(minutes=2)) == actions.Swept()
    with system("test"):
        actions.look_at(list(StaffMember.objects.values_list("pk", flat=True)), now=now + timedelta(minutes=3))
    assert len(list(notices())) == 1


def test_a_name_that_changed_on_the_register_is_pointed_out(
    council: Organisation, officer: Person, now: datetime
) -> None:
    entry = an_entry()
    member = a_member(council, officer, entry, now)
    sweep(now)
    with system("test"):
        register.change_name(
            entry_id=entry.pk,
            name=PersonName("Jane", "Okonkwo"),
            why=Name.Why.MARRIAGE,
            from_day=now.date(),
            by=a_register_officer(),
            now=now,
        )
    sweep(now + timedelta(minutes=1))
    assert alerts(member) == ["name"]


def test_another_employer_sees_no_alert_of_ours(council: Organisation, officer: Person, now: datetime) -> None:
    entry = an_entry(until=date(2026, 11, 30))
    a_member(council, officer, entry, now)
    sweep(now)
    stranger = an_officer(a_council("Southmoor"))
    practitioner = an_officer(council, "Pat", Role.PRACTITIONER)
    with system("test"):
        assert alerts_visible_to(officer, now.date()).count() == 1
        assert not alerts_visible_to(stranger, now.date()).exists()
        assert not alerts_visible_to(practitioner, now.date()).exists()


def test_one_notice_holds_all_that_is_new_to_a_person(council: Organisation, officer: Person, now: datetime) -> None:
    entries = [an_entry(family=f"Smith{at}") for at in range(4)]
    for entry in entries:
        a_member(council, officer, entry, now)
    sweep(now)
    for entry in entries:
        end(entry, now, now.date())
    sweep(now + timedelta(minutes=1))
    (notice,) = notices()
    assert notice.values == {"count": 4}
