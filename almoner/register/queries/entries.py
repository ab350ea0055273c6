"""Entries and their facts: a handful of queries, however many entries are asked about."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from almoner.register.models import Annotation, Entry, Name, Order, Suppression, Term, Town
from almoner.register.queries.kinds import Kinds
from almoner.register.rules.names import PersonName
from almoner.register.rules.number import shown
from almoner.register.rules.publication import public_standing, published_facts
from almoner.register.rules.standing import (
    AnnotationFact,
    Facts,
    OrderFact,
    StandingOn,
    TermFact,
    next_change,
    standing_on,
)
from almoner.scope import reading


@dataclass(frozen=True, slots=True)
class EntryOn:
    """An entry as the register publishes it for one day.

    `name` and `town` are those of that day (the current name wherever an earlier one may not be shown).
    `facts` are the published ones; `changes_on` is the next day on which the standing can differ.
    """

    entry_id: int
    number: int
    name: PersonName
    town: str
    standing: StandingOn
    facts: Facts
    changes_on: date | None

    @property
    def shown_number(self) -> str:
        """The number as the register shows it."""
        return shown(self.number)


@dataclass(slots=True)
class _Gathered:
    number: int = 0
    names: list[tuple[str, str, date, date | None, bool]] = field(default_factory=list)
    towns: list[tuple[str, date, date | None]] = field(default_factory=list)
    terms: list[TermFact] = field(default_factory=list)
    orders: list[OrderFact] = field(default_factory=list)
    annotations: list[AnnotationFact] = field(default_factory=list)


def entry_by_number(number: int) -> int | None:
    """The id of the published entry with this number; None alike for a number suppressed and one never given."""
    return Entry.objects.filter(number=number, suppressed=False).values_list("id", flat=True).first()


def ids_of_numbers(numbers: Collection[int]) -> dict[int, int]:
    """Number to entry id, for those published. One query, however many thousands are asked for."""
    with reading.connection().cursor() as cursor:
        cursor.execute(
            "select number, id from register_entry where number = any(%s::int[]) and not suppressed",
            [as_array(numbers)],
        )
        return dict(cursor.fetchall())


def as_array(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array: the driver would look at each of many thousands."""
    return "{" + ",".join(map(str, numbers)) + "}"


def numbers_of(entry_ids: Collection[int]) -> dict[int, int]:
    """Entry id to number, for those published. One query."""
    return dict(Entry.objects.filter(id__in=list(entry_ids), suppressed=False).values_list("id", "number"))


def facts_for(entry_ids: Collection[int], on: date, today: date | None = None) -> dict[int, EntryOn]:
    """What the register publishes of these entries for the day ``on``, asked ``today`` (the same day if not given).

    Suppressed entries are absent. Six queries whatever the number of entries; STD-7.1's daily check is this call.
    """
    asked = today or on
    found: dict[int, EntryOn] = {}
    for entry_id, gathered in _gather(entry_ids).items():
        facts = Facts(tuple(gathered.terms), tuple(gathered.orders), tuple(gathered.annotations))
        published = published_facts(facts, asked)
        found[entry_id] = EntryOn(
            entry_id,
            gathered.number,
            _name_on(gathered.names, on),
            _town_on(gathered.towns, on),
            public_standing(facts, on, asked),
            published,
            next_change(published, on),
        )
    return found


def _gather(entry_ids: Collection[int]) -> dict[int, _Gathered]:
    ids = list(entry_ids)
    found: dict[int, _Gathered] = defaultdict(_Gathered)
    for entry_id, number in Entry.objects.filter(id__in=ids, suppressed=False).values_list("id", "number"):
        found[entry_id].number = number
    kinds = Kinds()
    for entry_id, *name in _of(Name, found, "forenames", "family", "starts", "ends", "may_be_shown"):
        found[entry_id].names.append((name[0], name[1], name[2], name[3], name[4]))
    for entry_id, *town in _of(Town, found, "town", "starts", "ends"):
        found[entry_id].towns.append((town[0], town[1], town[2]))
    for entry_id, *term in _of(Term, found, "starts", "until", "ended_on", "ended_how"):
        found[entry_id].terms.append(TermFact(*term))
    for entry_id, kind, starts, *order in _of(Order, found, "kind", "starts", "until", "lifted_on", "text"):
        found[entry_id].orders.append(OrderFact(kinds.order(kind, starts), starts, *order))
    for entry_id, kind, starts, ended_on in _of(Annotation, found, "kind", "starts", "ended_on"):
        found[entry_id].annotations.append(AnnotationFact(kinds.annotation(kind, starts), starts, ended_on))
    return dict(found)


