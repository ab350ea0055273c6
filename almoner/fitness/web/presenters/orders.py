"""What the pages of orders show, the diary first of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from almoner.design.formats import format_date, plural
from almoner.fitness.models import OrderMade, OrderTerm
from almoner.fitness.queries.orders import terms_of
from almoner.fitness.rules.order_law import KINDS, Source
from almoner.fitness.rules.orders import AT_REST, ORDER

SOON = 28


def order_details(order: OrderMade) -> Sequence[tuple[str, str]]:
    """An order's facts, in a line each."""
    rows = [
        ("Social worker", order.title),
        ("Order", KINDS[order.kind].title),
        ("Decided", f"{Source(order.source).words}, on {format_date(order.made_on)}"),
        *_runs(order),
    ]
    if order.extended_on:
        rows.append(("Extended by the High Court", format_date(order.extended_on)))
    if order.reviewed_on:
        rows.append(("Last reviewed", format_date(order.reviewed_on)))
    if order.review_by and order.closed_at is None:
        rows.append(("To be reviewed by", format_date(order.review_by)))
    return rows


def _runs(order: OrderMade) -> Sequence[tuple[str, str]]:
    """From when to when it runs; of one that waits for the court, for when it was made."""
    starts, until = format_date(order.starts), format_date(order.until) if order.until else "None"
    if order.state != "appealed":
        return [("Begins", starts), ("Last day", until)]
    made_for = f"{starts} to {until}" if order.until else f"From {starts}"
    return [("Begins", "When the appeal fails, or as the court orders"), ("Made for", made_for)]


def order_statement(order: OrderMade) -> Sequence[tuple[str, str]]:
    """What the register was given to show, each term in its turn."""
    return [(_term_in_words(term), term.text) for term in terms_of(order)]


def _term_in_words(term: OrderTerm) -> str:
    until = f" to {format_date(term.until)}" if term.until else ""
    if term.lifted_on and term.lifted_on <= term.starts:
        return (
            f"{KINDS[term.kind].title} that was to run from {format_date(term.starts)}{until}, and did not take effect"
        )
    lifted = f", until it was lifted on {format_date(term.lifted_on)}" if term.lifted_on else ""
    return f"{KINDS[term.kind].title} from {format_date(term.starts)}{until}{lifted}"


def diary_row(order: OrderMade, today: date) -> dict[str, Any]:
    """An order in the diary: whose, what, its next review, its last day, who answers for it, how it stands."""
    day = order.next_day
    passed = day is not None and day < today and KINDS[order.kind].reviewed
    return {
        "name": order.title,
        "href": f"/cases/order/{order.pk}/",
        "reference": order.reference,
        "kind": KINDS[order.kind].title,
        "review_by": _review(order),
        "until": "As the court decides" if order.state == "appealed" else format_date(order.until, "None"),
        "owner": order.assigned_to.name if order.assigned_to else "All hearings officers",
        "status": ORDER.state_words(order.state),
        "left": _left(order, today),
        "tone": "bad" if passed else _tone(order, today),
        "passed": passed,
    }


def _review(order: OrderMade) -> str:
    if not KINDS[order.kind].reviewed:
        return "Not reviewed"
    if order.state == "ending":
        return "Reviewed: it ends"
    if order.state == "appealed":
        return "After the appeal"
    return format_date(order.review_by) if order.review_by else "None"


def _left(order: OrderMade, today: date) -> str:
    """How long there is to its next day, in words."""
    if order.state == "made":
        return f"Takes effect on {format_date(order.starts)}"
    if order.state == "appealed":
        return "Waits for the court"
    if (day := order.next_day) is None:
        return ""
    days = (day - today).days
    if not KINDS[order.kind].reviewed or order.state == "ending":
        return f"Ends in {plural(days, 'day')}" if days > 0 else "Ends today"
    if days < 0:
        return f"Passed {plural(-days, 'day')} ago"
    return f"{plural(days, 'day')} left" if days else "Today"


def _tone(order: OrderMade, today: date) -> str:
    day = order.next_day
    if order.state in AT_REST or day is None or not KINDS[order.kind].reviewed:
        return "quiet"
    return "warn" if (day - today).days <= SOON else "note"
