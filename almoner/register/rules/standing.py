"""What an entry's standing is on any date: computed from dated facts, and able to say why.

Two ways of ending a span meet here and are never mixed. A *last day* is included: registered until
30 November means through that day, in England. A *day of effect* is not: an entry removed on 4 May
was registered on 3 May and was not on 4 May.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from almoner.register.rules.kinds import AnnotationKind, Effect, OrderKind

VERSION: Final = "standing/1 (2 December 2019)"
_DAY: Final = timedelta(days=1)


class Standing(StrEnum):
    """The one word for an entry on a date."""

    REGISTERED = "registered"
    CONDITIONS = "registered_with_conditions"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    ENDED = "ended"
    NOT_YET = "not_yet"
    NEVER = "never"

    @property
    def may_practise(self) -> bool:
        """Whether somebody with this standing may work as a social worker in England."""
        return self in (Standing.REGISTERED, Standing.CONDITIONS)


@dataclass(frozen=True, slots=True)
class TermFact:
    """A span on the register: ``starts`` to ``until``, both included, unless ended on an earlier day of effect."""

    starts: date
    until: date | None
    ended_on: date | None = None
    ended_how: str = ""

    def covers(self, on: date) -> bool:
        """Whether this term makes its holder registered on ``on``."""
        began = self.starts <= on
        through = self.until is None or on <= self.until
        not_ended = self.ended_on is None or on < self.ended_on
        return began and through and not_ended

    @property
    def out(self) -> date | None:
        """The first day on which this term no longer counts; None while nothing ends it."""
        ends = [d for d in (self.ended_on, self.until + _DAY if self.until and self.until < date.max else None) if d]
        return max(self.starts, min(ends)) if ends else None


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order in force from ``starts`` through ``until``, unless lifted on an earlier day of effect."""

    kind: OrderKind
    starts: date
    until: date | None
    lifted_on: date | None = None
    text: str = ""

    def in_force(self, on: date) -> bool:
        """Whether this order binds on ``on``."""
        return TermFact(self.starts, self.until, self.lifted_on).covers(on)

    @property
    def out(self) -> date | None:
        """The first day on which it no longer binds."""
        return TermFact(self.starts, self.until, self.lifted_on).out


@dataclass(frozen=True, slots=True)
class AnnotationFact:
    """A specialist qualification shown from ``starts`` until its day of effect ``ended_on``."""

    kind: AnnotationKind
    starts: date
    ended_on: date | None = None

    def shown_on(self, on: date) -> bool:
        """Whether it stood beside the entry on ``on``."""
        return self.starts <= on and (self.ended_on is None or on < self.ended_on)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that standing depends on, and nothing else."""

    terms: tuple[TermFact, ...] = ()
    orders: tuple[OrderFact, ...] = ()
    annotations: tuple[AnnotationFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """One step of the reasoning: the rule in words, and the facts it was given."""

    rule: str
    given: str


@dataclass(frozen=True, slots=True)
class StandingOn:
    """An entry's standing on one date, with all that a page or a check needs to say about it."""

    on: date
    standing: Standing
    registered_from: date | None
    registered_until: date | None
    ended_on: date | None = None
    ended_how: str = ""
    orders: tuple[OrderFact, ...] = ()
    annotations: tuple[AnnotationFact, ...] = ()
    why: tuple[Why, ...] = field(default=())
    version: str = VERSION

    @property
    def may_practise(self) -> bool:
        """Whether the person may work as a social worker on that date."""
        return self.standing.may_practise

    @property
    def conditions(self) -> tuple[OrderFact, ...]:
        """Orders in force that restrict practice."""
        return tuple(o for o in self.orders if o.kind.effect is Effect.RESTRICTS_PRACTICE)


def day(d: date) -> str:
    """A date as people write it: 30 November 2026."""
    return f"{d.day} {d:%B} {d.year}"


def standing_on(facts: Facts, on: date) -> StandingOn:
    """The standing of an entry on ``on`` (PLAN-R14, STD-7.1), with the reasons.

    Registered only when a term covers the day; a suspension in force then outweighs it, and conditions
    in force are named. No other fact, and no word in an imported status, can make an entry registered.
    """
    orders = tuple(o for o in facts.orders if o.in_force(on))
    annotations = tuple(a for a in facts.annotations if a.shown_on(on))
    covering = [t for t in facts.terms if t.covers(on)]
    if covering:
        return _registered(facts, on, covering, orders, annotations)
    return _not_registered(facts, on, orders, annotations)