def _of(model: Any, found: Collection[int], *fields: str) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = model.objects.filter(entry_id__in=list(found), withdrawn_at=None)
    return rows.order_by("starts", "id").values_list("entry_id", *fields)


def _name_on(names: list[tuple[str, str, date, date | None, bool]], on: date) -> PersonName:
    """The name of the day if it is the current one or may be shown; else the current one (PLAN-R14)."""
    current = [n for n in names if n[3] is None]
    of_the_day = [n for n in names if n[2] <= on and (n[3] is None or on < n[3]) and (n[3] is None or n[4])]
    chosen = (of_the_day or current or names)[-1:]
    return PersonName(chosen[0][0], chosen[0][1]) if chosen else PersonName("", "")


def _town_on(towns: list[tuple[str, date, date | None]], on: date) -> str:
    return next((t for t, starts, ends in reversed(towns) if starts <= on and (ends is None or on < ends)), "")


@dataclass(frozen=True, slots=True)
class WholeEntry:
    """All that the regulator holds of an entry, published or not, withdrawn or not."""

    entry: Entry
    names: tuple[Name, ...]
    towns: tuple[Town, ...]
    terms: tuple[Term, ...]
    orders: tuple[Order, ...]
    annotations: tuple[Annotation, ...]
    suppressions: tuple[Suppression, ...]
    facts: Facts
    standing: StandingOn

    @property
    def name(self) -> PersonName:
        """The name the person goes by now."""
        now = [n for n in self.names if n.ends is None and n.withdrawn_at is None]
        return PersonName(now[-1].forenames, now[-1].family) if now else PersonName("", "")


def whole_entry(number: int, on: date) -> WholeEntry | None:
    """The whole of an entry for the regulator, suppressed or not; row security shows it to nobody else."""
    entry = Entry.objects.filter(number=number).first()
    if entry is None:
        return None
    kinds = Kinds()
    terms, orders, annotations = (_rows(m, entry) for m in (Term, Order, Annotation))
    facts = Facts(
        tuple(TermFact(t.starts, t.until, t.ended_on, t.ended_how) for t in terms if not t.withdrawn_at),
        tuple(
            OrderFact(kinds.order(o.kind, o.starts), o.starts, o.until, o.lifted_on, o.text)
            for o in orders
            if not o.withdrawn_at
        ),
        tuple(
            AnnotationFact(kinds.annotation(a.kind, a.starts), a.starts, a.ended_on)
            for a in annotations
            if not a.withdrawn_at
        ),
    )
    suppressions = tuple(Suppression.objects.filter(entry=entry).order_by("starts", "id"))
    return WholeEntry(
        entry, _rows(Name, entry), _rows(Town, entry), terms, orders, annotations, suppressions, facts,
        standing_on(facts, on),
    )  # fmt: skip


def _rows(model: Any, entry: Entry) -> tuple[Any, ...]:
    return tuple(model.objects.filter(entry=entry).order_by("starts", "id"))


def entries_changing(after: date, through: date) -> frozenset[int]:
    """Entries on which something recorded falls due after one day and through another: lapses, orders ending.

    For those who warn ahead, and for the daily look: nothing writes a change when time alone makes one.
    """
    span = (after, through)
    ends = Term.objects.filter(withdrawn_at=None).filter(
        Q(until__range=_day_before(*span)) | Q(starts__gt=after, starts__lte=through)
        | Q(ended_on__gt=after, ended_on__lte=through)
    )  # fmt: skip
    orders = Order.objects.filter(withdrawn_at=None).filter(
        Q(until__range=_day_before(*span)) | Q(starts__gt=after, starts__lte=through)
        | Q(lifted_on__gt=after, lifted_on__lte=through)
    )  # fmt: skip
    return frozenset(ends.values_list("entry_id", flat=True)) | frozenset(orders.values_list("entry_id", flat=True))


def _day_before(after: date, through: date) -> tuple[date, date]:
    """Last days whose next day, the day of the change, is after ``after`` and not after ``through``."""
    return after, date.fromordinal(through.toordinal() - 1)
