"""Policy packs: which rules a booking of an agency social worker is judged by, as dated data.

The regional procedure for references is one pack, the national rules for child and family workers another. An
authority's region, and what the authority has set for itself, decide which apply on a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from almoner.clauses import cites
from almoner.dates.dated import Dated, Valid
from almoner.dates.days import FIRST
from almoner.people.rules import ROLES, Role
from almoner.procedure.rules import About, Refusal
from almoner.references.rules.seniority import SERVICE_MANAGER, USUAL


class Region(StrEnum):
    """A region of England, within which authorities agree on caps and on a cooling-off time."""

    NORTH_EAST = "north_east"
    NORTH_WEST = "north_west"
    YORKSHIRE = "yorkshire"
    EAST_MIDLANDS = "east_midlands"
    WEST_MIDLANDS = "west_midlands"
    EAST = "east"
    LONDON = "london"
    SOUTH_EAST = "south_east"
    SOUTH_WEST = "south_west"

    @property
    def words(self) -> str:
        """Its name as a page says it."""
        return _REGIONS[self]


_REGIONS = {
    Region.NORTH_EAST: "North East",
    Region.NORTH_WEST: "North West",
    Region.YORKSHIRE: "Yorkshire and the Humber",
    Region.EAST_MIDLANDS: "East Midlands",
    Region.WEST_MIDLANDS: "West Midlands",
    Region.EAST: "East of England",
    Region.LONDON: "London",
    Region.SOUTH_EAST: "South East",
    Region.SOUTH_WEST: "South West",
}


class Service(StrEnum):
    """For whom the work is: the national rules are for children and families alone."""

    CHILDREN = "children"
    ADULTS = "adults"

    @property
    def words(self) -> str:
        """As a page says it."""
        return "Children and families" if self is Service.CHILDREN else "Adults"


class Job(StrEnum):
    """The five types of job for which a region caps the price."""

    SOCIAL_WORKER = "social_worker"
    SENIOR = "senior"
    ADVANCED = "advanced"
    TEAM_MANAGER = "team_manager"
    CHAIR = "chair"

    @property
    def words(self) -> str:
        """As a page says it."""
        return _JOBS[self]


_JOBS = {
    Job.SOCIAL_WORKER: "Social worker",
    Job.SENIOR: "Senior social worker",
    Job.ADVANCED: "Advanced practitioner",
    Job.TEAM_MANAGER: "Team manager",
    Job.CHAIR: "Independent reviewing officer or conference chair",
}

GUIDANCE = "Statutory guidance on agency child and family social workers"


@dataclass(frozen=True)
class NationalRules:
    """What the national rules ask of an assignment in children's services."""

    cooling_off_months: int
    notice_weeks: int
    experience_years: int
    practice_references: int


#: New assignments from the first of these days, every assignment from the second.
NEW_FROM, ALL_FROM = date(2024, 10, 31), date(2025, 10, 1)
NATIONAL = Dated("national rules for agency workers", [Valid(NationalRules(3, 4, 3, 2), NEW_FROM, source=GUIDANCE)])


@dataclass(frozen=True)
class RegionalRules:
    """What a region has agreed: its time of cooling off in months, and whether it keeps the procedure on references."""

    cooling_off_months: int = 0
    verifies: bool = False


#: What each region has agreed. A region that is not here has agreed nothing beyond the national rules.
REGIONAL: Mapping[Region, Dated[RegionalRules]] = {
    # The procedure bears no date of its own, so it holds for every day on which something is booked here.
    Region.NORTH_WEST: Dated(
        "North West", [Valid(RegionalRules(verifies=True), FIRST, source="North West procedure on references")]
    ),
    Region.WEST_MIDLANDS: Dated(
        "West Midlands",
        [
            Valid(RegionalRules(), FIRST, date(2014, 12, 31), source="nothing agreed"),
            Valid(RegionalRules(cooling_off_months=12), date(2015, 1, 1), source="West Midlands memorandum"),
        ],
    ),
}

#: The roles that an authority may count as suitably senior; never a colleague, nor a first-line manager (REF-5).
MAY_BE_SENIOR: Mapping[str, str] = {
    SERVICE_MANAGER: "Service manager: a team manager to whom other team managers answer",
    Role.HEAD_OF_SERVICE: ROLES[Role.HEAD_OF_SERVICE].title,
    Role.PRINCIPAL_SOCIAL_WORKER: ROLES[Role.PRINCIPAL_SOCIAL_WORKER].title,
    Role.DEPUTY_DIRECTOR: ROLES[Role.DEPUTY_DIRECTOR].title,
    Role.DIRECTOR: ROLES[Role.DIRECTOR].title,
}

NO_CAPS: Mapping[Job, Decimal] = {}