def _registered(
    facts: Facts,
    on: date,
    covering: list[TermFact],
    orders: tuple[OrderFact, ...],
    annotations: tuple[AnnotationFact, ...],
) -> StandingOn:
    first, last = _unbroken(facts.terms, covering)
    through = "with no last day recorded" if last is None else f"through {day(last)}"
    why = [Why("A term on the register covers the day; its last day is included.", f"from {day(first)} {through}")]
    stops = [o for o in orders if o.kind.effect is Effect.STOPS_PRACTICE]
    restricts = [o for o in orders if o.kind.effect is Effect.RESTRICTS_PRACTICE]
    if stops:
        why += [Why("A suspension in force outweighs registration.", _order_span(o)) for o in stops]
        standing = Standing.SUSPENDED
    elif restricts:
        why += [Why("Conditions in force bind the person's practice.", _order_span(o)) for o in restricts]
        standing = Standing.CONDITIONS
    else:
        why.append(Why("No order in force stops or restricts practice.", f"{len(facts.orders)} orders looked at"))
        standing = Standing.REGISTERED
    return StandingOn(on, standing, first, last, orders=orders, annotations=annotations, why=tuple(why))


def _unbroken(terms: Iterable[TermFact], covering: list[TermFact]) -> tuple[date, date | None]:
    """First and last day of the unbroken run of terms around the covering ones (a renewal follows at once)."""
    first = min(t.starts for t in covering)
    outs = [t.out for t in covering]
    out = None if None in outs else max(o for o in outs if o)
    grown = True
    while grown:
        grown = False
        for t in terms:
            if t.starts < first and t.out is not None and t.out >= first and t.out > t.starts:
                first, grown = t.starts, True
            if out is not None and t.starts <= out and (t.out is None or t.out > out):
                out, grown = t.out, True
    return first, out - _DAY if out else None


def _not_registered(
    facts: Facts, on: date, orders: tuple[OrderFact, ...], annotations: tuple[AnnotationFact, ...]
) -> StandingOn:
    past = [t for t in facts.terms if t.out is not None and t.starts <= on]
    ahead = [t.starts for t in facts.terms if t.starts > on]
    if past:
        return _after(facts, on, max(past, key=lambda t: (t.out or t.starts, t.starts)), orders)
    if ahead:
        why = Why("No term on the register has begun.", f"the first begins on {day(min(ahead))}")
        return StandingOn(on, Standing.NOT_YET, None, None, orders=orders, annotations=annotations, why=(why,))
    why = Why("Nobody is registered without a term on the register.", "no term is recorded")
    return StandingOn(on, Standing.NEVER, None, None, orders=orders, annotations=annotations, why=(why,))


def _after(facts: Facts, on: date, last: TermFact, orders: tuple[OrderFact, ...]) -> StandingOn:
    first, until = _unbroken(facts.terms, [last])
    if last.ended_on is not None and last.ended_on == last.out:
        why = Why(
            "From its day of effect an ending takes the person off the register.", f"ended on {day(last.ended_on)}"
        )
        return StandingOn(on, Standing.ENDED, first, until, last.ended_on, last.ended_how, orders, (), (why,))
    out = last.out or on
    why = Why("A term that was not renewed ends with its last day.", f"the last day was {day(out - _DAY)}")
    if last.ended_on is not None and last.ended_on <= on:
        ending = Why("The ending recorded after it gives the ground.", f"ended on {day(last.ended_on)}")
        return StandingOn(on, Standing.ENDED, first, until, out, last.ended_how, orders, (), (why, ending))
    return StandingOn(on, Standing.LAPSED, first, until, out, "", orders, (), (why,))


def _order_span(order: OrderFact) -> str:
    end = "with no last day" if order.until is None else f"through {day(order.until)}"
    return f"{order.kind.title} from {day(order.starts)} {end}"


def next_change(facts: Facts, after: date) -> date | None:
    """The first day later than ``after`` on which the standing, or what is shown with it, can differ.

    None when nothing already recorded will change it. Used to warn ahead and to know when to look again.
    """
    days: set[date] = set()
    for term in facts.terms:
        days.update(d for d in (term.starts, term.out, term.ended_on) if d)
    for order in facts.orders:
        days.update(d for d in (order.starts, order.out) if d)
    for annotation in facts.annotations:
        days.update(d for d in (annotation.starts, annotation.ended_on) if d)
    return min((d for d in days if d > after), default=None)
