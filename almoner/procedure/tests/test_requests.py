"""Requests: asked of somebody outside, answered by a secret link, and let go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from almoner.procedure import actions
from almoner.procedure.models import Docket, Remark, Request, Span, Turn
from almoner.procedure.queries import request_by_link
from almoner.procedure.rules import About, Refused, RequestState
from almoner.record.rules import SystemActor
from almoner.scope.context import acting, system

from .factories import Council, fresh, move, referral_in, scope
from .sample import SampleReferral

MAIL = SystemActor("worker:notices")
ANSWER = {"account": "He left in May."}


def asked(council: Council, case: SampleReferral, now: datetime) -> Request:
    with acting(scope(council.hr, now)):
        return actions.ask(
            case=case, kind="agency_account", to_name="Acme Care", to_email="a@example.org", by=council.hr, now=now
        )


def token(request: Request) -> str:
    return actions.link_to(request).split("/")[2]


def test_asking_pauses_the_clock_and_it_is_nobodys_turn_until_the_answer(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    request = asked(council, case, now)
    with system("test"):
        assert Docket.objects.get(pk=case.pk).due is None
        assert not Turn.objects.filter(case_id=case.pk).exists()
        actions.answer(request=request, values=ANSWER, now=now + timedelta(days=7))
        assert Docket.objects.get(pk=case.pk).due == date(2026, 12, 7)
        moves = set(Turn.objects.filter(case_id=case.pk).values_list("move", flat=True))
        assert Span.objects.get(case_id=case.pk, kind="pause").waits_on == "the agency"
    assert moves == {"", "agree", "decline", "ask_more"}


def test_only_the_hash_of_the_link_is_kept_and_only_the_link_opens_it(council: Council, now: datetime) -> None:
    request = asked(council, referral_in("discussed", council, now), now)
    with system("test"):
        assert token(request) not in str(Request.objects.filter(pk=request.pk).values_list())
        assert request_by_link(token(request)) == request
        for wrong in ("", "x" * 72, request.link_hash, token(request)[:-1], "\0"):
            assert request_by_link(wrong) is None


def test_an_answer_is_received_once(council: Council, now: datetime) -> None:
    request = asked(council, referral_in("discussed", council, now), now)
    with system("test"):
        actions.answer(request=request, values=ANSWER, now=now)
        with pytest.raises(Refused) as caught:
            actions.answer(request=request, values={"account": "Another"}, now=now)
        assert caught.value.refusals[0].about is About.STATE
        assert request_by_link(token(request)) is None
        assert Request.objects.get(pk=request.pk).answer == ANSWER


def test_an_incomplete_answer_names_the_field_and_changes_nothing(council: Council, now: datetime) -> None:
    request = asked(council, referral_in("discussed", council, now), now)
    with system("test"):
        with pytest.raises(Refused) as caught:
            actions.answer(request=request, values={"account": "", "more": 1}, now=now)
        assert [r.field for r in caught.value.refusals] == ["account", "more"]
        assert Request.objects.get(pk=request.pk).state == RequestState.SENT


def test_it_can_be_answered_on_its_last_day_and_expires_only_after_it(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    request, second = asked(council, case, now), asked(council, case, now)
    last = now + timedelta(days=42)
    with system("test"):
        with pytest.raises(Refused):
            actions.expire(request=second, now=last, by=MAIL)
        actions.answer(request=request, values=ANSWER, now=last)
        with pytest.raises(Refused, match="was to be answered by 4 January 2027"):
            actions.answer(request=second, values=ANSWER, now=last + timedelta(days=1))
        actions.expire(request=second, now=last + timedelta(days=1), by=MAIL)
        assert not Span.objects.filter(case_id=case.pk, kind="pause", ends_at__isnull=True).exists()


def test_the_clock_stands_until_the_last_of_two_answers(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    first, second = asked(council, case, now), asked(council, case, now)
    with system("test"):
        actions.answer(request=first, values=ANSWER, now=now)
        assert Docket.objects.get(pk=case.pk).due is None
        actions.withdraw(request=second, now=now, by=MAIL, reasons="Not needed")
        assert Docket.objects.get(pk=case.pk).due is not None


def test_delivery_bounce_and_reminders_are_on_the_timeline(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    request = asked(council, case, now)
    with system("test"):
        actions.bounced(request=request, now=now, by=MAIL, why="No such mailbox")
        with pytest.raises(Refused):
            actions.delivered(request=request, now=now, by=MAIL)
        told = list(Remark.objects.filter(case_id=case.pk).values_list("kind", "text"))
    assert ("bounced", "Could not be delivered to Acme Care. No such mailbox") in told
    assert ("asked", "The agency’s account asked of Acme Care, by 4 January 2027") in told


def test_a_reminder_carries_the_same_link_and_is_counted(council: Council, now: datetime) -> None:
    request = asked(council, referral_in("discussed", council, now), now)
    with acting(scope(council.hr, now)):
        again = actions.remind(request=request, now=now, by=council.hr)
    assert (again.reminders, again.state, token(again)) == (1, RequestState.REMINDED, token(request))


def test_only_those_the_table_names_may_ask_and_not_of_a_closed_case(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    given: dict[str, Any] = {"kind": "agency_account", "to_name": "A", "to_email": "a@example.org", "now": now}
    with acting(scope(council.head, now)), pytest.raises(Refused) as caught:
        actions.ask(case=case, by=council.head, **given)
    assert caught.value.refusals[0].clause == "FTP-3.7"
    closed = referral_in("declined", council, now)
    with acting(scope(council.hr, now)), pytest.raises(Refused):
        actions.ask(case=closed, by=council.hr, **given)


def test_a_reviewed_answer_is_nobodys_task_any_more(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    request = asked(council, case, now)
    with system("test"):
        actions.answer(request=request, values=ANSWER, now=now)
    with acting(scope(council.hr, now)):
        with pytest.raises(Refused):
            actions.review(request=request, by=council.hr, now=now, reasons="  ")
        actions.review(request=request, by=council.hr, now=now, reasons="Fits what we know.")
    with system("test"):
        assert not Turn.objects.filter(case_id=case.pk, move="").exists()
    assert fresh(case).state == "discussed"


def test_each_morning_reminds_when_due_and_lets_go_what_is_past(council: Council, now: datetime) -> None:
    request = asked(council, referral_in("discussed", council, now), now)
    seen = {}
    with system("test"):
        for days in (13, 14, 15, 28, 42, 43, 44):
            seen[days] = actions.follow_up(now=now + timedelta(days=days))
        assert Request.objects.get(pk=request.pk).state == RequestState.EXPIRED
    nothing = {"reminded": 0, "expired": 0}
    assert seen[13] == seen[15] == seen[42] == seen[44] == nothing
    assert seen[14] == seen[28] == {"reminded": 1, "expired": 0}
    assert seen[43] == {"reminded": 0, "expired": 1}


def test_when_a_case_closes_nobody_is_asked_any_longer(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    answered, open_still = asked(council, case, now), asked(council, case, now)
    with system("test"):
        actions.answer(request=answered, values=ANSWER, now=now)
    move(case, "withdraw", council.manager, now)
    with system("test"):
        assert request_by_link(token(open_still)) is None
        assert actions.follow_up(now=now + timedelta(days=20)) == {"reminded": 0, "expired": 0}
        assert not Turn.objects.filter(case_id=case.pk).exists()
        assert Remark.objects.filter(case_id=case.pk, text__contains="since the case is closed").count() == 1
        assert Request.objects.get(pk=answered.pk).answer == ANSWER
