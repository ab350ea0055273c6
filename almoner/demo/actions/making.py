"""Making the invented region and the invented country, each stage in its own transaction, so that it can be left.

Stopped anywhere, the same command goes on from there: what is made is not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from almoner.demo.actions.cases import make_cases
from almoner.demo.actions.places import make_places
from almoner.demo.actions.policies import publish_policies
from almoner.demo.actions.references import make_references
from almoner.demo.actions.staff import CouncilList, take_in
from almoner.demo.lives import Life, lives
from almoner.demo.models import Making
from almoner.demo.national import COUNCILS, ENTRIES, national_lives, plan_national, published_sizes
from almoner.demo.pasts import past_of
from almoner.demo.queries import is_somebodys, lists_by_place, making
from almoner.demo.region import PlannedOrganisation, Region, plan
from almoner.demo.shown import shown_lives
from almoner.demo.staff_list import council_rows, plan_rows, posts_by_address, write
from almoner.people.models import Organisation
from almoner.record.rules import SystemActor
from almoner.register.actions.taking_over import take_over
from almoner.scope.clock import london_date
from almoner.scope.context import system

DEMO = SystemActor("demo:make")
SEED = 2026
REGION_ENTRIES = 2_500
ENTRIES_AT_ONCE = 10_000
WAITING = "thornmere"
#: The councils of the region that have done what Thornmere has yet to do.
DONE = ("wexcombe", "penmarsh")

Progress = Callable[[str, int, int], None]


class NotADemonstration(RuntimeError):
    """The demonstration was asked for where it may not be made; the message says why."""


@dataclass(frozen=True)
class Made:
    """What is there: how many organisations, and where the waiting list lies."""

    organisations: int
    entries: int
    waiting_list: Path


def make_region(*, now: datetime, progress: Progress, seed: int = SEED, entries: int = REGION_ENTRIES) -> Made:
    """Make the invented region: organisations, lines of management, entries, and the list that waits to be uploaded.

    The same for the same seed and day; made already, it stays. Raises NotADemonstration in production, where there
    are organisations that it did not make, and for another seed than the one it was made with.
    """
    _may_be_made()
    today = london_date(now)
    with system("demonstration"), transaction.atomic():
        if begun := _begun(seed):
            return _made(begun)
        region, register = plan_of(seed=seed, day=today, entries=entries)
        make_places(region=region, by=DEMO, now=now)
        _enter(register, now, lambda done: progress("register entries", done, len(register)))
        begun = Making.objects.create(seed=seed, day=today, of_region=len(register))
    rows = plan_rows(region, register, organisation=WAITING, seed=seed, today=today)
    write(rows, _waiting_list(), title="Thornmere County Council: social workers in post", today=today)
    return _made(begun)


def plan_of(*, seed: int, day: date, entries: int) -> tuple[Region, list[Life]]:
    """The region and the whole of its register, those to look at first, as they were or will be made."""
    shown, region = shown_lives(day), plan(seed, day)
    return region, [*shown, *lives(region, seed, day, entries - len(shown))]


def make_past(*, now: datetime, progress: Progress) -> None:
    """Make what has happened in the region before today, after `make_region`: two councils have checked their staff
    and have alerts to deal with, cases about their staff are at every stage, agencies offer them candidates, and a
    policy of the third is overdue for review.
    """
    _may_be_made()
    with system("demonstration"):
        begun = Making.objects.get()
        region, register = plan_of(seed=begun.seed, day=begun.day, entries=begun.of_region)
        for number, slug in enumerate(DONE):
            progress("staff lists", number, len(DONE))
            rows = plan_rows(region, register, organisation=slug, seed=begun.seed, today=begun.day)
            take_in(council=CouncilList(slug, rows), now=now)
        publish_policies(slug=WAITING, now=now)
        make_cases(now=now)
        make_references(region=region, register=register, now=now)
        progress("staff lists", len(DONE), len(DONE))
        Making.objects.filter(whole=Making.Extent.NOTHING).update(whole=Making.Extent.REGION)


def make_country(*, now: datetime, progress: Progress, data: Path) -> Made:
    """Make 150 councils around the region with their staff lists, and entries to 100,000 in all.

    Shaped like the published workforce figures when the folder `data` holds them. It comes after `make_region`, and
    goes on from wherever it was stopped. Raises NotADemonstration in production.
    """
    _may_be_made()
    with system("demonstration"):
        begun = Making.objects.get()
        _, register = plan_of(seed=begun.seed, day=begun.day, entries=begun.of_region)
        country, employed = plan_national(begun.seed, begun.day, published_sizes(data))
        highest = max(life.number for life in register)

        def people() -> Iterator[tuple[Life, str]]:
            total = ENTRIES - begun.of_region
            return national_lives(country, employed, begun.seed + 1, begun.day, total, highest)

        _make_councils(country, now)
        _enter_in_parts((life for life, _ in people()), begun, now, progress)
        _make_staff(country, people(), begun, now, progress)
        Making.objects.update(whole=Making.Extent.COUNTRY)
        return _made(Making.objects.get())


def _make_councils(country: Region, now: datetime) -> None:
    with transaction.atomic():
        if not Organisation.objects.filter(slug=country.organisations[0].slug).exists():
            make_places(region=country, by=DEMO, now=now)


def _enter_in_parts(register: Iterator[Life], begun: Making, now: datetime, progress: Progress) -> None:
    """The entries that are not there yet, some thousands in each transaction."""
    done, total = begun.of_country, ENTRIES - begun.of_region
    waiting = islice(register, done, None)
    while some := list(islice(waiting, ENTRIES_AT_ONCE)):
        with transaction.atomic():
            _enter(some, now, partial(_progress_from, done, total, progress))
            done += len(some)
            Making.objects.update(of_country=F("of_country") + len(some))


def _progress_from(before: int, total: int, progress: Progress, part: int) -> None:
    progress("register entries", before + part, total)


def _make_staff(
    country: Region, people: Iterator[tuple[Life, str]], begun: Making, now: datetime, progress: Progress
) -> None:
    """Every council's list, taken as far as it is to go; those that are there already are left as they are."""
    places = {place.slug: place for place in country.organisations}
    there = lists_by_place()
    for number, (slug, of_place) in enumerate(groupby(people, itemgetter(1))):
        progress("staff lists", number, COUNCILS)
        if not slug:
            break
        left = _left_at(number)
        if there.get(slug) != left:
            take_in(council=_list_of(country, places[slug], [life for life, _ in of_place], left, begun), now=now)


