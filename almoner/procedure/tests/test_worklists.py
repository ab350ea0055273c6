"""Worklists: what needs me now, and what waits on others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from almoner.casework.queries import happenings, steps_of
from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.procedure import actions, registry
from almoner.procedure.models import Turn
from almoner.procedure.queries import asking, case_visible_to, needs_me, timeline, waiting_on_others
from almoner.procedure.rules import Refused, check
from almoner.scope.clock import london_date
from almoner.scope.context import acting, system

from .factories import Council, fresh, put_forward, referral_in, scope
from .referral import REFERRAL
from .sample import SampleReferral

TODAY = date(2026, 11, 23)


@pytest.fixture
def sees(now: datetime) -> Callable[..., list[str]]:
    def of(which: Any, person: Person, **how: Any) -> list[str]:
        with acting(scope(person, now)):
            found = [line.title for line in which(person, TODAY, **how)]
            assert which(person, TODAY, **how).count() == len(found)
            return found

    return of


def test_a_case_needs_whoever_can_take_it_on_and_waits_on_them_for_whoever_took_it_there(
    council: Council, now: datetime, sees: Callable[..., list[str]]
) -> None:
    referral_in("raised", council, now, title="Ann")
    assert sees(needs_me, council.next_up) == ["Ann"]
    assert sees(needs_me, council.manager) == []
    assert sees(waiting_on_others, council.manager) == ["Ann"]
    assert sees(waiting_on_others, council.head) == []


def test_nobody_is_asked_for_what_they_are_barred_from(
    council: Council, now: datetime, sees: Callable[..., list[str]]
) -> None:
    heads = {"head_of_service": str(council.manager.pk), "deputy_director": str(council.deputy.pk)}
    case = referral_in("discussed", council, now, heads=heads, title="Ann")
    assert sees(needs_me, council.deputy) == ["Ann"]
    # They may still decline or ask for more, so it is their turn; but not to agree.
    with acting(scope(council.manager, now)):
        seen = asking(registry.of(case), case, council.manager, now)
    open_to_them = {move.name for move in REFERRAL.moves if not check(REFERRAL, move.name, seen, typed=False)}
    assert open_to_them >= {"decline", "ask_more"}
    assert "agree" not in open_to_them


def test_a_role_held_in_the_organisation_is_enough_and_ends_with_it(
    council: Council, now: datetime, sees: Callable[..., list[str]]
) -> None:
    referral_in("agreed", council, now, title="Ann")
    assert sees(needs_me, council.hr) == ["Ann"]
    with system("test"):
        Membership.objects.filter(person=council.hr).update(ends=TODAY - timedelta(days=1))
    assert sees(needs_me, council.hr) == []


def test_other_councils_see_nothing(council: Council, now: datetime, sees: Callable[..., list[str]]) -> None:
    referral_in("agreed", council, now)
    assert sees(needs_me, council.outsider) == []
    assert sees(waiting_on_others, council.outsider) == []


def test_a_closed_case_is_on_no_list(council: Council, now: datetime, sees: Callable[..., list[str]]) -> None:
    referral_in("sent", council, now)
    assert sees(needs_me, council.hr) == sees(waiting_on_others, council.manager) == []


def test_an_assigned_case_needs_only_the_one_it_is_given_to(
    council: Council, now: datetime, sees: Callable[..., list[str]]
) -> None:
    case = referral_in("agreed", council, now, title="Ann")
    with system("test"):
        colleague = Person.objects.create_user("c@example.org", name="Cy Lord", date_joined=now)
        Membership.objects.create(
            person=colleague, organisation=council.organisation, role=Role.HR_OFFICER, starts=date(2026, 1, 1)
        )
    with acting(scope(council.hr, now)):
        actions.assign(case=case, to=colleague, by=council.hr, now=now)
    assert sees(needs_me, colleague) == ["Ann"]
    assert sees(needs_me, council.hr) == []
    with acting(scope(colleague, now)):
        actions.assign(case=case, to=None, by=colleague, now=now)
    assert sees(needs_me, council.hr) == ["Ann"]


def test_nobody_can_be_given_a_case_they_may_not_see(council: Council, now: datetime) -> None:
    case = referral_in("agreed", council, now)
    with acting(scope(council.hr, now)), pytest.raises(Refused, match="Otto Sand cannot see this case"):
        actions.assign(case=case, to=council.outsider, by=council.hr, now=now)
    assert fresh(case).assigned_to is None


def test_the_soonest_due_comes_first_and_a_list_can_be_filtered(
    council: Council, now: datetime, sees: Callable[..., list[str]]
) -> None:
    referral_in("discussed", council, now, title="Later")
    referral_in("discussed", council, now - timedelta(days=10), title="Sooner 50%")
    assert sees(needs_me, council.head) == ["Sooner 50%", "Later"]
    assert sees(needs_me, council.head, text="late") == ["Later"]
    assert sees(needs_me, council.head, text="50%") == ["Sooner 50%"]
    assert sees(needs_me, council.head, procedure="sample_referral") == ["Sooner 50%", "Later"]
    assert sees(needs_me, council.head, procedure="nothing") == []


def test_a_note_is_seen_only_by_those_it_is_for(council: Council, now: datetime) -> None:
    with system("test"):
        guest = Membership.objects.get(person=council.outsider).organisation_id
    case = put_forward(council, now, visible_to=[council.organisation.pk, guest])
    with acting(scope(council.hr, now)):
        actions.note(case=case, text="For us alone", by=council.hr, now=now, to=[council.organisation.pk])
        actions.note(case=case, text="For all", by=council.hr, now=now)
        with pytest.raises(Refused, match="cannot see this case"):
            actions.note(case=case, text="x", by=council.hr, now=now, to=[999])
        with pytest.raises(Refused, match="empty"):
            actions.note(case=case, text=" ", by=council.hr, now=now)

    def notes(person: Person) -> set[str]:
        with acting(scope(person, now)):
            shown = happenings(list(timeline(case, person, london_date(now))), steps_of(case))
        return {h.remark.text for h in shown if h.remark}

    assert notes(council.hr) == {"For us alone", "For all"}
    assert notes(council.outsider) == {"For all"}


def test_the_recused_find_no_case(council: Council, now: datetime) -> None:
    case: SampleReferral = put_forward(council, now, recused=[str(council.hr.pk)])
    with acting(scope(council.hr, now)):
        assert case_visible_to(council.hr, "sample_referral", case.pk, TODAY) is None
        assert case_visible_to(council.hr, "no_such_procedure", case.pk, TODAY) is None


class TestTheGuardOfATurn:
    """A turn says itself who sees it, as its case does; a turn that does not say is seen with its case."""

    def test_says_what_its_case_says_and_follows_it(self, council: Council, now: datetime) -> None:
        case, ours, theirs = referral_in("agreed", council, now), council.organisation.pk, council.other.pk
        with system("test"):
            assert {tuple(turn.visible_to) for turn in Turn.objects.filter(case_id=case.pk)} == {(ours,)}
            SampleReferral.objects.filter(pk=case.pk).update(visible_to=[ours, theirs])
            assert {tuple(turn.visible_to) for turn in Turn.objects.filter(case_id=case.pk)} == {(ours, theirs)}
        with acting(scope(council.outsider, now)):
            assert Turn.objects.filter(case_id=case.pk).exists()

    def test_nobody_elsewhere_reads_a_turn(self, council: Council, now: datetime) -> None:
        referral_in("agreed", council, now)
        with acting(scope(council.outsider, now)):
            assert not Turn.objects.exists()

    def test_one_that_was_there_before_it_could_say_is_seen_with_its_case(
        self, council: Council, now: datetime, sees: Callable[..., list[str]]
    ) -> None:
        referral_in("agreed", council, now, title="Ann")
        with system("test"):
            Turn.objects.update(visible_to=[])
        assert sees(needs_me, council.hr) == ["Ann"]
        with acting(scope(council.outsider, now)):
            assert not Turn.objects.exists()

    def test_somebody_elses_own_turn_is_seen_where_the_case_is(self, council: Council, now: datetime) -> None:
        case = referral_in("raised", council, now)
        with acting(scope(council.hr, now)):
            assert {turn.person for turn in Turn.objects.filter(case_id=case.pk)} == {council.next_up}


def test_a_procedure_knows_every_role_whose_turn_it_can_be() -> None:
    # Nobody waits for what begins a case, nor for what can be done to it at any time.
    assert REFERRAL.waits_for == {
        "line_manager", "next_manager_up", "head_of_service", "deputy_director", "hr_officer",
    }  # fmt: skip
