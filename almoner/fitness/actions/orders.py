"""Writes of orders: made, put on the register, reviewed, extended, and followed day by day.

The steps that the calendar or another stage causes are taken by the platform itself; the stage that led to them has
asked who may, and `decided_by` keeps who did.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction

from almoner.fitness.models import Concern, Hearing, OrderMade, OrderTerm
from almoner.fitness.rules.appeals import term_after_appeal
from almoner.fitness.rules.hearings import HEARING
from almoner.fitness.rules.order_law import KINDS, OrderDates, Source, review_by
from almoner.fitness.rules.order_tests import CLAUSE
from almoner.fitness.rules.orders import LIVE, ORDER
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import MACHINE, About, Asking, Move, Refusal, Refused
from almoner.procedure.rules.moves import insist
from almoner.record.rules import Actor, SystemActor
from almoner.register import actions as register
from almoner.scope.clock import london_date
from almoner.scope.context import system

ORDERS = SystemActor("fitness:orders")
INTERIM = [kind.code for kind in KINDS.values() if kind.interim]


@transaction.atomic
def make_order(
    *,
    concern: Concern,
    kind: str,
    starts: date,
    until: date | None,
    text: str,
    reasons: str,
    by: Actor,
    now: datetime,
    key: str,
    source: Source = Source.AGREED,
) -> OrderMade:
    """Make an order from ``starts`` through ``until`` and put it on the register (PLAN-F8, PLAN-R14).

    ``source`` is who decided: a panel's final order starts after the time to appeal. ``key`` names the decision, so
    that it makes one order. Raises Refused for an order that the law does not allow, and for somebody who is not on
    the register.
    """
    if concern.entry_id is None:
        change = "Find them on the register first."
        raise Refused(Refusal(CLAUSE, "The concern is about nobody on the register.", change, About.STATE))
    with system("an order is made"):
        key = f"order:{key}"
        if made := OrderMade.objects.filter(pk=procedure.id_to_be(ORDER, key)).first():
            return made
        order = OrderMade(
            title=concern.title,
            organisation_id=concern.organisation_id,
            visible_to=concern.visible_to,
            concern=concern,
            entry_id=concern.entry_id,
            source=source.value,
            decided_by=by if isinstance(by, Person) else None,
            made_on=london_date(now),
            kind=kind,
            starts=starts,
            until=until,
            text=text,
        )
        values = {"kind": kind, "starts": starts, "until": until, "text": text, "source": source.value}
        values = {name: value for name, value in values.items() if value is not None}
        _insist(order, "make", reasons, values, now)
        order.review_by = _next_review(order)
        opened = procedure.open_case(
            ORDER, case=order, move="make", by=ORDERS, now=now, key=key, reasons=reasons, values=values
        )
        if not opened.again:
            _place(order, starts, until, reasons, now)
            follow_day(order=order, now=now)
        return OrderMade.objects.get(pk=order.pk)


def _insist(order: OrderMade, move: str, reasons: str, values: dict[str, Any], now: datetime) -> None:
    """Ask the rules before anything is reckoned or stored from values that they might refuse."""
    asking = Asking(
        order.state, ORDERS.actor_id, frozenset({str(MACHINE)}), london_date(now), values=values, reasons=reasons,
        facts=order,
    )  # fmt: skip
    insist(ORDER, move, asking)


def _next_review(order: OrderMade) -> date | None:
    dates = OrderDates(order.kind, order.made_on, order.until, order.reviewed_on, order.extended_on)
    return review_by(dates)


def _place(order: OrderMade, starts: date, until: date | None, reasons: str, now: datetime) -> None:
    """Put a term of the order on the register; a removal comes there on the day it takes effect."""
    placed = None
    if order.kind != "removal":
        placed = register.place_order(
            entry_id=order.entry_id, kind=order.kind, starts=starts, until=until, text=order.text, reasons=reasons,
            by=ORDERS, now=now,
        )  # fmt: skip
    OrderTerm.objects.create(
        order=order, organisation_id=order.organisation_id, kind=order.kind, starts=starts, until=until,
        text=order.text, register_order=placed,
    )  # fmt: skip


def _lift(order: OrderMade, on: date, reasons: str, now: datetime) -> None:
    """Take what the order says from a day on off the register; what begins later never binds."""
    for term in OrderTerm.objects.filter(order=order, lifted_on=None, register_order__isnull=False):
        if term.until is not None and term.until < on:
            continue
        day = max(on, term.starts)
        register.lift_order(order_id=cast(int, term.register_order), on=day, reasons=reasons, by=ORDERS, now=now)
        term.lifted_on = day
        term.save(update_fields=["lifted_on"])


@transaction.atomic
def confirm_order(*, order: OrderMade, reasons: str, now: datetime, key: str) -> OrderMade:
    """A review found that the order goes on as it is (PLAN-F8); the next review is reckoned from today."""
    return _reviewed(order, "confirm", reasons, {}, now, key)


@transaction.atomic
def vary_order(
    *, order: OrderMade, kind: str, starts: date, until: date | None, text: str, reasons: str, now: datetime, key: str
) -> OrderMade:
    """A review put other words, another length or another kind in the order's place from ``starts`` (PLAN-F8).

    The register shows the one until then and the other from then, with no day between. Raises Refused for what the
    law does not allow.
    """
    values = {"kind": kind, "starts": starts, "until": until, "text": text}
    return _reviewed(order, "vary", reasons, {k: v for k, v in values.items() if v is not None}, now, key)


@transaction.atomic
def revoke_order(*, order: OrderMade, reasons: str, now: datetime, key: str) -> OrderMade:
    """A review revoked the order: it binds nobody from today (PLAN-F8)."""
    return _reviewed(order, "revoke", reasons, {}, now, key)


@transaction.atomic
def let_order_end(*, order: OrderMade, reasons: str, now: datetime, key: str) -> OrderMade:
    """A review decided that the order ends on its last day (PLAN-F8)."""
    return _reviewed(order, "let_end", reasons, {}, now, key)


def _reviewed(order: OrderMade, move: str, reasons: str, values: dict[str, Any], now: datetime, key: str) -> OrderMade:
    with system("a review of an order is decided"):
        procedure.take(case=order, move=move, by=ORDERS, now=now, key=key, reasons=reasons, values=values)
        order = OrderMade.objects.get(pk=order.pk)
        follow_day(order=order, now=now)
        return OrderMade.objects.get(pk=order.pk)


def follow_review(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a review's decision: the register says the same, and the next review is reckoned."""
    order, today = cast(OrderMade, case), london_date(now)
    order.reviewed_on = today
    if step.move == "vary":
        starts = date.fromisoformat(str(step.values["starts"]))
        until = step.values.get("until")
        order.kind, order.text = step.values["kind"], step.values["text"]
        order.until = date.fromisoformat(str(until)) if until else None
        _lift(order, starts, step.reasons, now)
        _place(order, starts, order.until, step.reasons, now)
    # What is to end is reviewed no more.
    order.review_by = None if step.move == "let_end" else _next_review(order)
    _keep(order, now, "kind", "text", "until", "reviewed_on", "review_by")


