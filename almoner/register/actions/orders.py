"""Orders, warnings and advice: placed as decided elsewhere, lifted when they end early."""

from datetime import date, datetime

from django.db import transaction

from almoner.people.rules import Permission
from almoner.procedure.rules import About, Refusal
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.actions.noting import locked, note, refuse
from almoner.register.models import Change, Order
from almoner.register.queries.kinds import order_kinds
from almoner.register.rules.amending import check_order
from almoner.scope.clock import london_date


@transaction.atomic
def place_order(
    *,
    entry_id: int,
    kind: str,
    starts: date,
    until: date | None,
    text: str,
    reasons: str,
    by: Actor,
    now: datetime,
) -> int:
    """Put an order on an entry from ``starts`` through ``until``; ``text`` is what the register publishes (PLAN-R14).

    Returns the order's id. Raises Refused for a kind not in force, a span too long for it, or nothing to publish.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    kinds = {k.code: k for k in order_kinds(starts)}
    refuse(*check_order(kinds.get(kind), starts, until, text, reasons))
    order = Order.objects.create(
        entry=entry, hidden=entry.suppressed, kind=kind, starts=starts, until=until, text=text, reasons=reasons,
        entered_at=now,
    )  # fmt: skip
    note(
        entry=entry, kind=Change.Kind.ORDER_PLACED, effective_on=starts, organisation_id=regulator, by=by, now=now,
        reasons=reasons, after={"order": order.id, "kind": kind, "starts": starts, "until": until},
    )  # fmt: skip
    return order.id


@transaction.atomic
def lift_order(*, order_id: int, on: date, reasons: str, by: Actor, now: datetime) -> None:
    """End an order early, from the day of effect ``on`` (PLAN-R14); raises Refused when it has ended already."""
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(Order.objects.get(id=order_id).entry_id)
    order = Order.objects.get(id=order_id)
    over = order.lifted_on is not None or (order.until is not None and order.until < on)
    refusals = []
    if over or on < order.starts:
        refusals.append(
            Refusal("PLAN-R14", "The order is not in force on that day.", "Choose a day while it is in force.",
                    About.STATE, "on")
        )  # fmt: skip
    if not reasons.strip():
        refusals.append(
            Refusal("PLAN-R14", "No reasons are given.", "Write why, in a sentence or more.", About.REASONS, "reasons")
        )
    refuse(*refusals)
    order.lifted_on, order.lifted_why = on, reasons
    order.save(update_fields=["lifted_on", "lifted_why"])
    note(
        entry=entry, kind=Change.Kind.ORDER_LIFTED, effective_on=on, organisation_id=regulator, by=by, now=now,
        reasons=reasons, before={"order": order.id, "kind": order.kind, "until": order.until},
    )  # fmt: skip
