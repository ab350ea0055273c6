"""What became of the letters of a case is seen on it, and its dates stand in the calendar of whose turn it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from almoner.notices import actions as notices
from almoner.notices import calendar
from almoner.notices.models import Notice
from almoner.notices.providers import Outcome
from almoner.notices.queries import on_case
from almoner.notices.rules import State
from almoner.people.models import Person
from almoner.procedure import actions
from almoner.procedure.models import Remark, Request
from almoner.procedure.rules import RequestState
from almoner.procedure.tests.factories import Council, referral_in, scope
from almoner.scope.context import acting, system


@pytest.fixture
def request_made(council: Council, now: datetime) -> Request:
    case = referral_in("discussed", council, now)
    with acting(scope(council.hr, now)):
        return actions.ask(
            case=case, kind="agency_account", to_name="Acme Care", to_email="a@example.org", by=council.hr, now=now
        )


def told(request: Request, state: State, because: str, now: datetime) -> str:
    """What the request is once its letter is told to have come to this."""
    with system("test"):
        notice = Notice.objects.get(key__startswith=f"request:{request.pk}:")
        Notice.objects.filter(pk=notice.pk).update(state=State.SENT, sent_at=now)
        notices.settle(notice_id=notice.pk, outcome=Outcome(state, because), now=now)
        request.refresh_from_db()
    return request.state


def test_a_delivered_letter_is_delivered_on_its_request(request_made: Request, now: datetime) -> None:
    assert told(request_made, State.DELIVERED, "", now) == RequestState.DELIVERED


def test_a_letter_that_bounced_is_on_the_timeline_and_on_the_page_with_the_reason(
    request_made: Request, council: Council, now: datetime
) -> None:
    assert told(request_made, State.BOUNCED, "The address does not exist.", now) == RequestState.BOUNCED
    with system("test"):
        remark = Remark.objects.get(case_id=request_made.case_id, kind=RequestState.BOUNCED)
        procedure = request_made.case.procedure
    assert "The address does not exist." in remark.text
    client = Client()
    client.force_login(council.hr)
    page = client.get(f"/cases/{procedure}/{request_made.case_id}/").content.decode()
    assert "Messages sent" in page
    assert "Could not be delivered" in page


def test_of_a_case_that_two_organisations_share_each_sees_what_it_sent_and_what_its_own_people_were_sent(
    council: Council, now: datetime
) -> None:
    with system("test"):
        case = referral_in("discussed", council, now)
        values = {"where": "/work/"}
        for to in (council.head, council.outsider):
            notices.queue(to=to, template="case_moved", values=values, about=case, key=f"told:{to.name}", now=now)

        def told_of(reader: Person) -> set[str]:
            sent = on_case(case.pk, reader, now.date()).filter(key__startswith="told:")
            return {str(notice.to_person) for notice in sent}

        assert told_of(council.hr) == {str(council.head), str(council.outsider)}
        assert told_of(council.outsider) == {str(council.outsider)}


def test_a_letter_that_bounces_after_the_answer_came_changes_nothing(request_made: Request, now: datetime) -> None:
    with system("test"):
        actions.answer(request=request_made, values={"account": "He left in May."}, now=now)
    assert told(request_made, State.BOUNCED, "The address does not exist.", now) == RequestState.RECEIVED


def test_a_case_due_is_in_the_calendar_of_whose_turn_it_is_and_names_nobody(council: Council, now: datetime) -> None:
    referral_in("discussed", council, now, title="Referral of Ann Social")
    with acting(scope(council.head, now)):
        events = [event for event in calendar.events_of(council.head, today=date(2026, 11, 23)) if "case-" in event.uid]
    with acting(scope(council.hr, now)):
        others = [event for event in calendar.events_of(council.hr, today=date(2026, 11, 23)) if "case-" in event.uid]
    assert [event.day for event in events] == [date(2026, 11, 30)]
    assert "Ann" not in events[0].title
    assert others == []
