"""Reads of orders: the diary, and who owns each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least

from almoner.fitness.access.orders import OrderAccess
from almoner.fitness.models import OrderMade, OrderTerm
from almoner.fitness.rules.order_law import KINDS
from almoner.fitness.rules.orders import AT_REST, HEARINGS
from almoner.notices.calendar import LOOK_BACK, Event
from almoner.people.models import Person
from almoner.people.queries import memberships_on, people_holding

#: What the diary can be narrowed to, in words.
NARROWED = {"": "Every order", "near": "Within 60 days", "passed": "Day passed", "unheld": "Held by nobody"}
NEAR = timedelta(days=60)
REVIEWED = [kind.code for kind in KINDS.values() if kind.reviewed]
MOST = 500


def diary(person: Person, on: date, *, show: str = "", text: str = "") -> QuerySet[OrderMade]:
    """Every order that is not over, of those the person may see, the soonest next day first.

    It reads the orders themselves, not what the worker has made of them: nothing that stands still hides one. `show`
    is one of `NARROWED`; `text` is part of a name or the beginning of a reference.
    """
    found = OrderAccess(OrderMade).visible_to(person, on).filter(closed_at__isnull=True)
    found = found.annotate(day=Least("review_by", "until")).select_related("assigned_to", "concern")
    match show:
        case "near":
            found = found.filter(day__lte=on + NEAR)
        case "passed":
            found = found.filter(day__lt=on, kind__in=REVIEWED).exclude(state__in=AT_REST)
        case "unheld":
            found = found.filter(assigned_to=None)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(reference__istartswith=text))
    return found.order_by(F("day").asc(nulls_last=True), "starts", "pk")


def owners_of(order: OrderMade, on: date) -> list[Person]:
    """Whoever answers for an order: the person who holds it while they may, or else every hearings officer.

    Never those whom a conflict keeps away from it.
    """
    officers = [one for role in HEARINGS for one in people_holding(order.organisation_id, role, on)]
    officers = list({one.pk: one for one in officers}.values())
    away = OrderAccess(OrderMade).kept_away(officers, order, on)
    free = [one for one in officers if one.pk not in away]
    return [one for one in free if one.pk == order.assigned_to_id] or free


def terms_of(order: OrderMade) -> list[OrderTerm]:
    """What an order that somebody may see has said, each term in its turn."""
    return list(OrderTerm.objects.filter(order=order).order_by("starts", "pk"))


def order_dates_of(person: Person, earliest: date) -> Iterator[Event]:
    """The review day and the last day of each order that this person answers for; never about whom."""
    today = earliest + LOOK_BACK
    if not any(one.role in HEARINGS for one in memberships_on(person, today)):
        return
    mine = diary(person, today).filter(Q(assigned_to=person) | Q(assigned_to=None), kind__in=REVIEWED)
    for order in mine.filter(until__gte=earliest)[:MOST]:
        days = {order.until: ("last", "An order ends"), order.review_by: ("review", "An order must be reviewed by now")}
        for day, (name, words) in days.items():
            if day is not None and order.opened_at is not None:
                path = f"/cases/order/{order.pk}/"
                yield Event(f"order-{name}-{order.pk}@almoner", words, day, path, order.opened_at, 14)
