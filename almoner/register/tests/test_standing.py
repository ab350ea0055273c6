from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almoner.register.rules.kinds import ANNOTATION_KINDS, ORDER_KINDS, Effect
from almoner.register.rules.publication import is_published, public_standing, published_facts
from almoner.register.rules.standing import (
    AnnotationFact,
    Facts,
    OrderFact,
    Standing,
    TermFact,
    next_change,
    standing_on,
)

DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
SOME_DAY = st.one_of(st.none(), DAYS)
TERMS = st.builds(TermFact, DAYS, SOME_DAY, SOME_DAY, st.sampled_from(["", "not-renewed", "removal-order"]))
ORDERS = st.builds(OrderFact, st.sampled_from(ORDER_KINDS), DAYS, SOME_DAY, SOME_DAY, st.just("text"))
ANNOTATIONS = st.builds(AnnotationFact, st.sampled_from(ANNOTATION_KINDS), DAYS, SOME_DAY)
FACTS = st.builds(
    Facts,
    st.lists(TERMS, max_size=4).map(tuple),
    st.lists(ORDERS, max_size=4).map(tuple),
    st.lists(ANNOTATIONS, max_size=3).map(tuple),
)
ONE_DAY = timedelta(days=1)
SUSPENSION = next(k for k in ORDER_KINDS if k.code == "suspension")
CONDITIONS = next(k for k in ORDER_KINDS if k.code == "conditions")
WARNING = next(k for k in ORDER_KINDS if k.code == "warning")


@pytest.mark.clause("PLAN-R14")
@given(FACTS, DAYS)
@settings(max_examples=600)
def test_nobody_shows_as_active_on_a_day_that_no_term_covers(facts: Facts, on: date) -> None:
    begun = [t for t in facts.terms if t.starts <= on]
    unexpired = [t for t in begun if t.until is None or t.until >= on]
    unremoved = [t for t in unexpired if t.ended_on is None or t.ended_on > on]
    if not unremoved:
        assert not standing_on(facts, on).may_practise
        assert not public_standing(facts, on, on).may_practise


@pytest.mark.clause("PLAN-R14")
@given(FACTS, DAYS, DAYS)
@settings(max_examples=600)
def test_a_suspended_day_never_reads_as_active_whenever_it_is_asked(facts: Facts, on: date, today: date) -> None:
    suspended = any(
        o.kind.effect is Effect.STOPS_PRACTICE
        and o.starts <= on
        and (o.until is None or on <= o.until)
        and (o.lifted_on is None or on < o.lifted_on)
        for o in facts.orders
    )
    if suspended:
        assert not standing_on(facts, on).may_practise
        if on <= today:
            assert not public_standing(facts, on, today).may_practise


@given(FACTS, DAYS)
@settings(max_examples=600)
def test_standing_changes_only_on_the_days_next_change_names(facts: Facts, on: date) -> None:
    upcoming = next_change(facts, on)
    assert upcoming is None or upcoming > on
    probe = on + timedelta(days=400) if upcoming is None else upcoming - ONE_DAY
    before, after = standing_on(facts, on), standing_on(facts, probe)
    assert (before.standing, before.orders, before.annotations, before.ended_how) == (
        after.standing,
        after.orders,
        after.annotations,
        after.ended_how,
    )


@given(FACTS, DAYS)
@settings(max_examples=300)
def test_facts_that_begin_later_never_alter_an_earlier_day(facts: Facts, on: date) -> None:
    earlier = Facts(
        tuple(t for t in facts.terms if t.starts <= on),
        tuple(o for o in facts.orders if o.starts <= on),
        tuple(a for a in facts.annotations if a.starts <= on),
    )
    whole, part = standing_on(facts, on), standing_on(earlier, on)
    assert whole.may_practise == part.may_practise
    assert whole.orders == part.orders
    assert whole.annotations == part.annotations


@given(FACTS, DAYS)
@settings(max_examples=300)
def test_every_standing_says_why_and_names_its_rule(facts: Facts, on: date) -> None:
    found = standing_on(facts, on)
    assert found.why
    assert all(w.rule and w.given for w in found.why)
    assert found.version.startswith("standing/")


