"""Somebody with a conflict in a list or an alert: every door to it is shut, and nothing anywhere tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from almoner.casework import actions as conflicts
from almoner.casework.queries import who_may_hold
from almoner.employment.models import StaffAlert, StaffList, StaffListRow
from almoner.employment.tests.factories import a_checked_list, a_council, an_officer
from almoner.employment.tests.objects import alerts
from almoner.notices.actions import make_calendar
from almoner.people import actions as people
from almoner.people.models import Organisation, Person, Recusal
from almoner.people.queries import scope_of
from almoner.people.rules import Role
from almoner.people.rules.refusal import Refused
from almoner.procedure import actions as casework
from almoner.procedure import queries as cases
from almoner.procedure import registry
from almoner.procedure.models import Turn
from almoner.procedure.rules import Refused as NotTaken
from almoner.record.actions import make_bundle
from almoner.scope.context import acting, system
from tests.sweeps.routes import routes

pytestmark = pytest.mark.django_db

#: Doors that are not for reading are tried with POST.
POSTED = {"record:bundle_make", "casework-api:take"}
#: Doors that lead nowhere for this officer and these cases, conflict or none.
NOT_HERE = {
    "casework:ask",
    "casework:request",
    "casework:pause",
    "record:event_erase",
    "record:case_receipt",
}
#: Addresses of another context, which lead to its own cases alone.
OF_OTHERS = "fitness:"
LISTS = [
    "/work/",
    "/work/waiting/",
    "/staff/",
    "/staff/lists/",
    "/documents/",
    "/api/cases",
    "/notices/undelivered/",
    "/",
]


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Iterator[Any]:
    with time_machine.travel(now, tick=False) as travelling:
        yield travelling


@pytest.fixture
def council(db: None) -> Organisation:
    return a_council()


@pytest.fixture
def officer(council: Organisation) -> Person:
    return an_officer(council)


def kept_away(person: Person, case: StaffAlert | StaffList, now: datetime) -> None:
    with acting(scope_of(person, now.date())):
        conflicts.declare_conflict(case=case, words="My sister is on it", by=person, now=now)


def a_list(council: Organisation, officer: Person, now: datetime) -> StaffList:
    """A list that has been checked."""
    text = "Name,SWE No\nCanary Thistlewood,SW700001\nNobody Known,\n"
    return a_checked_list(text, by=officer, to=council, now=now)


def an_alert(council: Organisation, officer: Person, now: datetime) -> StaffAlert:
    """An alert about a registration due to end."""
    with system("test"):
        return StaffAlert.objects.get(pk=alerts(council, officer, now)[0]["case_id"])


def doors(case: StaffList | StaffAlert, officer: Person, now: datetime) -> list[tuple[str, bool]]:
    """Every address of the product that leads to the case, from the URL conf itself, and whether it is posted to."""
    if isinstance(case, StaffList):
        row = StaffListRow.objects.filter(staff_list=case).values_list("pk", flat=True)[0]
        given = {"list_id": case.pk, "row_id": row, "ending": "xlsx"}
    else:
        bundle = make_bundle(case_id=case.pk, organisation_id=case.organisation_id, reasons="", by=officer, now=now)
        given = {"procedure": "staff_alert", "case_id": case.pk, "move": "take_up", "event_id": bundle}
    leads = next(iter(key for key in ("list_id", "case_id") if key in given))
    return [
        (reverse(route.name, kwargs={name: given[name] for name in route.arguments}), route.name in POSTED)
        for route in routes()
        if leads in route.arguments and route.name not in NOT_HERE and not route.name.startswith(OF_OTHERS)
    ]


def statuses(client: Client, tried: list[tuple[str, bool]]) -> dict[str, int]:
    """What each door answers; a file is read to its end."""
    found = {}
    for address, posted in tried:
        answer = client.post(address, "{}", "application/json") if posted else client.get(address)
        found[address] = answer.status_code
        b"".join(answer)
    return found


@pytest.mark.clause("PLAN-O9")
@pytest.mark.parametrize(("make", "at_least"), [(a_list, 8), (an_alert, 10)], ids=["a list", "an alert"])
def test_every_door_is_shut_to_whoever_has_a_conflict(
    make: Any, at_least: int, council: Organisation, officer: Person, client: Client, now: datetime
) -> None:
    client.force_login(officer)
    with system("test"):
        case = make(council, officer, now)
        tried = doors(case, officer, now)
    assert len(tried) >= at_least
    assert 404 not in statuses(client, tried).values()
    kept_away(officer, case, now)
    assert set(statuses(client, tried).values()) == {404}


def test_no_list_page_feed_or_count_tells_of_it(
    council: Organisation, officer: Person, client: Client, now: datetime
) -> None:
    client.force_login(officer)
    alert, listed = an_alert(council, officer, now), a_list(council, officer, now)
    with system("test"):
        document = listed.document_id
        feed = reverse("notices:calendar_feed", args=[make_calendar(by=officer, now=now)])
    pages = [*LISTS, f"/staff/{alert.member_id}/", feed]
    marks = [str(alert.pk), str(listed.pk), str(document)]

    def told() -> set[str]:
        shown = "".join(client.get(page).content.decode() for page in pages)
        return {mark for mark in marks if mark in shown}

    assert told() == set(marks)
    assert client.get(f"/documents/{document}/").status_code == 200
    kept_away(officer, alert, now)
    kept_away(officer, listed, now)
    assert told() == set()
    assert client.get(f"/documents/{document}/").status_code == 404


def test_it_leaves_their_hands_and_their_turn_is_their_colleagues(
    council: Organisation, officer: Person, now: datetime
) -> None:
    other = an_officer(council, "Ben Other")
    alert = an_alert(council, officer, now)
    with acting(scope_of(officer, now.date())):
        casework.assign(case=alert, to=officer, by=officer, now=now)
        assert not cases.needs_me(other, now.date()).exists()
    kept_away(officer, alert, now)
    with acting(scope_of(other, now.date())):
        assert [line.pk for line in cases.needs_me(other, now.date())] == [alert.pk]
        with pytest.raises(NotTaken, match="cannot see this case"):
            casework.assign(case=alert, to=officer, by=other, now=now)
        found = StaffAlert.objects.get(pk=alert.pk)
        assert officer not in who_may_hold(registry.of(found), found, now.date())
    with system("test"):
        assert not Turn.objects.filter(case_id=alert.pk, person=officer).exists()


class TestAColleaguesConflict:
    """Whoever deals with a case, or gives it out, says that a colleague has a conflict; another decides."""

    @pytest.fixture
    def alert(self, council: Organisation, officer: Person, now: datetime) -> StaffAlert:
        return an_alert(council, officer, now)

    def sees(self, client: Client, alert: StaffAlert) -> bool:
        return client.get(f"/cases/staff_alert/{alert.pk}/").status_code == 200

    def test_it_counts_once_somebody_else_has_decided_and_can_be_lifted(
        self, council: Organisation, officer: Person, alert: StaffAlert, now: datetime
    ) -> None:
        other = an_officer(council, "Ben Other")
        guard = an_officer(council, "Pia Guard", Role.PRIVACY_OFFICER)
        theirs, ours, judge = Client(), Client(), Client()
        theirs.force_login(other)
        ours.force_login(officer)
        judge.force_login(guard)
        sent = ours.post(
            f"/cases/staff_alert/{alert.pk}/conflict/colleague/", {"of": str(other.pk), "words": "They are cousins"}
        )
        assert sent.status_code == 302
        assert self.sees(theirs, alert)
        with system("test"):
            recusal = Recusal.objects.get()
        page = f"/organisation/conflicts/{recusal.pk}/"
        assert judge.post(page, {"conflict": "yes", "words": "They are"}).status_code == 302
        assert not self.sees(theirs, alert)
        assert judge.post(page, {"words": "A mistake: another person"}).status_code == 302
        assert self.sees(theirs, alert)

    def test_neither_the_person_nor_whoever_raised_it_decides(
        self, council: Organisation, officer: Person, alert: StaffAlert, now: datetime
    ) -> None:
        other = an_officer(council, "Ben Other", Role.ORGANISATION_ADMINISTRATOR)
        with system("test"):
            raised = conflicts.propose_conflict(case=alert, of=other, words="They are cousins", by=officer, now=now)
            for who in (other, officer):
                with pytest.raises(Refused):
                    people.decide(recusal=raised, conflict=False, by=who, now=now, words="It is nothing")
                with pytest.raises(IntegrityError), transaction.atomic():
                    Recusal.objects.update(decided_by=who, decided_at=now)

    def test_it_is_for_whoever_deals_with_the_case_or_gives_it_out(
        self, council: Organisation, alert: StaffAlert, client: Client
    ) -> None:
        client.force_login(an_officer(council, "Dee Rector", Role.HEAD_OF_SERVICE))
        assert self.sees(client, alert)
        assert client.get(f"/cases/staff_alert/{alert.pk}/conflict/colleague/").status_code == 404

    def test_an_empty_form_keeps_its_place_and_says_what_to_do(
        self, officer: Person, alert: StaffAlert, client: Client
    ) -> None:
        client.force_login(officer)
        for page in ("conflict/", "conflict/colleague/"):
            assert b"There is a problem" in client.post(f"/cases/staff_alert/{alert.pk}/{page}", {"words": ""}).content
        assert self.sees(client, alert)
