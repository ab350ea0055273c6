"""A whole country: 150 councils shaped like the published workforce, in invented places."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

from almoner.demo.names import TOWNS
from almoner.demo.region import Drawing, PlannedOrganisation, Region, council_management, everywhere
from almoner.people.rules import OrganisationKind

COUNCILS = 150
ENTRIES = 100_000
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
    return sorted(int(count) for count in counts if count.isdigit())


def invented_sizes(dice: Random) -> list[int]:
    """Sizes with the spread that councils have (a middle of about 200, a few of 800), where no figures are."""
    return sorted(max(20, min(900, int(dice.lognormvariate(5.3, 0.6)))) for _ in range(COUNCILS))


def plan_national(seed: int, today: date, sizes: Sequence[int] = ()) -> tuple[Region, dict[str, int]]:
    """150 councils with their management, and how many social workers each employs.

    `sizes` are numbers in post to be shaped like; the same seed, day and sizes give the same country.
    """
    dice = Random(f"{seed}/national")
    drawing = Drawing(seed + 1, today)
    drawn = list(sizes) or invented_sizes(dice)
    dice.shuffle(drawn)
    employed: dict[str, int] = {}
    for number in range(COUNCILS):
        town, style = TOWNS[number % len(TOWNS)], STYLES[number // len(TOWNS)]
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
    return drawing.region, employed
