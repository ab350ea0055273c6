"""What the public may read of an entry: orders for as long as their kind is published, names that may be shown.

A suspension whose publication has ended keeps its effect on the status of its own days, because a
suspended day can never read as an active one; its text is no longer shown to anybody outside.
"""

from dataclasses import replace
from datetime import date, timedelta

from almoner.register.rules.kinds import Effect
from almoner.register.rules.standing import Facts, OrderFact, Standing, StandingOn, standing_on


def is_published(order: OrderFact, today: date) -> bool:
    """Whether the register shows this order to the public on ``today`` (domain 2.3)."""
    if not order.kind.on_register or today < order.starts:
        return False
    if order.out is None:
        return True
    if order.out <= order.starts:  # lifted before it took effect: it never bound anybody
        return False
    return today < order.out + timedelta(days=order.kind.published_after_end)


def published_facts(facts: Facts, today: date) -> Facts:
    """The facts a member of the public is given ``today``: unpublished orders without text, or left out.

    Only orders that stop practice stay once unpublished, since leaving them out would make a suspended
    day read as an active one.
    """
    orders = []
    for order in facts.orders:
        if is_published(order, today):
            orders.append(order)
        elif order.kind.effect is Effect.STOPS_PRACTICE and order.starts <= today:
            orders.append(replace(order, text=""))
    annotations = tuple(a for a in facts.annotations if a.kind.on_register)
    return replace(facts, orders=tuple(orders), annotations=annotations)


def public_standing(facts: Facts, on: date, today: date) -> StandingOn:
    """The standing that the public page gives for ``on`` when it is asked ``today``."""
    return standing_on(published_facts(facts, today), on)


_ONE_WORD = {
    Standing.REGISTERED: "Registered",
    Standing.CONDITIONS: "Registered with conditions",
    Standing.SUSPENDED: "Suspended",
    Standing.LAPSED: "No longer registered",
    Standing.ENDED: "No longer registered",
    Standing.NOT_YET: "Not yet registered",
    Standing.NEVER: "Not registered",
}


def label(standing: Standing) -> str:
    """The few words that a tag or a column shows for a standing."""
    return _ONE_WORD[standing]
