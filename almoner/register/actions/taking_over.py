"""Taking over another register whole: many entries at once, each with its past."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from almoner.people.rules import Permission
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.actions.index import index_entries
from almoner.register.models import Annotation, Entry, Name, Order, Suppression, Term, Town
from almoner.register.rules.names import fold
from almoner.register.rules.past import WholePast
from almoner.scope.clock import london_date

AT_ONCE = 2_000


@transaction.atomic
def take_over(
    *, entries: Iterable[WholePast], by: Actor, now: datetime, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Enter everybody in `entries` with their past (PLAN-R14); returns how many. All or none.

    One event stands for the whole, and nothing goes to the change feed: nobody could have been watching them yet.
    `progress` is called with the number entered so far. Raises Refused without the permission, and IntegrityError
    for a number that is on the register already.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    count = 0
    for some in _batches(entries):
        _enter(some, now)
        count += len(some)
        progress(count)
    append(
        kind="register.taken_over",
        subject="register",
        organisation_id=regulator,
        by=by,
        now=now,
        clause="PLAN-R14",
        after={"entries": count},
    )
    return count


def _batches(entries: Iterable[WholePast]) -> Iterator[list[WholePast]]:
    waiting = iter(entries)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _enter(some: Sequence[WholePast], now: datetime) -> None:
    made = Entry.objects.bulk_create(
        Entry(number=past.number, suppressed=bool(past.kept_out_of_view), entered_at=now) for past in some
    )
    both = list(zip(made, some, strict=True))
    Name.objects.bulk_create(
        Name(
            entry=entry, hidden=entry.suppressed, entered_at=now, forenames=name.forenames, family=name.family,
            starts=name.starts, ends=name.ends, may_be_shown=name.may_be_shown,
        )
        for entry, past in both
        for name in past.names
    )  # fmt: skip
    Town.objects.bulk_create(
        Town(
            entry=entry, hidden=entry.suppressed, entered_at=now, town=past.town, folded=fold(past.town),
            starts=past.since,
        )
        for entry, past in both
        if past.town
    )  # fmt: skip
    Term.objects.bulk_create(
        Term(
            entry=entry, hidden=entry.suppressed, entered_at=now, starts=term.starts, until=term.until,
            ended_on=term.ended_on, ended_how=term.ended_how,
        )
        for entry, past in both
        for term in past.terms
    )  # fmt: skip
    _enter_the_rest(both, now)
    index_entries([entry.id for entry in made])


def _enter_the_rest(both: Sequence[tuple[Entry, WholePast]], now: datetime) -> None:
    Annotation.objects.bulk_create(
        Annotation(entry=entry, hidden=entry.suppressed, entered_at=now, kind=kind, starts=starts)
        for entry, past in both
        for kind, starts in past.annotations
    )
    Order.objects.bulk_create(
        Order(
            entry=entry, hidden=entry.suppressed, entered_at=now, kind=order.kind, starts=order.starts,
            until=order.until, text=order.text,
        )
        for entry, past in both
        for order in past.orders
    )  # fmt: skip
    Suppression.objects.bulk_create(
        Suppression(entry=entry, starts=london_date(now), reasons=past.kept_out_of_view, entered_at=now)
        for entry, past in both
        if past.kept_out_of_view
    )