def follow_end(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from an order's end before its last day: the register shows it no longer from today."""
    order = cast(OrderMade, case)
    reasons = step.reasons or "A final order took effect."
    with system("an order ends"):
        _lift(order, max(london_date(now), order.starts), reasons, now)
        _call_off_review(order, now)


def follow_running_out(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows once an order has run out: there is nothing left for its review to decide."""
    _call_off_review(cast(OrderMade, case), now)


def _call_off_review(order: OrderMade, now: datetime) -> None:
    """Its review will not be held, unless it has opened; whoever hears it then finds the order over."""
    waiting = HEARING.sources(cast(Move, HEARING.move("cancel")))
    for hearing in Hearing.objects.filter(order=order, state__in=waiting):
        reasons = f"The order is over: {ORDER.state_words(order.state).lower()}."
        procedure.take(case=hearing, move="cancel", by=ORDERS, now=now, key=f"over:{order.pk}", reasons=reasons)


def follow_removal(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a removal order taking effect: the registration ends on that day."""
    order = cast(OrderMade, case)
    made = Step.objects.get(case_id=order.pk, move="make")
    register.end_registration(
        entry_id=order.entry_id, ground="removal-order", on=order.starts, reasons=made.reasons, by=ORDERS, now=now
    )
    _follow_final(order, now)


def follow_effect(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from an order taking effect: a final one takes the place of the interim ones of its concern."""
    order = cast(OrderMade, case)
    if not KINDS[order.kind].interim:
        _follow_final(order, now)


def _follow_final(order: OrderMade, now: datetime) -> None:
    # One that has run out stays as it is: that somebody accounts for it is not done away with.
    covering = OrderMade.objects.filter(concern_id=order.concern_id, kind__in=INTERIM, state__in=[*LIVE, "ending"])
    for one in covering:
        procedure.take(case=one, move="supersede", by=ORDERS, now=now, key=f"supersede:{order.pk}")


@transaction.atomic
def call_up_interim(*, concern: Concern, now: datetime, key: str) -> None:
    """Call up the interim orders of a concern that ended without an order, to be reviewed at once (PLAN-F8).

    What they protect from is no longer looked into: whether they still bind is a panel's to say, and nobody has to
    think of it.
    """
    with system("a case ends while an interim order is in force"):
        for order in OrderMade.objects.filter(concern=concern, kind__in=INTERIM, state="in_force"):
            procedure.take(case=order, move="outlive", by=ORDERS, now=now, key=f"outlive:{key}")


def follow_extension(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the High Court's extension: the register shows it on, and reviews come as often as set."""
    order = cast(OrderMade, case)
    with system("an interim order is extended"):
        until = date.fromisoformat(str(step.values["until"]))
        following = cast(date, order.until) + timedelta(days=1)
        reasons = f"Extended by the High Court, {step.values['court_reference']}."
        order.until = until
        order.extended_on = date.fromisoformat(str(step.values["granted_on"]))
        order.review_by = _next_review(order)
        _place(order, following, until, reasons, now)
        _keep(order, now, "until", "extended_on", "review_by")


def follow_appeal(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from an appeal: the register shows the order no longer, and its days wait for the court."""
    order = cast(OrderMade, case)
    with system("an order is appealed against"):
        _lift(order, order.starts, f"Under appeal, {step.values['court_reference']}.", now)
        order.review_by = None
        _keep(order, now, "review_by")


def follow_court(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows once the court has decided on an appeal: the order as it was made, or the court's own, is placed.

    It takes effect with the diary's next look, which is within the hour.
    """
    order, values = cast(OrderMade, case), step.values
    with system("a court has decided on an order"):
        if step.move == "substitute":
            order.kind, order.text = values["kind"], values["text"]
            order.starts = date.fromisoformat(str(values["starts"]))
            order.until = date.fromisoformat(str(values["until"])) if values.get("until") else None
        else:
            order.starts, order.until = term_after_appeal(order.kind, order.starts, order.until, london_date(now))
        order.review_by = _next_review(order)
        _place(order, order.starts, order.until, f"The court decided, {values['court_reference']}.", now)
        _keep(order, now, "kind", "text", "starts", "until", "review_by")


def follow_quashing(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows once the court has quashed an order: it binds nobody, and an interim one of its case is reviewed."""
    order = cast(OrderMade, case)
    with system("a court has quashed an order"):
        _lift(order, max(london_date(now), order.starts), f"Quashed, {step.values['court_reference']}.", now)
        _call_off_review(order, now)
        call_up_interim(concern=order.concern, now=now, key=str(step.pk))


def _keep(order: OrderMade, now: datetime, *names: str) -> None:
    order.save(update_fields=list(names))
    procedure.refresh_turns(case=order, by=ORDERS, now=now)
    for hearing in Hearing.objects.filter(order=order, closed_at__isnull=True):
        hearing.order_day = order.next_day
        hearing.save(update_fields=["order_day"])
        procedure.refresh_turns(case=hearing, by=ORDERS, now=now)


#: What the calendar does to an order, in the order in which it is tried.
BY_THE_CALENDAR = ("take_effect", "remove", "end", "end_as_decided", "run_out", "call_up")


@transaction.atomic
def follow_day(*, order: OrderMade, now: datetime) -> list[Receipt]:
    """Take the steps that the day has brought: into effect, called up, ended, or run out (PLAN-F8).

    May be asked as often as one likes; what the day has not brought is not done. Returns the steps taken.
    """
    taken = []
    with system("the calendar moves an order"):
        for move in BY_THE_CALENDAR:
            try:
                key = f"{move}:{order.version}"
                receipt = procedure.take(case=order, move=move, by=ORDERS, now=now, key=key)
            except Refused:
                continue
            taken.append(receipt)
            order = OrderMade.objects.get(pk=order.pk)
    return taken
