"""Making the invented region, or the invented country, in an empty installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from almoner.demo.actions.places import make_places
from almoner.demo.lives import Life, lives
from almoner.demo.national import ENTRIES, plan_national, published_sizes
from almoner.demo.pasts import past_of
from almoner.demo.queries import is_made
from almoner.demo.region import Region, plan
from almoner.demo.staff_list import plan_rows, write
from almoner.record.rules import SystemActor
from almoner.register.actions.taking_over import take_over
from almoner.scope.clock import london_date
from almoner.scope.context import system

DEMO = SystemActor("demo:make")
SEED = 2026
REGION_ENTRIES = 2_500
WAITING = "thornmere"

Progress = Callable[[str, int, int], None]


class NotADemonstration(RuntimeError):
    """The demonstration was asked for where it may not be made; the message says why."""


@dataclass(frozen=True)
class Made:
    """What was made: how many organisations, people and entries, and where the waiting list lies."""

    organisations: int
    people: int
    entries: int
    waiting_list: Path


def make_region(*, now: datetime, progress: Progress, seed: int = SEED, entries: int = REGION_ENTRIES) -> Made:
    """Make the invented region: organisations, lines of management, entries, and the list that waits to be uploaded.

    The same for the same seed and day. Raises NotADemonstration in production, or where anything is there already.
    """
    _may_be_made()
    today = london_date(now)
    region = plan(seed, today)
    register = list(lives(region, seed, today, entries))
    with system("demonstration"), transaction.atomic():
        _is_empty()
        make_places(region=region, by=DEMO, now=now)
        _enter(register, now, progress, len(register))
    return Made(len(region.organisations), len(region.people), len(register), _write_list(region, register, now, seed))


def make_country(*, now: datetime, progress: Progress, data: Path, seed: int = SEED) -> Made:
    """Make the invented region and, around it, 150 councils and entries to 100,000 in all.

    Shaped like the published workforce figures when the folder `data` holds them. Raises as `make_region` does.
    """
    _may_be_made()
    today = london_date(now)
    region = plan(seed, today)
    country, _ = plan_national(seed, today, published_sizes(data))
    whole = Region(
        [*region.organisations, *country.organisations],
        [*region.posts, *country.posts],
        [*region.people, *country.people],
    )
    local = list(lives(region, seed, today, REGION_ENTRIES))
    rest = _above(max(life.number for life in local), lives(country, seed + 1, today, ENTRIES - len(local)))
    with system("demonstration"), transaction.atomic():
        _is_empty()
        make_places(region=whole, by=DEMO, now=now)
        _enter(_both(local, rest), now, progress, ENTRIES)
    return Made(len(whole.organisations), len(whole.people), ENTRIES, _write_list(region, local, now, seed))


def _both(local: list[Life], rest: Iterator[Life]) -> Iterator[Life]:
    yield from local
    yield from rest


def _above(highest: int, found: Iterator[Life]) -> Iterator[Life]:
    """The same lives with numbers that nobody of the region has."""
    from dataclasses import replace

    for life in found:
        yield replace(life, number=life.number + highest)


def _may_be_made() -> None:
    if settings.PRODUCTION or not settings.DEMO:
        raise NotADemonstration("This is not a demonstration (ALMONER_DEMO is off, or this is production).")


def _is_empty() -> None:
    if is_made():
        raise NotADemonstration("There are organisations here already; the demonstration is made in an empty place.")


def _enter(register: Iterator[Life] | list[Life], now: datetime, progress: Progress, total: int) -> None:
    take_over(
        entries=(past_of(life) for life in register),
        by=DEMO,
        now=now,
        progress=lambda done: progress("register entries", done, total),
    )


def _write_list(region: Region, register: list[Life], now: datetime, seed: int) -> Path:
    today = london_date(now)
    path = Path(settings.VAR) / "demo" / "thornmere-social-workers.xlsx"
    rows = plan_rows(region, register, organisation=WAITING, seed=seed, today=today)
    write(rows, path, title="Thornmere County Council: social workers in post", today=today)
    return path


__all__ = ["Made", "NotADemonstration", "make_country", "make_region"]
