"""Invented people to fill a register with: names as often as a census counts them, and towns by size.

The names come from packages that know nothing of Almoner (`names`: the United States census of surnames and
forenames with their frequencies; `faker`: English and seventeen other languages written in Latin letters). Nothing
here is shared with the lists by which the search was tuned.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

CHUNK = 50_000
LOCALES = (
    "pl_PL", "ro_RO", "pt_PT", "es_ES", "fr_FR", "de_DE", "it_IT", "nl_NL", "cs_CZ", "sk_SK", "hu_HU", "tr_TR", "sv_SE",
    "fi_FI", "hr_HR", "lt_LT", "yo_NG",
)  # fmt: skip
ABROAD, BRITISH, DOUBLE, MIDDLE, MEN = 0.12, 0.25, 0.08, 0.25, 0.17
TOWNS = 400
HEADINGS = (
    "Registration Number", "Registered Name", "Status", "Town of employment", "Registered from", "Registered until",
    "Annotations", "Registered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody: forenames (first and perhaps a middle one), family name and town."""

    forenames: str
    family: str
    town: str


@dataclass(frozen=True)
class _Stock:
    """Names to draw from, each with its share."""

    names: np.ndarray
    shares: np.ndarray

    def draw(self, dice: np.random.Generator, count: int) -> list[str]:
        return list(self.names[np.searchsorted(self.shares, dice.random(count))])


def _weighted(names: list[str], weights: np.ndarray) -> _Stock:
    shares = np.cumsum(weights / weights.sum())
    shares[-1] = 1.0
    return _Stock(np.array(names, dtype=object), shares)


def _census(file: str) -> _Stock:
    import names

    rows = [line.split() for line in (Path(names.__file__).parent / file).read_text().splitlines() if line.strip()]
    return _weighted([row[0].capitalize() for row in rows], np.array([float(row[1]) + 1e-4 for row in rows]))


def _from_faker(locales: tuple[str, ...], kind: str, most: int) -> _Stock:
    """Each name of these languages, the earlier in a language's list the commoner, as lists of names are made."""
    from faker import Faker

    found: list[str] = []
    weights: list[float] = []
    for locale in locales:
        fake = Faker(locale)
        fake.seed_instance(0)
        drawn = dict.fromkeys(getattr(fake, kind)() for _ in range(most))
        known = [n for n in drawn if " " not in n and n[:1].isalpha()]
        found += known
        weights += [1.0 / (10 + i) for i in range(len(known))]
    return _weighted(found, np.array(weights))


@lru_cache(maxsize=1)
def _stocks() -> dict[str, _Stock]:
    return {
        "family": _census("dist.all.last"), "women": _census("dist.female.first"), "men": _census("dist.male.first"),
        "family abroad": _from_faker(LOCALES, "last_name", 1500),
        "first abroad": _from_faker(LOCALES, "first_name", 800),
        "family british": _from_faker(("en_GB",), "last_name", 8000),
        "first british": _from_faker(("en_GB",), "first_name", 4000),
    }  # fmt: skip


@lru_cache(maxsize=1)
def _towns() -> _Stock:
    from faker import Faker

    fake = Faker("en_GB")
    fake.seed_instance(0)
    towns = list(dict.fromkeys(fake.city() for _ in range(TOWNS * 2)))[:TOWNS]
    return _weighted(towns, 1.0 / np.arange(3, len(towns) + 3))


def people(seed: int, count: int) -> Iterator[list[Invented]]:
    """Chunks of people; the same seed and count give the same people, and a chunk is all that is held."""
    stocks, towns = _stocks(), _towns()
    for number, start in enumerate(range(0, count, CHUNK)):
        size = min(CHUNK, count - start)
        dice = np.random.default_rng([seed, number])
        yield _chunk(dice, stocks, towns, size)


def _chunk(dice: np.random.Generator, stocks: dict[str, _Stock], towns: _Stock, size: int) -> list[Invented]:
    where = dice.random(size)
    firsts = _first(dice, stocks, where, size)
    middles = _first(dice, stocks, where, size)
    families, seconds = _family(dice, stocks, where, size), _family(dice, stocks, where, size)
    has_middle, doubled = dice.random(size) < MIDDLE, dice.random(size) < DOUBLE
    return [
        Invented(f"{f} {m}" if more else f, f"{a}-{b}" if two and a != b else a, town)
        for f, m, a, b, more, two, town in zip(
            firsts, middles, families, seconds, has_middle, doubled, towns.draw(dice, size), strict=True
        )
    ]


def _family(dice: np.random.Generator, stocks: dict[str, _Stock], where: np.ndarray, size: int) -> list[str]:
    ways = [stocks[kind].draw(dice, size) for kind in ("family abroad", "family british", "family")]
    return _by_place(where, ways)


def _first(dice: np.random.Generator, stocks: dict[str, _Stock], where: np.ndarray, size: int) -> list[str]:
    men = dice.random(size) < MEN
    both = zip(men, stocks["men"].draw(dice, size), stocks["women"].draw(dice, size), strict=True)
    american = [m if man else w for man, m, w in both]
    abroad, british = stocks["first abroad"].draw(dice, size), stocks["first british"].draw(dice, size)
    return _by_place(where, [abroad, british, american])


def _by_place(where: np.ndarray, ways: list[list[str]]) -> list[str]:
    chosen = np.where(where < ABROAD, 0, np.where(where < ABROAD + BRITISH, 1, 2))
    return [ways[way][i] for i, way in enumerate(chosen)]


def write_extract(path: Path, seed: int, count: int) -> int:
    """A register extract of so many rows as the regulator's look-up writes it; returns its bytes. 3% have left."""
    numbers = itertools.count(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        for number, chunk in enumerate(people(seed, count)):
            dice = np.random.default_rng([seed, number, 1])
            gone, years = dice.random(len(chunk)) < 0.03, dice.integers(2012, 2026, len(chunk))
            for who, left, year in zip(chunk, gone, years, strict=True):
                began = date(int(year), 12, 1)
                status = "No Longer Registered - Failed to Renew" if left else "Registered"
                until = date(int(year) + 1, 11, 30) if left else date(2026, 11, 30)
                out.writerow(
                    [f"SW{next(numbers)}", f"{who.family.upper()}, {who.forenames}" if year == 2012
                     else f"{who.forenames} {who.family}", status, who.town, began, until, "", "" if left else "true"]
                )  # fmt: skip
    return path.stat().st_size
