"""What may be done to an order, and on what days (PLAN-F8)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from almoner.dates.days import CalendarError, day_of
from almoner.fitness.rules.order_law import (
    KINDS,
    LEAD_DAYS,
    LONGEST_EXTENSION,
    OrderKind,
    Source,
    earliest_start,
    last_day,
)
from almoner.procedure.rules import About, Asking, Refusal

CLAUSE = "PLAN-F8"
Test = Callable[[Asking], Refusal | None]


class OrderFacts(Protocol):
    """What the tests look at: the order as it stands."""

    kind: str
    starts: date
    until: date | None
    review_by: date | None


def written_day(when: date) -> str:
    """A day as a refusal says it."""
    return f"{when.day} {when:%B %Y}"


def of_an_order(test: Test) -> Test:
    """A test that looks at an order; where there is none, it says so."""

    @functools.wraps(test)
    def ask(asking: Asking) -> Refusal | None:
        if asking.facts is None:
            return Refusal(CLAUSE, "There is no order.", "Make one first.")
        return test(asking)

    return ask


def of_a_kind_the_law_knows(asking: Asking) -> Refusal | None:
    """An interim order comes from an interim panel, and nothing else does."""
    kind, source = _kind(asking), _source(asking)
    if kind is None:
        return Refusal(CLAUSE, "The law knows no such order.", "Choose one of the kinds.", About.FIELD, "kind")
    if source and kind.interim is not (source is Source.INTERIM):
        because = f"{kind.title} cannot be made there: {source.words.lower()}."
        return Refusal(CLAUSE, because, "Choose an order that can be made there.", About.FIELD, "kind")
    return None


def starts_lawfully(asking: Asking) -> Refusal | None:
    """An order never starts before its hearing; a panel's final order not before the time to appeal has passed."""
    kind, starts, source = _kind(asking), _day(asking, "starts"), _source(asking)
    if kind is None or starts is None or source is None:
        return None
    earliest = earliest_start(kind, source, asking.on)
    if starts >= earliest:
        return None
    because = f"It was decided on {written_day(asking.on)}, and would start on {written_day(starts)}."
    if starts >= asking.on:
        because = f"{kind.title} takes effect once the time to appeal has passed."
    return Refusal(CLAUSE, because, f"Let it start on {written_day(earliest)} or later.", About.FIELD, "starts")


def lasts_no_longer(asking: Asking) -> Refusal | None:
    """An order lasts no longer than the law allows its kind, and has a last day where its kind has one."""
    kind, starts = _kind(asking), _day(asking, "starts")
    return too_long(kind, starts, _day(asking, "until")) if kind and starts else None


