"""What case examiners decide takes effect: advice, a warning, an outcome to be accepted, a hearing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from almoner.fitness.actions import disposals as actions
from almoner.fitness.models import AcceptedOutcome, Examination, Hearing, Letter, OrderMade
from almoner.fitness.queries.accepted import last_day, to_answer
from almoner.fitness.tests import examination_factories as make
from almoner.fitness.tests.browsing import signed_in, text
from almoner.fitness.tests.examination_factories import Pair
from almoner.fitness.tests.factories import Council, a_council
from almoner.procedure import actions as procedure
from almoner.procedure.models import Step
from almoner.procedure.rules import Refused
from almoner.register.models import Order
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db]


@dataclass(frozen=True)
class Proposal:
    """A proposed outcome and everybody in it."""

    case: AcceptedOutcome
    council: Council
    pair: Pair


def decided(council: Council, pair: Pair, now: datetime, opinion: Any) -> Examination:
    return make.issued(make.a_concern_about(now, council.member), pair, now, opinion)


@pytest.fixture
def council() -> Council:
    return a_council()


@pytest.fixture
def pair(council: Council) -> Pair:
    return make.a_pair()


@pytest.fixture
def proposal(council: Council, pair: Pair, now: datetime) -> Proposal:
    examination = decided(council, pair, now, make.PROPOSED)
    with system("test"):
        return Proposal(AcceptedOutcome.objects.get(examination=examination), council, pair)


def again(case: AcceptedOutcome) -> AcceptedOutcome:
    with system("test"):
        return AcceptedOutcome.objects.get(pk=case.pk)


def orders() -> list[tuple[str, date, date | None]]:
    with system("test"):
        return list(Order.objects.values_list("kind", "starts", "until"))


def letters() -> list[str]:
    with system("test"):
        return list(Letter.objects.order_by("queued_at", "kind").values_list("kind", flat=True))


def hearings() -> list[str]:
    with system("test"):
        return list(Hearing.objects.values_list("purpose", flat=True))


LAST = date(2026, 12, 21)


@pytest.mark.clause("PLAN-F8")
class TestDecisionsOfTheExaminersThemselves:
    def test_a_warning_is_on_the_register_for_as_long_as_it_was_given(
        self, council: Council, pair: Pair, now: datetime
    ) -> None:
        decided(council, pair, now, make.WARNING)
        assert orders() == [("warning", date(2026, 11, 23), date(2029, 11, 22))]
        assert letters() == ["examiners_order"]
        with system("test"):
            made = OrderMade.objects.get()
            assert made.get_source_display() == "Decided by the case examiners"
            assert made.text == make.PUBLISHED

    def test_referred_to_a_hearing_one_is_called_for(self, council: Council, pair: Pair, now: datetime) -> None:
        decided(council, pair, now, make.HEARING)
        assert hearings() == ["final"]
        assert (orders(), letters()) == ([], ["examiners_to_hearing"])

    def test_no_further_action_puts_nothing_on_the_register(self, council: Council, pair: Pair, now: datetime) -> None:
        decided(council, pair, now, make.NO_ACTION)
        assert orders() == []
        assert letters() == ["examiners_decision"]

    def test_about_nobody_on_the_register_no_warning_is_sent_out(self, pair: Pair, now: datetime) -> None:
        with pytest.raises(Refused, match="nobody on the register"):
            make.issued(make.a_concern_about(now), pair, now, make.WARNING)
        assert (orders(), letters()) == ([], [])


@pytest.mark.clause("PLAN-F14")
class TestAccepting:
    def test_the_worker_has_twenty_eight_days_and_is_written_to(self, proposal: Proposal) -> None:
        assert last_day(proposal.case) == LAST
        assert to_answer(proposal.council.worker) == [proposal.case]
        assert orders() == []
        with system("test"):
            letter = Letter.objects.get(kind="outcome_proposed")
            assert letter.values["until"] == "21 December 2026"
            assert letter.person == proposal.council.worker

    def test_accepted_it_is_an_order_in_the_words_that_were_approved(self, proposal: Proposal, now: datetime) -> None:
        at = now + timedelta(days=3)
        for _ in range(2):
            actions.answer_own(
                case=proposal.case, accepts=True, said="I accept it.", by=proposal.council.worker, now=at, key="k"
            )
        assert again(proposal.case).state == "accepted"
        assert orders() == [("conditions", date(2026, 11, 26), date(2027, 11, 25))]
        assert letters().count("outcome_answered") == 1
        with system("test"):
            step = Step.objects.get(case_id=proposal.case.pk, move="accept")
            assert step.actor_id == proposal.council.worker.actor_id
            assert OrderMade.objects.get().text == make.PUBLISHED

    def test_refused_it_makes_no_order_and_cannot_be_accepted_afterwards(
        self, proposal: Proposal, now: datetime
    ) -> None:
        given: dict[str, Any] = {"case": proposal.case, "said": "", "by": proposal.council.worker, "now": now}
        actions.answer_own(**given, accepts=False, key="no")
        assert again(proposal.case).state == "refused"
        assert hearings() == ["final"]
        with pytest.raises(Refused, match="does not lead on"):
            actions.answer_own(**given, accepts=True, key="yes")
        assert orders() == []

    def test_nobody_else_answers_it(self, proposal: Proposal, now: datetime) -> None:
        for other in (proposal.council.manager, proposal.pair.officer, proposal.pair.lay):
            with pytest.raises(Refused, match="was not proposed to you"):
                actions.answer_own(case=proposal.case, accepts=True, said="", by=other, now=now, key="k")
        with pytest.raises(Refused, match="Only the social worker"):
            make.taken(proposal.case, "accept", proposal.pair.officer, now)

    def test_on_the_last_day_it_is_in_time_and_the_day_after_it_is_not(self, proposal: Proposal, now: datetime) -> None:
        late = now + timedelta(days=29)
        with pytest.raises(Refused, match="The last day to answer was 21 December 2026"):
            actions.answer_own(
                case=proposal.case, accepts=True, said="", by=proposal.council.worker, now=late, key="late"
            )
        actions.answer_own(
            case=proposal.case, accepts=True, said="", by=proposal.council.worker, now=now + timedelta(days=28), key="k"
        )
        assert again(proposal.case).state == "accepted"


@pytest.mark.clause("PLAN-F14")
class TestSilence:
    def lapsed(self, at: datetime) -> int:
        with system("test"):
            return actions.lapse_overdue(now=at)

    def test_when_the_time_is_over_it_goes_to_a_hearing_without_an_order(
        self, proposal: Proposal, now: datetime
    ) -> None:
        assert self.lapsed(now + timedelta(days=30)) == 0
        assert self.lapsed(now + timedelta(days=31)) == 1
        assert self.lapsed(now + timedelta(days=31)) == 0
        assert again(proposal.case).state == "silent"
        assert hearings() == ["final"]
        assert orders() == []
        assert letters()[-1] == "outcome_answered"

    def test_an_answer_that_came_in_time_by_post_is_entered_after_it(self, proposal: Proposal, now: datetime) -> None:
        at, officer = now + timedelta(days=29), proposal.pair.officer
        for day, because in (
            ("2026-12-22", "The last day"),
            ("2026-12-24", "not come"),
            ("2026-11-22", "not proposed"),
        ):
            with pytest.raises(Refused, match=because):
                make.taken(proposal.case, "record_acceptance", officer, at, received_on=day, how="letter")
        made = make.taken(proposal.case, "record_acceptance", officer, at, received_on="2026-12-21", how="letter")
        assert made.state == "accepted"
        assert len(orders()) == 1

    def test_more_time_stops_the_clock_and_nothing_lapses_while_it_stands(
        self, proposal: Proposal, now: datetime
    ) -> None:
        given: dict[str, Any] = {"clock": "answer", "pause": "more_time", "by": proposal.pair.officer}
        with system("test"):
            procedure.pause(case=proposal.case, **given, reasons="She is in hospital.", now=now + timedelta(days=10))
        assert last_day(proposal.case) is None
        assert self.lapsed(now + timedelta(days=60)) == 0
        with system("test"):
            procedure.resume(case=proposal.case, **given, now=now + timedelta(days=60))
        assert last_day(proposal.case) == LAST + timedelta(days=50)


@pytest.mark.clause("PLAN-F14")
class TestTheWorkersPage:
    @pytest.fixture(autouse=True)
    def at(self, now: datetime) -> Iterator[None]:
        with time_machine.travel(now + timedelta(days=1), tick=True):
            yield

    def test_the_worker_reads_it_and_answers_and_the_regulator_sees_the_answer(self, proposal: Proposal) -> None:
        browser, address = signed_in(proposal.council.worker), f"/proposed-outcomes/{proposal.case.pk}/"
        assert "outcome proposed to you" in text(browser.get("/"))
        page = text(browser.get(address))
        assert "Answer by 21 December 2026" in page
        assert make.PUBLISHED in page
        assert make.DECIDED in page
        assert "Select whether you accept" in text(browser.post(address, {"said": "Typed.", "key": "k"}))
        done = text(browser.post(address, {"answer": "accept", "said": "I agree.", "key": "k"}, follow=True))
        assert "Your answer has reached the regulator" in done
        assert "You accepted it" in done
        desk = text(signed_in(proposal.pair.officer).get(f"/cases/accepted_outcome/{proposal.case.pk}/"))
        assert "I agree." in desk

    def test_answered_in_another_window_the_second_answer_is_refused_and_said_why(self, proposal: Proposal) -> None:
        browser, address = signed_in(proposal.council.worker), f"/proposed-outcomes/{proposal.case.pk}/"
        browser.post(address, {"answer": "refuse", "key": "one"})
        page = browser.post(address, {"answer": "accept", "key": "two"})
        assert page.status_code == 422
        assert "Your answer could not be taken" in text(page)
        assert "Your case goes to a hearing" in text(page)

    def test_it_is_there_for_nobody_else(self, proposal: Proposal) -> None:
        for other in (proposal.council.manager, proposal.pair.officer):
            assert signed_in(other).get(f"/proposed-outcomes/{proposal.case.pk}/").status_code == 404
        worker = signed_in(proposal.council.worker)
        assert worker.get(f"/cases/accepted_outcome/{proposal.case.pk}/").status_code == 404
        assert worker.get(f"/cases/examination/{proposal.case.examination_id}/").status_code == 404
