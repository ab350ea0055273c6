"""An appeal against an order, and what the court makes of it (PLAN-F8).

That an order which is appealed against waits for the court is recalled, not confirmed: domain 2.2 has the appeal, and
not what it does to the order meanwhile. No page states it as the law, and it follows only from what an officer records.
"""

from __future__ import annotations

from datetime import date

from almoner.dates.days import typed_day
from almoner.fitness.rules.order_law import KINDS, last_day
from almoner.fitness.rules.order_tests import CLAUSE, Test, of_an_order, too_long, written_day
from almoner.procedure.rules import About, Asking, Field, Kind, Refusal

#: Who may appeal: the social worker; and the authority over the regulators, which may refer a panel's decision.
APPELLANTS = (("worker", "The social worker"), ("authority", "The Professional Standards Authority"))
APPEALED = (
    Field("lodged_on", "On what day was the appeal lodged?", Kind.DATE),
    Field("appellant", "Who appeals?", Kind.CHOICE, choices=APPELLANTS),
    Field("court_reference", "The court’s reference", max_length=100),
)
COURT = (
    Field("decided_on", "On what day did the court decide, or was it withdrawn?", Kind.DATE),
    Field("court_reference", "The court’s reference", max_length=100),
    Field("what_court_said", "What did the court say?", Kind.LONG),
)


def on_a_day_since_it_was_made(field: str) -> Test:
    """A test that what `field` dates came about once the order was made, on a day that has come."""

    @of_an_order
    def on_a_day(asking: Asking) -> Refusal | None:
        day, made = typed_day(asking.value(field)), asking.facts.made_on
        if day is None or made <= day <= asking.on:
            return None
        because = f"The order was made on {written_day(made)}, after that day."
        if day > asking.on:
            because = "That day has not come yet."
        return Refusal(CLAUSE, because, "Give the day that the court’s papers have.", About.FIELD, field)

    return on_a_day


appealed_in_time = on_a_day_since_it_was_made("lodged_on")
decided_by_now = on_a_day_since_it_was_made("decided_on")


@of_an_order
def court_orders_lawfully(asking: Asking) -> Refusal | None:
    """What the court puts in an order's place starts today or later, and lasts no longer than the law allows."""
    kind, starts = KINDS.get(str(asking.value("kind") or "")), typed_day(asking.value("starts"))
    if kind is None or starts is None:
        return None
    if kind.interim:
        because = "An interim order is no final one."
        return Refusal(CLAUSE, because, "Choose another kind.", About.FIELD, "kind")
    if starts < asking.on:
        because = f"It would start on {written_day(starts)}, which has passed."
        return Refusal(CLAUSE, because, "Let it start today or later.", About.FIELD, "starts")
    return too_long(kind, starts, typed_day(asking.value("until")))


def term_after_appeal(kind: str, starts: date, until: date | None, today: date) -> tuple[date, date | None]:
    """From when through when an order runs once an appeal against it has failed, made for `starts` through `until`.

    It begins today, or on its first day if that is later, and lasts as many days as it was made for, but never longer
    than the law allows its kind from then.
    """
    begins = max(starts, today)
    if until is None:
        return begins, None
    term = KINDS[kind].terms.on(begins)
    latest = last_day(begins, term.longest) if term.longest else None
    ends = until + (begins - starts)
    return begins, min(ends, latest) if latest else ends