@dataclass(frozen=True)
class Settings:
    """What an authority has set for itself from a day on; the values here hold until it sets any.

    `verification_days` are working days; `gap_days` is the longest gap in a history that needs no explanation;
    `passport_days` how long a complete file serves for further bookings; `cooling_off_months` a longer time than the
    region's, or 0; `keeps_procedure` whether references are verified before an appointment where the region does not
    ask for it; `caps` pounds an hour.
    """

    region: Region | None = None
    verification_days: int = 2
    senior_roles: frozenset[str] = USUAL
    gap_days: int = 28
    passport_days: int = 365
    cooling_off_months: int = 0
    keeps_procedure: bool = True
    caps: Mapping[Job, Decimal] = field(default_factory=lambda: NO_CAPS)


#: The least and the most that may be set.
BOUNDS: Mapping[str, tuple[int, int, str]] = {
    "verification_days": (1, 10, "working days to verify a reference"),
    "gap_days": (7, 90, "days of a gap"),
    "passport_days": (28, 365, "days for which a file serves"),
    "cooling_off_months": (0, 24, "months of cooling off"),
}
MOST_AN_HOUR = Decimal(500)


def faults_of(settings: Settings, *, starts: date, today: date, earliest: date | None) -> Iterator[Refusal]:
    """What is wrong with settings that are to hold from `starts`, each with what would put it right.

    Nothing set is retroactive: they begin tomorrow at the earliest, or today where nothing was set before.
    `earliest` is the day after the last settings began, or None.
    """
    if starts < today or (earliest and starts <= today):
        because = "What is set never changes what has been decided."
        change = "Give a day from tomorrow on." if earliest else "Give today or a later day."
        yield Refusal("REF-6", f"{because} {change}", change, About.FIELD, "starts")
    elif earliest and starts < earliest:
        because = "Settings that begin on that day or later are there already. Give a later day."
        yield Refusal("REF-6", because, "Give a later day.", About.FIELD, "starts")
    for name, (least, most, words) in BOUNDS.items():
        if not least <= getattr(settings, name) <= most:
            because = f"The number of {words} must be from {least} to {most}."
            yield Refusal("REF-6", because, f"Give a number from {least} to {most}.", About.FIELD, name)
    yield from _senior_faults(settings)
    for job, cap in settings.caps.items():
        if not 0 < cap <= MOST_AN_HOUR:
            because = f"The cap for “{job.words}” is no price of an hour."
            yield Refusal("REF-2", because, "Give pounds and pence, such as 45.50.", About.FIELD, f"cap_{job}")


@cites("REF-5")
def _senior_faults(settings: Settings) -> Iterator[Refusal]:
    """REF-5: each authority sets which of its roles count as suitably senior, and first-line managers never do."""
    if not settings.senior_roles:
        because = "Somebody has to be suitably senior, or no reference could be approved."
        yield Refusal("REF-5", because, "Choose at least one role.", About.FIELD, "senior_roles")
    for role in sorted(settings.senior_roles - set(MAY_BE_SENIOR)):
        because = f"“{role.replace('_', ' ')}” does not count as suitably senior."
        yield Refusal("REF-5", because, "Choose among those offered.", About.FIELD, "senior_roles")


@dataclass(frozen=True)
class InForce:
    """The rules that judge one booking: the national ones where they apply, and what region and authority add."""

    national: NationalRules | None
    cooling_off_months: int
    verifies: bool
    settings: Settings

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs that apply, in words."""
        found = ["National rules for child and family agency workers"] if self.national else []
        if self.verifies:
            found.append("North West procedure on references")
        if self.national and self.cooling_off_months > self.national.cooling_off_months:
            found.append(f"{self.cooling_off_months} months of cooling off, set for the region")
        return tuple(found)


@cites("REF-5", "REF-6", "REF-7")
def in_force(settings: Settings, *, service: Service, starts: date, on: date) -> InForce:
    """The rules for an assignment that begins on `starts` in a service, judged on `on`.

    The national rules are for children's services: for new assignments from 31 October 2024, for all from 1 October
    2025. The region's time of cooling off, or the authority's own, counts where it is longer; the national three
    months are the floor. References are verified wherever the region's procedure says so, the authority keeps it of
    its own accord, or no region is set.
    """
    agreed = REGIONAL.get(settings.region) if settings.region else None
    regional = agreed.on(on) if agreed else RegionalRules()
    verifies = regional.verifies or settings.keeps_procedure or settings.region is None
    if service is not Service.CHILDREN:
        return InForce(None, 0, verifies, settings)
    national = None if starts < NEW_FROM and on < ALL_FROM else NATIONAL.on(max(starts, on))
    months = max(
        national.cooling_off_months if national else 0, regional.cooling_off_months, settings.cooling_off_months
    )
    return InForce(national, months, verifies, settings)