def too_long(kind: OrderKind, starts: date, until: date | None) -> Refusal | None:
    """Why a term from `starts` through `until` cannot be given for the kind, or None."""
    if kind.code == "removal":
        no_end = Refusal(CLAUSE, "A removal order has no last day.", "Leave it out.", About.FIELD, "until")
        return no_end if until else None
    if until is None:
        return Refusal(CLAUSE, f"{kind.title} needs a last day.", "Give one.", About.FIELD, "until")
    if until < starts:
        return Refusal(CLAUSE, "The last day is before the first.", "Give a later one.", About.FIELD, "until")
    try:
        term = kind.terms.on(starts)
        allowed = [last_day(starts, months) for months in term.choices]
        latest = last_day(starts, term.longest) if term.longest else max(allowed)
    except (CalendarError, ValueError, OverflowError):
        return Refusal(CLAUSE, "Those days cannot be reckoned with.", "Give others.", About.FIELD, "starts")
    if term.choices and until not in allowed:
        days = " or ".join(written_day(day) for day in allowed)
        years = ", ".join(str(months // 12) for months in term.choices)
        return Refusal(CLAUSE, f"{kind.title} lasts one of {years} years.", f"Choose {days}.", About.FIELD, "until")
    if until > latest:
        because = f"{kind.title} may last {term.longest} months at most."
        return Refusal(CLAUSE, because, f"Give a last day no later than {written_day(latest)}.", About.FIELD, "until")
    return None


def says_what_it_is(asking: Asking) -> Refusal | None:
    """What the register publishes of it is written."""
    if str(asking.value("text") or "").strip():
        return None
    return Refusal(CLAUSE, "There is nothing to publish.", "Write what the register shows.", About.FIELD, "text")


def _kind(asking: Asking) -> OrderKind | None:
    return KINDS.get(str(asking.value("kind") or getattr(asking.facts, "kind", "")))


def _source(asking: Asking) -> Source | None:
    given = asking.value("source")
    return Source(given) if given in set(Source) else None


def _day(asking: Asking, name: str) -> date | None:
    given = asking.value(name)
    return day_of(given) if given else None


@of_an_order
def its_day_has_come(asking: Asking) -> Refusal | None:
    """It takes effect on the day it says and not before."""
    if asking.facts.starts <= asking.on:
        return None
    return Refusal(CLAUSE, "Its first day has not come.", f"Wait for {written_day(asking.facts.starts)}.")


@of_an_order
def it_restricts(asking: Asking) -> Refusal | None:
    """A removal order ends the registration and is never in force afterwards."""
    if asking.facts.kind != "removal":
        return None
    return Refusal(CLAUSE, "A removal order ends the registration.", "Take the person off the register.")


@of_an_order
def it_removes(asking: Asking) -> Refusal | None:
    """Only a removal order takes somebody off the register."""
    if asking.facts.kind == "removal":
        return None
    return Refusal(CLAUSE, "This is no removal order.", "Let it take effect.")


@of_an_order
def its_next_day_is_near(asking: Asking) -> Refusal | None:
    """An order is called up when its next day comes near, and not before."""
    nearest = next_day(asking.facts)
    if nearest and KINDS[asking.facts.kind].reviewed and nearest - timedelta(LEAD_DAYS.on(asking.on)) <= asking.on:
        return None
    return Refusal(CLAUSE, "It need not be reviewed yet.", "Wait until its next day comes near.")


@of_an_order
def its_last_day_is_over(asking: Asking) -> Refusal | None:
    """An order binds through the whole of its last day."""
    if asking.facts.until and asking.facts.until < asking.on:
        return None
    return Refusal(CLAUSE, "Its last day is not over.", "Wait, or have it reviewed.")


@of_an_order
def it_ends_by_itself(asking: Asking) -> Refusal | None:
    """Only a warning and advice end by themselves; anything else is reviewed first."""
    if not KINDS[asking.facts.kind].reviewed:
        return None
    return Refusal(CLAUSE, "It must be reviewed before its last day.", "Account for how it came to run out.")


@of_an_order
def it_is_reviewed(asking: Asking) -> Refusal | None:
    """A warning or advice does not run out: it ends."""
    if KINDS[asking.facts.kind].reviewed:
        return None
    return Refusal(CLAUSE, "It ends by itself.", "Nothing needs to be done.")


@of_an_order
def it_is_interim(asking: Asking) -> Refusal | None:
    """The High Court extends interim orders; others are renewed at their review."""
    if KINDS[asking.facts.kind].interim:
        return None
    return Refusal(CLAUSE, "Only an interim order is extended by the High Court.", "Have it reviewed.")


@of_an_order
def extended_in_time(asking: Asking) -> Refusal | None:
    """An extension is granted while the order lasts, on a day that has come."""
    granted, until = _day(asking, "granted_on"), asking.facts.until
    if granted is None or until is None:
        return None
    if granted > asking.on:
        return Refusal(
            CLAUSE, "That day has not come yet.", "Give the day of the court's order.", About.FIELD, "granted_on"
        )
    if granted > until or granted < asking.facts.starts:
        because = f"The order ran from {written_day(asking.facts.starts)} to {written_day(until)}."
        return Refusal(CLAUSE, because, "Only an order in force can be extended.", About.FIELD, "granted_on")
    return None


@of_an_order
def extended_lawfully(asking: Asking) -> Refusal | None:
    """An extension is longer than what it extends, and no longer than the court may give at a time."""
    wanted, until, granted = _day(asking, "until"), asking.facts.until, _day(asking, "granted_on")
    if wanted is None or until is None or granted is None:
        return None
    if wanted <= until:
        return Refusal(CLAUSE, f"It lasts to {written_day(until)} already.", "Give a later day.", About.FIELD, "until")
    latest = last_day(until + timedelta(days=1), LONGEST_EXTENSION.on(max(granted, asking.facts.starts)))
    if wanted > latest:
        change = f"Give a day no later than {written_day(latest)}."
        return Refusal(CLAUSE, "That is longer than it may be extended at a time.", change, About.FIELD, "until")
    return None


@of_an_order
def replaced_lawfully(asking: Asking) -> Refusal | None:
    """What a review puts in place starts without a gap, and lasts no longer than the law allows.

    An interim order may be varied, or swapped for the other kind, for the same period (paragraph 14(5)).
    """
    kind, starts, until, facts = _kind(asking), _day(asking, "starts"), _day(asking, "until"), asking.facts
    if kind is None or starts is None:
        return None
    if facts.until and starts > facts.until + timedelta(days=1):
        because = f"The order ends on {written_day(facts.until)}, and nothing would bind until {written_day(starts)}."
        return Refusal(CLAUSE, because, "Let the new one start at its end or before.", About.FIELD, "starts")
    if starts < asking.on:
        because = f"It was reviewed on {written_day(asking.on)}, and would start on {written_day(starts)}."
        return Refusal(CLAUSE, because, "Let it start on the day of the review or later.", About.FIELD, "starts")
    if kind.interim is not KINDS[facts.kind].interim:
        because = "A review puts an interim order in place of an interim one, and a final one of a final one."
        return Refusal(CLAUSE, because, "Choose another kind.", About.FIELD, "kind")
    if kind.interim:
        if until == facts.until:
            return None
        because = "A review of an interim order keeps its period."
        return Refusal(CLAUSE, because, "Only the High Court extends it.", About.FIELD, "until")
    return too_long(kind, starts, until)


def next_day(order: OrderFacts) -> date | None:
    """The next day on which something is due: its review, or its last day."""
    return min((day for day in (order.review_by, order.until) if day), default=None)
