"""Concerns that could be about the same: suggested, held side by side, joined or found unlike by a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from almoner.fitness.models import Concern, Referral
from almoner.fitness.queries.joining import joined_with, suggestions
from almoner.fitness.rules.likeness import Told, alike, days_in, likenesses
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import investigation_factories as arrange
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date
from almoner.scope.context import system


@pytest.fixture(autouse=True)
def at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now + timedelta(hours=2), tick=True):
        yield


@pytest.fixture
def officer(db: None) -> Person:
    return make.a_triage_officer()


def at_triage(now: datetime, officer: Person, **more: Any) -> Concern:
    return arrange.step(arrange.a_concern(now, **more), "acknowledge", officer, now, **arrange.RISK)  # type: ignore[no-any-return]


def join(concern: Concern, into: Concern | str, by: Person, now: datetime) -> Concern:
    reference = into if isinstance(into, str) else into.reference
    return arrange.step(concern, "join", by, now, "The same visit.", into=reference)  # type: ignore[no-any-return]


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Wilhelmina Zdziarski", "zdziarski, wilhelmina", True),
        ("José Núñez", "Jose Nunez", True),
        ("Jane from the duty team", "Jane", True),
        ("Jane Okonkwo", "Jane Okonkow", True),
        ("Jane Okonkwo", "Peter Marsh", False),
        ("", "", False),
    ],
)
def test_names_are_alike_whatever_their_order_case_and_accents(one: str, other: str, are: bool) -> None:
    assert alike(one, other) is are


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_from_either_side(one: str, other: str) -> None:
    first, second = Told(None, "", one, one), Told(None, "", other, other)
    assert likenesses(first, second) == likenesses(second, first)


@given(st.dates())
def test_a_day_is_found_however_it_is_written(day: Any) -> None:
    written = (f"on {day.day} {day:%B} {day.year:04}", f"on {day.day}/{day.month}/{day.year:04}", day.isoformat())
    assert {days_in(text) for text in written} == {frozenset({day.isoformat()})}


@pytest.mark.clause("PLAN-F1")
def test_another_about_the_same_person_is_suggested_with_why_and_joined_by_a_person(
    officer: Person, now: datetime
) -> None:
    said = [("What happened?", "He shouted at my door on 5 October 2026.")]
    first = at_triage(now, officer, about_name="Wilhelm Zdziarski", statement=said, entry_id=None, about_number="")
    second = at_triage(now, officer, about_name="Zdziarsky Wilhelm", statement=said, entry_id=None, about_number="")
    at_triage(now, officer, about_name="Peter Marsh")
    on = london_date(now)
    with system("test"):
        (found,) = suggestions(second, officer, on)
        assert (found.concern, found.why) == (first, ("A name that is alike", "The same day"))
    second = join(second, first, officer, now)
    assert (second.state, second.joined_to_id) == ("joined", first.pk)
    with system("test"):
        assert suggestions(first, officer, on) == []
        assert joined_with(first, officer, on) == [second]
        assert joined_with(second, officer, on) == [first]


@pytest.mark.clause("PLAN-F1")
def test_what_is_joined_to_a_concern_goes_with_it_when_that_is_joined(officer: Person, now: datetime) -> None:
    first, second, third = (at_triage(now, officer) for _ in range(3))
    join(first, second, officer, now)
    join(second, third, officer, now)
    with system("test"):
        assert set(Concern.objects.filter(joined_to=third)) == {first, second}


@pytest.mark.clause("PLAN-F1")
def test_nothing_is_joined_to_itself_to_nothing_or_to_what_is_over(officer: Person, now: datetime) -> None:
    concern, other = at_triage(now, officer), at_triage(now, officer)
    over = arrange.step(at_triage(now, officer), "close", officer, now, "Nothing in it.", **arrange.RISK)
    join(other, concern, officer, now)
    for into, why in (
        (concern, "same concern"),
        (other, "joined with it"),
        (over, "Nothing is done"),
        ("X", "no concern"),
    ):
        with pytest.raises(Refused, match=why):
            join(concern, into, officer, now)


@pytest.mark.clause("PLAN-F1")
def test_an_employer_whose_referral_was_joined_hears_what_became_of_the_other(officer: Person, now: datetime) -> None:
    council = make.a_council()
    referred = make.a_concern(council, now)
    lead = at_triage(now, officer)
    later = now + timedelta(hours=1)
    acknowledged = arrange.step(referred, "acknowledge", officer, later, **arrange.RISK)
    join(acknowledged, lead, officer, later)
    with system("test"):
        assert Referral.objects.get().state == "acknowledged"
    arrange.step(lead, "investigate", officer, later, "It can be checked.", **arrange.RISK)
    with system("test"):
        assert Referral.objects.get().state == "investigated"


def test_what_a_person_found_unlike_is_not_suggested_again(officer: Person, now: datetime) -> None:
    said = [("What happened?", "On 5 October 2026.")]
    first, second = (at_triage(now, officer, about_name="Jane Okonkwo", statement=said) for _ in range(2))
    browser = Client()
    with system("test"):
        browser.force_login(officer)
    page = shown(browser.get(f"/concerns/{second.pk}/alike/"))
    assert first.reference in page
    beside = f"/concerns/{second.pk}/alike/{first.pk}/"
    assert "The two concerns" in shown(browser.get(beside))
    assert "Select" in shown(browser.post(beside, {"reasons": "Two people of one name."}))
    assert browser.post(beside, {"decision": "unlike", "reasons": "Two people of one name."}).status_code == 302
    assert "No other concern is like this one" in shown(browser.get(f"/concerns/{second.pk}/alike/"))
    joined = browser.post(beside, {"decision": "join", "reasons": "One after all.", "key": "k"})
    assert joined.status_code == 302
    assert first.reference in shown(browser.get(f"/cases/concern/{second.pk}/"))
    assert browser.get(beside).status_code == 404


@pytest.mark.clause("PLAN-F1")
def test_somebody_who_was_only_described_is_found_on_the_register(officer: Person, now: datetime) -> None:
    with system("test"):
        known = Concern.objects.get(pk=arrange.a_concern(now).pk)
    concern = at_triage(now, officer, about_name="Jane from duty", about_number="", entry_id=None)
    browser = Client()
    with system("test"):
        browser.force_login(officer)
    address = f"/concerns/{concern.pk}/about-whom/"
    given = {"number": "SW999998", "reasons": "The employer says so."}
    assert "Nobody on the public register" in shown(browser.post(address, given))
    assert browser.post(address, {**given, "number": known.about_number.lower()}).status_code == 302
    with system("test"):
        concern.refresh_from_db()
    assert (concern.entry_id, concern.about_name) == (known.entry_id, known.about_name)


def test_two_submissions_of_one_joining_count_once(officer: Person, now: datetime) -> None:
    first, second = at_triage(now, officer), at_triage(now, officer)
    later = now + timedelta(hours=1)
    with system("test"):
        for _ in range(2):
            receipt = procedure.take(
                case=second, move="join", by=officer, now=later, key="same", reasons="One.",
                values={"into": first.reference},
            )  # fmt: skip
    assert receipt.again