@given(FACTS, DAYS)
@settings(max_examples=300)
def test_the_run_of_registration_around_a_day_contains_it(facts: Facts, on: date) -> None:
    found = standing_on(facts, on)
    if found.may_practise or found.standing is Standing.SUSPENDED:
        assert found.registered_from is not None
        assert found.registered_from <= on
        assert found.registered_until is None or on <= found.registered_until


def test_registered_until_the_thirtieth_means_through_that_day() -> None:
    facts = Facts((TermFact(date(2023, 12, 1), date(2024, 11, 30)),))
    assert standing_on(facts, date(2024, 11, 30)).may_practise
    assert standing_on(facts, date(2024, 12, 1)).standing is Standing.LAPSED


def test_an_entry_removed_on_a_day_is_off_the_register_on_that_day() -> None:
    facts = Facts((TermFact(date(2023, 12, 1), date(2024, 11, 30), date(2024, 5, 4), "removal-order"),))
    assert standing_on(facts, date(2024, 5, 3)).may_practise
    removed = standing_on(facts, date(2024, 5, 4))
    assert removed.standing is Standing.ENDED
    assert removed.ended_how == "removal-order"


def test_a_renewed_entry_is_registered_since_its_first_term() -> None:
    facts = Facts(
        (
            TermFact(date(2022, 3, 7), date(2022, 11, 30)),
            TermFact(date(2022, 12, 1), date(2023, 11, 30)),
            TermFact(date(2023, 12, 1), date(2024, 11, 30)),
        )
    )
    found = standing_on(facts, date(2023, 6, 1))
    assert (found.registered_from, found.registered_until) == (date(2022, 3, 7), date(2024, 11, 30))


def test_a_gap_between_terms_is_a_gap_in_registration() -> None:
    facts = Facts((TermFact(date(2021, 1, 1), date(2021, 11, 30)), TermFact(date(2022, 2, 1), date(2022, 11, 30))))
    assert standing_on(facts, date(2021, 12, 25)).standing is Standing.LAPSED
    assert standing_on(facts, date(2022, 6, 1)).registered_from == date(2022, 2, 1)


def test_conditions_leave_the_person_practising_and_are_named() -> None:
    order = OrderFact(CONDITIONS, date(2024, 1, 1), date(2024, 12, 31), text="Work under supervision.")
    found = standing_on(Facts((TermFact(date(2020, 1, 1), None),), (order,)), date(2024, 6, 1))
    assert found.standing is Standing.CONDITIONS
    assert found.conditions == (order,)


def test_a_warning_is_published_through_its_last_day_and_then_left_out() -> None:
    warning = OrderFact(WARNING, date(2023, 1, 1), date(2023, 12, 31), text="Do not.")
    facts = Facts((TermFact(date(2020, 1, 1), None),), (warning,))
    assert is_published(warning, date(2023, 12, 31))
    assert published_facts(facts, date(2024, 1, 1)).orders == ()


def test_a_longer_publication_period_is_obeyed() -> None:
    kind = replace(WARNING, published_after_end=30)
    warning = OrderFact(kind, date(2023, 1, 1), date(2023, 12, 31))
    assert is_published(warning, date(2024, 1, 30))
    assert not is_published(warning, date(2024, 1, 31))


def test_the_text_of_an_ended_suspension_is_not_published_though_its_days_stay_suspended() -> None:
    order = OrderFact(SUSPENSION, date(2022, 1, 1), date(2022, 6, 30), text="What happened.")
    facts = Facts((TermFact(date(2020, 1, 1), None),), (order,))
    found = public_standing(facts, date(2022, 3, 1), today=date(2024, 1, 1))
    assert found.standing is Standing.SUSPENDED
    assert "What happened." not in repr(found)


def test_an_order_that_begins_tomorrow_is_not_published_today() -> None:
    order = OrderFact(SUSPENSION, date(2024, 5, 2), None)
    assert not is_published(order, date(2024, 5, 1))