def _left_at(number: int) -> str:
    """How far a council is with its list: most have finished; in some, rows or columns wait for a person."""
    if number % 10 == 9:
        return "checked"
    return "read" if number % 30 == 4 else "finished"


def _list_of(country: Region, place: PlannedOrganisation, staff: list[Life], left: str, begun: Making) -> CouncilList:
    titles = posts_by_address(country, place.slug)
    rows = council_rows(staff, titles, domain=place.domain, seed=begun.seed, today=begun.day)
    return CouncilList(place.slug, rows, left)


def _may_be_made() -> None:
    if settings.PRODUCTION or not settings.DEMO:
        raise NotADemonstration("This is not a demonstration (ALMONER_DEMO is off, or this is production).")


def _begun(seed: int) -> Making | None:
    if is_somebodys():
        raise NotADemonstration("There are organisations here already; the demonstration is made in an empty place.")
    begun = making()
    if begun and begun.seed != seed:
        raise NotADemonstration(f"It was made here with the seed {begun.seed}; another needs an empty place.")
    return begun


def _made(begun: Making) -> Made:
    return Made(Organisation.objects.count(), begun.of_region + begun.of_country, _waiting_list())


def _enter(register: Iterable[Life], now: datetime, progress: Callable[[int], None]) -> None:
    take_over(entries=(past_of(life) for life in register), by=DEMO, now=now, progress=progress)


def _waiting_list() -> Path:
    return Path(settings.VAR) / "demo" / "thornmere-social-workers.xlsx"


__all__ = ["Made", "NotADemonstration", "make_country", "make_past", "make_region"]
