"""Reads of hearings and of interim orders: lists, what the public may know, dates, and how long an approval takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload
from uuid import UUID

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet

from almoner.fitness.access.hearings import HearingAccess
from almoner.fitness.access.interim import InterimAccess
from almoner.fitness.models import Hearing, InterimNeed, PanelMember
from almoner.fitness.rules.hearing_outcomes import FINDINGS, Purpose
from almoner.fitness.rules.interim import APPROVE_WITHIN, CLAUSE
from almoner.notices.calendar import LOOK_BACK, Event
from almoner.people.models import Person
from almoner.procedure.models import Docket, Span, Step
from almoner.register import queries as register
from almoner.scope.context import system

#: What a list of hearings can be narrowed to, in words.
NARROWED = {"": "To come", "list": "To be listed", "mine": "On whose panel I sit", "over": "Over"}
#: Hearings that the public is told of: notice has been served, and they are not over.
PUBLIC_STATES = ("noticed", "in_session", "adjourned", "drafted", "approved")
MOST = 500


def hearings(person: Person, on: date, *, show: str = "", text: str = "") -> QuerySet[Hearing]:
    """The hearings that the person may see, the next first; `show` is one of `NARROWED`."""
    found = HearingAccess(Hearing).visible_to(person, on)
    match show:
        case "list":
            found = found.filter(state="to_list")
        case "mine":
            seats = PanelMember.objects.filter(person=person, left_at=None).values("hearing_id")
            found = found.filter(pk__in=seats)
        case "over":
            found = found.filter(closed_at__isnull=False)
        case _:
            found = found.filter(closed_at__isnull=True).exclude(state="to_list")
    if text:
        found = found.filter(Q(title__icontains=text) | Q(reference__istartswith=text))
    if show == "over":
        return found.order_by("-closed_at", "pk")
    return found.order_by(F("first_day").asc(nulls_last=True), F("order_day").asc(nulls_last=True), "opened_at", "pk")


@dataclass(frozen=True, slots=True)
class Announced:
    """A hearing as the public list has it: whose, when, how, and what it is about; nothing more."""

    name: str
    number: str
    first_day: date
    last_day: date
    mode: str
    private: bool
    about: str


class PublicHearings(Sequence[Announced]):
    """The hearings of which notice was served and that are still to end, the next first, as the public reads them.

    Only those about somebody whom the register publishes, under the name and number that it publishes. Read a page at a
    time, as the platform itself, since nobody is signed in.
    """

    def __init__(self, on: date) -> None:
        self._on = on
        self._found = (
            Hearing.objects.filter(state__in=PUBLIC_STATES, last_day__gte=on, concern__entry__suppressed=False)
            .select_related("concern")
            .order_by("first_day", "pk")
        )

    def __len__(self) -> int:
        with system("the public list of hearings"):
            return self._found.count()

    @overload
    def __getitem__(self, which: int) -> Announced: ...

    @overload
    def __getitem__(self, which: slice) -> list[Announced]: ...

    def __getitem__(self, which: int | slice) -> Announced | list[Announced]:
        with system("the public list of hearings"):
            page = self._found[which]
            told = _announce([page] if isinstance(page, Hearing) else list(page), self._on)
        return told[0] if isinstance(which, int) else told


def _announce(page: list[Hearing], on: date) -> list[Announced]:
    entries = register.facts_for([one.concern.entry_id for one in page if one.concern.entry_id], on)
    found = []
    for one in page:
        entry = entries.get(one.concern.entry_id or 0)
        if entry is None or one.first_day is None or one.last_day is None:
            continue
        about = "" if one.private else Purpose(one.purpose).in_plain_words
        name, number, mode = entry.name.full, entry.shown_number, one.get_mode_display()
        found.append(Announced(name, number, one.first_day, one.last_day, mode, one.private, about))
    return found


def findings_of(hearing: Hearing) -> list[Step]:
    """The steps by which this panel found on facts, ground and impairment, in their order."""
    steps = Step.objects.filter(case_id=hearing.pk).order_by("number")
    found: list[Step] = []
    for step in steps:
        if step.move == "hear_again":
            found = []
        elif step.move in FINDINGS:
            found.append(step)
    return found


def hearing_dates_of(person: Person, earliest: date) -> Iterator[Event]:
    """The first day of each hearing that the person sits on or holds; never about whom."""
    today = earliest + LOOK_BACK
    seats = PanelMember.objects.filter(person=person, left_at=None).values("hearing_id")
    seen = HearingAccess(Hearing).visible_to(person, today).filter(Q(pk__in=seats) | Q(assigned_to=person))
    for one in seen.filter(first_day__gte=earliest).order_by("first_day", "pk")[:MOST]:
        if one.first_day is not None and one.opened_at is not None:
            path = f"/cases/hearing/{one.pk}/"
            yield Event(f"hearing-{one.pk}@almoner", "A hearing begins", one.first_day, path, one.opened_at, 7)


def interim_needs(person: Person, on: date, *, over: bool = False) -> QuerySet[InterimNeed]:
    """The needs for an interim order that the person may see, the oldest first; those decided, the latest first."""
    found = InterimAccess(InterimNeed).visible_to(person, on).filter(closed_at__isnull=not over)
    return found.order_by("-closed_at" if over else "opened_at", "pk")


def due_days(needs: Iterable[InterimNeed]) -> dict[UUID, date | None]:
    """By when each is to be approved (PLAN-F6), of those whose time runs. One query for all."""
    lines = Docket.objects.filter(pk__in=[need.pk for need in needs], due__isnull=False)
    return dict(lines.values_list("pk", "due"))


class Median(Aggregate):
    """The median, as PostgreSQL reckons it."""

    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Approvals:
    """How long interim orders took from identified need to approval, in working days with holds apart."""

    count: int
    median: float | None
    within: int
    allowed: int
    clause: str = CLAUSE

    @property
    def met(self) -> bool:
        """Whether the median is no longer than the plan allows."""
        return self.median is not None and self.median <= self.allowed


def approvals(person: Person, on: date, since: date) -> Approvals:
    """PLAN-F6: of the interim orders made from ``since`` to ``on``, how many, and the median from need to approval."""
    allowed = APPROVE_WITHIN.on(on)
    made = InterimAccess(InterimNeed).visible_to(person, on).filter(state="made").order_by().values("pk")
    spans = Span.objects.filter(
        kind="clock", name="approval", case_id__in=made, ends_on__range=(since, on), used__isnull=False
    )
    found = spans.aggregate(count=Count("pk"), median=Median("used"), within=Count("pk", filter=Q(used__lte=allowed)))
    return Approvals(found["count"], found["median"], found["within"], allowed)
