"""A whole country: 150 councils shaped like the published workforce, in invented places."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from random import Random

from almoner.demo.lives import Life, any_life, colleague, employed_life, numbers
from almoner.demo.names import TOWNS, draw
from almoner.demo.region import (
    ORGANISATIONS,
    Drawing,
    PlannedOrganisation,
    Region,
    council_management,
    everywhere,
)
from almoner.people.rules import OrganisationKind

COUNCILS = 150
ENTRIES = 100_000
#: A council with fewer than this in post is a figure combined with a neighbour's.
SMALLEST = 20
#: One can be somebody in the region, and in this many of the largest councils; 150 would be a page nobody reads.
TO_BE_SEEN = 2
STYLES = ("County Council", "City Council", "Borough Council", "Council")


def published_sizes(data: Path) -> list[int]:
    """Social workers in post at each council in the latest year of the published workforce census.

    `data` is the folder of public figures; an empty list where the file is not there. Combined and suppressed
    rows are left out.
    """
    path = data / "csww_indicators_2017_to_2025.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["la_name"]]
    latest = max((row["time_period"] for row in rows), default="")
    counts = (row["inpost_headcount"] for row in rows if row["time_period"] == latest)
    return sorted(int(count) for count in counts if count.isdigit() and int(count) >= SMALLEST)


def invented_sizes(dice: Random) -> list[int]:
    """Sizes with the spread that councils have (a middle of about 200, a few of 800), where no figures are."""
    return sorted(max(SMALLEST, min(900, int(dice.lognormvariate(5.3, 0.6)))) for _ in range(COUNCILS))


def _names() -> list[tuple[str, str]]:
    """A town and what its council calls itself, for each council; none that the region has already."""
    taken = {place.name for place in ORGANISATIONS}
    every = ((town, style) for style in STYLES for town in TOWNS if f"{town} {style}" not in taken)
    return [name for name, _ in zip(every, range(COUNCILS), strict=False)]


def plan_national(seed: int, today: date, sizes: Sequence[int] = ()) -> tuple[Region, dict[str, int]]:
    """150 councils with their management, and how many social workers each employs.

    `sizes` are numbers in post to be shaped like; the same seed, day and sizes give the same country.
    """
    dice = Random(f"{seed}/national")
    drawing = Drawing(seed + 1, today)
    drawn = list(sizes) or invented_sizes(dice)
    dice.shuffle(drawn)
    employed: dict[str, int] = {}
    for number, (town, style) in enumerate(_names()):
        slug = f"{town}-{style.split()[0]}".lower()
        # The heads of a large service are more; a team manager answers for about eight.
        size = drawn[number % len(drawn)]
        place = PlannedOrganisation(
            slug, f"{town} {style}", OrganisationKind.COUNCIL, town, f"{slug}.example", teams=max(2, size // 8)
        )
        employed[slug] = size
        drawing.region.organisations.append(place)
        council_management(drawing, place, every_team_managed=True)
        everywhere(drawing, place)
    seen = sorted(employed, key=lambda slug: employed[slug])[-TO_BE_SEEN:]
    for person in drawing.region.people:
        if person.organisation not in seen:
            person.story = ""
    return drawing.region, employed


def national_lives(
    country: Region, employed: Mapping[str, int], seed: int, today: date, total: int, above: int
) -> Iterator[tuple[Life, str]]:
    """`total` lives with numbers above `above`, each with the council that employs them, "" for nobody of ours.

    Council by council, those who hold a post there first; the rest of the register after them. One at a time in
    memory, and the same for the same seed and day, so that it can be gone through again.
    """
    dice = Random(f"{seed}/national lives")
    given = numbers(dice, total, above)
    towns = {place.slug: place.town for place in country.organisations}
    posted = {slug: list(people) for slug, people in groupby(country.social_workers(), attrgetter("organisation"))}
    done = 0
    for slug, many in employed.items():
        for person in posted[slug]:
            yield colleague(dice, next(given), person, towns[slug], today), slug
        for _ in range(max(0, many - len(posted[slug]))):
            yield employed_life(dice, next(given), towns[slug], today), slug
        done += max(many, len(posted[slug]))
    for _ in range(max(0, total - done)):
        yield any_life(dice, next(given), draw(dice), today), ""
