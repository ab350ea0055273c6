"""What the pages read: a worklist and a case, in words and in as many queries however much there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from pytest_django import DjangoAssertNumQueries

from almoner.casework.queries import case_page, described, happenings
from almoner.casework.rules.sentences import waits_for
from almoner.people.queries import remembering
from almoner.procedure import actions, registry
from almoner.procedure.queries import case_visible_to, needs_me, timeline
from almoner.procedure.tests.factories import Council, move, referral_in, scope
from almoner.procedure.tests.referral import REFERRAL
from almoner.scope.context import acting

TODAY = date(2026, 11, 23)


def test_the_worklist_says_who_is_waited_for_to_do_what() -> None:
    assert waits_for(REFERRAL, "raised") == "Waiting for the line manager’s own manager to discuss"
    assert waits_for(REFERRAL, "discussed") == (
        "Waiting for the head of service or the deputy director to ask more, agree or decline"
    )
    assert (
        waits_for(REFERRAL, "discussed", ["Acme Care", "Acme Care", "Dr Li"])
        == "Waiting for Acme Care and Dr Li to answer"
    )
    assert waits_for(REFERRAL, "sent") == "Nothing more is waited for"


def test_a_line_says_what_it_waits_for_and_whether_it_is_late(council: Council, now: datetime) -> None:
    referral_in("discussed", council, now)
    with acting(scope(council.head, now)):
        [work] = described(needs_me(council.head, TODAY), date(2026, 12, 1))
    assert work.waits == "Waiting for the head of service or the deputy director to ask more, agree or decline"
    assert (work.late, work.line.due) == (True, date(2026, 11, 30))


def test_the_worklist_costs_the_same_however_many_cases_and_procedures(
    council: Council, now: datetime, registered: registry.Registered, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        referral_in("discussed", council, now, title=f"Case {n}")
        another = replace(registered.procedure, name=f"another_{n}")
        registry.register(another, model=registered.model, access=registered.access)
    with acting(scope(council.head, now)), remembering(), django_assert_num_queries(6):
        assert len(described(needs_me(council.head, TODAY)[:25], TODAY)) == 5


def test_the_case_page_costs_the_same_however_long_the_case(
    council: Council, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = referral_in("discussed", council, now)
    for _ in range(3):
        move(case, "ask_more", council.head, now)
        move(case, "give_more", council.manager, now)
    with acting(scope(council.hr, now)):
        actions.note(case=case, text="Rang back", by=council.hr, now=now)
        with django_assert_num_queries(3):
            held = case_visible_to(council.hr, "sample_referral", case.pk, TODAY)
        assert held
        with django_assert_num_queries(4):
            steps = case_page(held, council.hr, now).steps
        with django_assert_num_queries(2):
            rows = list(timeline(held, council.hr, TODAY)[:25])
            shown = happenings(rows, steps)
    assert [h.step.move for h in shown if h.step][-1] == "put_forward"
