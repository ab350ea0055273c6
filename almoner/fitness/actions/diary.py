"""Keeping the order diary: what each day brings to every order, and whoever owns it warned as its next day nears."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from almoner.fitness.actions.orders import follow_day
from almoner.fitness.models import OrderMade
from almoner.fitness.queries.orders import owners_of
from almoner.fitness.rules.order_law import KINDS, warning_reached
from almoner.fitness.rules.orders import AT_REST
from almoner.notices import actions as notices
from almoner.scope.clock import london_date
from almoner.scope.context import system


def keep_the_diary(*, now: datetime) -> int:
    """Follow the day in every open order, and warn whoever owns one whose next day is near (PLAN-F8).

    Each order in a transaction of its own, so that one that fails keeps no other from being followed. Returns how
    many steps and notices there were. Run every hour: what was done is not done again.
    """
    with system("keeping the order diary"), transaction.atomic():
        orders = list(OrderMade.objects.filter(closed_at__isnull=True).values_list("pk", flat=True))
    done = 0
    for pk in orders:
        with system("keeping the order diary"), transaction.atomic():
            done += len(follow_day(order=OrderMade.objects.get(pk=pk), now=now))
            done += _warn(OrderMade.objects.get(pk=pk), now)
    return done


def _warn(order: OrderMade, now: datetime) -> int:
    """One notice for each of the days on which its owner is warned, to each of its owners."""
    day, today = order.next_day, london_date(now)
    if order.closed_at or day is None or not KINDS[order.kind].reviewed or order.state in AT_REST:
        return 0
    reached = warning_reached(day, today)
    if reached is None:
        return 0
    template = "order_day_passed" if day < today else "order_day_near"
    told = 0
    for person in owners_of(order, today):
        key = f"{template}:{order.pk}:{day}:{reached}:{person.pk}"
        values = {"where": f"/cases/order/{order.pk}/", "day": day}
        queued = notices.queue(to=person, template=template, values=values, about=order, key=key, now=now)
        told += queued is not None
    return told
