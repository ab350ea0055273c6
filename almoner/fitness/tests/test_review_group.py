"""The decision review group: the same seed gives the same sample, the group is whole, nobody looks at their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from almoner.fitness.actions import review_group as actions
from almoner.fitness.models import GroupMember, ReviewFinding, ReviewMonth
from almoner.fitness.rules.review_group import Sampled, draw, month_before
from almoner.fitness.tests import examination_factories as make
from almoner.fitness.tests.examination_factories import Pair
from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.queries import case_visible_to
from almoner.procedure.rules import Refused
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

DECISIONS = st.lists(
    st.builds(Sampled, st.uuids().map(str), st.just("R"), st.just("warning"), st.integers(1, 5)),
    max_size=30, unique_by=lambda one: one.case_id,
)  # fmt: skip


@pytest.mark.clause("PLAN-F11")
@settings(max_examples=50)
@for_any(DECISIONS, st.text(max_size=44), st.integers(0, 40), st.randoms())
def test_one_seed_gives_one_sample_in_whatever_order_the_decisions_come(
    decisions: list[Sampled], seed: str, size: int, dice: Any
) -> None:
    drawn = draw(decisions, seed, size)
    shuffled = list(decisions)
    dice.shuffle(shuffled)
    assert draw(shuffled, seed, size) == drawn
    assert len(drawn) == min(size, len(decisions)) == len({one.case_id for one in drawn})
    assert set(drawn) <= set(decisions)
    assert draw(decisions, seed, size + 1)[:size] == drawn


@pytest.mark.clause("PLAN-F11")
def test_a_decision_of_three_times_the_weight_is_drawn_about_three_times_as_often() -> None:
    """Of two thousand first draws among ten of weight one and ten of three, three quarters weigh three."""
    decisions = [Sampled(str(number), "R", "x", 3 if number < 10 else 1) for number in range(20)]
    heavy = sum(draw(decisions, str(seed), 1)[0].weight == 3 for seed in range(2000))
    assert 1400 < heavy < 1600


@pytest.mark.parametrize(
    ("day", "month"), [(date(2026, 12, 1), date(2026, 11, 1)), (date(2027, 1, 31), date(2026, 12, 1))]
)
def test_what_is_drawn_is_the_month_before(day: date, month: date) -> None:
    assert month_before(day) == month


DRAWN = datetime(2026, 12, 1, 6, tzinfo=UTC)
SOUND: Mapping[str, Any] = {"found": "sound", "finding": "The tests were gone through."}


@pytest.mark.django_db
@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("PLAN-F11")
class TestAMonth:
    @pytest.fixture
    def pair(self) -> Pair:
        return make.a_pair()

    def sealed(self, patch: pytest.MonkeyPatch, size: int, root: bytes, at: datetime) -> None:
        """The latest head of the record, which the sealer alone can write."""
        head = SimpleNamespace(size=size, root=root, signed_at=at)
        patch.setattr("almoner.fitness.actions.review_group.latest_head", lambda: head)

    @pytest.fixture
    def month(self, pair: Pair, now: datetime, monkeypatch: pytest.MonkeyPatch) -> ReviewMonth:
        make.issued(make.a_concern_about(now), pair, now, make.NO_ACTION)
        make.issued(make.a_concern_about(now, name="Ada Quist"), pair, now, make.HEARING)
        self.sealed(monkeypatch, 7, bytes(range(32)), DRAWN - timedelta(hours=1))
        drawn = actions.draw_month(organisation=the_regulator(), now=DRAWN)
        assert drawn is not None
        return drawn

    def member(self, name: str, **brings: Any) -> Person:
        person = a_person(name, Role.BOARD_MEMBER, the_regulator())
        GroupMember.objects.create(person=person, organisation=the_regulator(), starts=date(2026, 1, 1), **brings)
        return person

    def looked(self, month: ReviewMonth, by: Person, which: int = 0, **values: Any) -> ReviewMonth:
        reference = month.sample[which]["reference"]
        found: ReviewMonth = make.taken(month, "review", by, DRAWN, decision=reference, **{**SOUND, **values})
        return found

    def test_it_is_drawn_once_by_the_seal_that_came_after_the_month(
        self, month: ReviewMonth, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert (month.month, month.decisions, len(month.sample), month.head_size) == (date(2026, 11, 1), 2, 2, 7)
        decided = [Sampled(**one) for one in month.sample]
        assert draw(decided[::-1], month.seed, 10) == decided
        self.sealed(monkeypatch, 9, bytes(32), DRAWN)
        assert actions.draw_month(organisation=the_regulator(), now=DRAWN + timedelta(days=3)) == month

    def test_before_the_record_is_sealed_after_the_month_nothing_is_drawn(
        self, pair: Pair, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.sealed(monkeypatch, 7, bytes(32), now)
        assert actions.draw_month(organisation=the_regulator(), now=DRAWN) is None

    def test_without_lived_experience_or_another_regulator_the_month_is_not_finished(self, month: ReviewMonth) -> None:
        lived, other = self.member("Lil Frost", lived_experience=True), self.member("Ann Ott")
        outside = self.member("Otto Crane", other_regulator="Nursing")
        month = self.looked(month, other)
        with pytest.raises(Refused, match="Nobody has looked at"):
            make.taken(month, "finish", other, DRAWN, "Nothing.")
        month = self.looked(month, other, 1)
        with pytest.raises(Refused, match="Nobody with lived experience"):
            make.taken(month, "finish", other, DRAWN, "Nothing.")
        month = self.looked(month, lived)
        with pytest.raises(Refused, match="Nobody from another regulator"):
            make.taken(month, "finish", other, DRAWN, "Nothing.")
        month = self.looked(month, outside)
        assert make.taken(month, "finish", lived, DRAWN, "Letters are long.").state == "finished"
        assert ReviewFinding.objects.filter(month=month).count() == 4

    def test_nobody_looks_at_a_decision_in_which_they_had_a_part(self, month: ReviewMonth, pair: Pair) -> None:
        GroupMember.objects.create(person=pair.lay, organisation=the_regulator(), starts=date(2026, 1, 1))
        with pytest.raises(Refused, match="You had a part in this decision"):
            self.looked(month, pair.lay)

    def test_what_is_learned_is_said_and_what_was_not_drawn_is_not_looked_at(self, month: ReviewMonth) -> None:
        member = self.member("Ann Ott")
        with pytest.raises(Refused, match="not said what is to be learned"):
            self.looked(month, member, found="learning")
        with pytest.raises(Refused, match="not in the sample"):
            make.taken(month, "review", member, DRAWN, **{**SOUND, "decision": "EXA-0"})

    def test_it_is_there_for_its_members_alone_beside_the_regulators_desk(self, month: ReviewMonth, pair: Pair) -> None:
        member, gone = self.member("Ann Ott"), self.member("Gone By")
        GroupMember.objects.filter(person=gone).update(ends=date(2026, 11, 30))
        stranger = a_person("Str Anger", Role.BOARD_MEMBER, the_regulator())
        on = DRAWN.date()
        seen = {one.name: case_visible_to(one, "review_group", month.pk, on) for one in (member, gone, stranger)}
        assert seen == {"Ann Ott": month, "Gone By": None, "Str Anger": None}

    def test_its_page_offers_what_can_be_done_before_what_that_holds_up(self, month: ReviewMonth) -> None:
        member, browser = self.member("Ann Ott"), Client()
        with time_machine.travel(DRAWN):
            browser.force_login(member)
            page = browser.get(f"/cases/review_group/{month.pk}/").content.decode()
        write = re.search(r'<a class="govuk-button" [^>]*>Write a finding on a decision</a>', page)
        assert write is not None
        assert write.start() < page.index("Finish the month: not yet")
        assert page.count("Write a finding on a decision") == 1

    def test_an_administrator_chooses_its_members_and_nobody_else(self, pair: Pair, now: datetime) -> None:
        regulator = the_regulator()
        given: dict[str, Any] = {
            "person": a_person("New Comer"), "organisation": regulator, "lived_experience": True,
            "other_regulator": "", "starts": now.date(), "now": now,
        }  # fmt: skip
        with pytest.raises(Refused, match="may not choose"):
            actions.join_group(**given, by=pair.officer)
        Membership.objects.create(
            person=pair.officer, organisation=regulator, role=Role.ORGANISATION_ADMINISTRATOR, starts=date(2026, 1, 5)
        )
        assert actions.join_group(**given, by=pair.officer) == actions.join_group(**given, by=pair.officer)


def test_the_draw_for_all_needs_nobody_to_be_signed_in(db: None) -> None:
    with system("test"):
        assert actions.draw_for_all(now=DRAWN) == 0
