"""Lives on the register: when each came on, renewed, lapsed, came back or was removed. Pure.

Every life is a set of dated facts. Nothing says whether somebody is registered today: the register works
that out for itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from almoner.demo.names import SHORT_FORMS, SURNAMES, TOWNS, Name, draw
from almoner.demo.region import PlannedPerson, Region


class HowEnded(StrEnum):
    """How a period on the register ended."""

    NOT_RENEWED = "not_renewed"
    VOLUNTARY = "voluntary"
    REMOVED = "removed"
    DECEASED = "deceased"
    NO_CPD = "cpd"


class OrderKind(StrEnum):
    """An order or warning that stands beside a name."""

    CONDITIONS = "conditions"
    SUSPENSION = "suspension"
    INTERIM_CONDITIONS = "interim_conditions"
    INTERIM_SUSPENSION = "interim_suspension"
    REMOVAL = "removal"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True)
class Period:
    """Time on the register. `until` is the last day that is paid for, or the last day if it `ended`."""

    began: date
    until: date
    ended: HowEnded | None = None


@dataclass(frozen=True)
class PlannedOrder:
    """An order from one day to another. `words` are what the register publishes."""

    kind: OrderKind
    began: date
    until: date | None
    words: str = ""


@dataclass(frozen=True)
class Life:
    """Everything that the register holds of one invented person."""

    number: int
    name: Name
    town: str
    periods: tuple[Period, ...]
    former: tuple[tuple[Name, date], ...] = ()
    annotations: tuple[tuple[str, date], ...] = ()
    orders: tuple[PlannedOrder, ...] = ()
    suppressed: bool = False
    email: str = ""
    notes: frozenset[str] = field(default_factory=frozenset)

    @property
    def swe(self) -> str:
        """The number as it is written."""
        return f"SW{self.number}"


def year_end(day: date) -> date:
    """The 30 November that ends the registration year of `day`."""
    return date(day.year + (day.month == 12), 11, 30)


CONDITIONS = (
    "Must be supervised fortnightly by a registered social worker, and send a report of it to the regulator "
    "every three months.",
    "Must not carry out Mental Health Act assessments, nor hold child protection cases alone.",
    "Must tell any employer or agency of these conditions before accepting work as a social worker.",
)


def lives(region: Region, seed: int, today: date, total: int) -> Iterator[Life]:
    """`total` lives, the region’s own social workers first; the same for the same seed and day.

    Shaped by published figures: about 97 in 100 renew each year, about 6 in 100 entries are of people no
    longer registered, one in two hundred carries an order.
    """
    dice = Random(f"{seed}/lives")
    towns = {place.slug: place.town for place in region.organisations}
    given = numbers(dice, total)
    for person in region.social_workers():
        yield colleague(dice, next(given), person, towns[person.organisation], today)
        total -= 1
    for _ in range(max(total, 0)):
        yield any_life(dice, next(given), draw(dice), today)


def colleague(dice: Random, number: int, person: PlannedPerson, town: str, today: date) -> Life:
    """The entry of somebody who works in an organisation of ours and can sign in there."""
    return replace(current(dice, number, person.name, town, today, person.since), email=person.email)


def employed_life(dice: Random, number: int, town: str, today: date) -> Life:
    """A social worker in post: nearly all are registered, and what is wrong with the rest is what a check is for.

    One in a hundred stands under conditions; one in two hundred has lapsed or is suspended.
    """
    began = today - timedelta(days=int(100 + 8000 * dice.random() ** 1.4))
    life = current(dice, number, draw(dice), town, today, began)
    chance = dice.random()
    if chance < 0.010:
        return _under(dice, life, today, dice.choice((OrderKind.CONDITIONS, OrderKind.INTERIM_CONDITIONS)))
    if chance < 0.012:
        return _under(dice, life, today, dice.choice((OrderKind.SUSPENSION, OrderKind.INTERIM_SUSPENSION)))
    if chance < 0.015:
        return _ended(dice, life, today, HowEnded.NOT_RENEWED)
    return life


def numbers(dice: Random, total: int, above: int = 1_000) -> Iterator[int]:
    """Numbers for `total` lives above `above`, with gaps, within six figures."""
    number, step = above, max(1, min(60, 1_700_000 // max(total, 1) - 1))
    while True:
        number += dice.randint(1, step)
        yield number


def current(dice: Random, number: int, name: Name, town: str, today: date, since: date) -> Life:
    """Somebody registered today without a break since before `since`, sometimes under another name."""
    began = min(since, today - timedelta(days=90)) - timedelta(days=dice.randint(20, 4000))
    return Life(
        number,
        name,
        town,
        (Period(began, _paid_until(dice, began, today)),),
        former=_former(dice, name, began, today),
        annotations=_annotations(dice, began, today),
    )


def any_life(dice: Random, number: int, name: Name, today: date) -> Life:
    """Anybody: most registered today, some lapsed, gone, back again, suspended, removed or suppressed."""
    began = today - timedelta(days=dice.randint(100, 9000))
    life = current(dice, number, name, dice.choice(TOWNS), today, began)
    chance = dice.random()
    if chance < 0.060:
        return _left(dice, life, today)
    if chance < 0.080:
        return _came_back(dice, life, today)
    if chance < 0.086:
        return _under_order(dice, life, today)
    if chance < 0.090:
        return _removed(dice, life, today)
    if chance < 0.093:
        return replace(life, suppressed=True)
    return life


def _paid_until(dice: Random, began: date, today: date) -> date:
    """Renewal is open from September: most have renewed by late November, some leave it to the last day."""
    this_year = year_end(today)
    window_open = today >= date(this_year.year, 9, 1)
    renewed = began >= date(this_year.year, 9, 1) or dice.random() < 0.9
    return date(this_year.year + 1, 11, 30) if window_open and renewed else this_year


def _left(dice: Random, life: Life, today: date) -> Life:
    how = dice.choices([HowEnded.NOT_RENEWED, HowEnded.VOLUNTARY, HowEnded.DECEASED, HowEnded.NO_CPD], [60, 32, 4, 4])
    return _ended(dice, life, today, how[0])


def _ended(dice: Random, life: Life, today: date, how: HowEnded) -> Life:
    began = life.periods[0].began
    last = _day_between(dice, began + timedelta(days=30), today - timedelta(days=1))
    if how in (HowEnded.NOT_RENEWED, HowEnded.NO_CPD):
        last = _past_year_end(last, began, today)
    return replace(life, periods=(Period(began, last, how),))


def _came_back(dice: Random, life: Life, today: date) -> Life:
    began = life.periods[0].began
    if (today - began).days < 1500:
        return life
    last = _past_year_end(_day_between(dice, began + timedelta(days=400), today - timedelta(days=800)), began, today)
    back = last + timedelta(days=dice.randint(15, 700))
    return replace(
        life,
        periods=(Period(began, last, HowEnded.NOT_RENEWED), Period(back, _paid_until(dice, back, today))),
        former=(),
    )


def _under_order(dice: Random, life: Life, today: date) -> Life:
    return _under(dice, life, today, dice.choice([kind for kind in OrderKind if kind is not OrderKind.REMOVAL]))


def _under(dice: Random, life: Life, today: date, kind: OrderKind) -> Life:
    began = max(life.periods[0].began, today - timedelta(days=dice.randint(30, 330)))
    years = {OrderKind.WARNING: 3, OrderKind.ADVICE: 1}.get(kind, dice.choice([1, 2]))
    words = dice.choice(CONDITIONS) if "conditions" in kind.value else ""
    return replace(life, orders=(PlannedOrder(kind, began, _years_on(began, years), words),))


def _removed(dice: Random, life: Life, today: date) -> Life:
    began = life.periods[0].began
    last = _day_between(dice, began + timedelta(days=60), today - timedelta(days=20))
    return replace(
        life,
        periods=(Period(began, last, HowEnded.REMOVED),),
        orders=(PlannedOrder(OrderKind.REMOVAL, last, None),),
    )


def _former(dice: Random, name: Name, began: date, today: date) -> tuple[tuple[Name, date], ...]:
    if dice.random() > 0.14 or (today - began).days < 200:
        return ()
    until = _day_between(dice, began + timedelta(days=100), today - timedelta(days=60))
    return ((Name(name.first, dice.choice([s for s in SURNAMES[:120] if s != name.last])), until),)


def _annotations(dice: Random, began: date, today: date) -> tuple[tuple[str, date], ...]:
    if (today - began).days < 900:
        return ()
    kinds = [kind for kind, share in (("AMHP", 0.04), ("BIA", 0.03)) if dice.random() < share]
    return tuple((kind, _day_between(dice, began + timedelta(days=800), today)) for kind in kinds)


def _day_between(dice: Random, first: date, last: date) -> date:
    return first + timedelta(days=dice.randint(0, max((last - first).days, 0)))


def _past_year_end(day: date, began: date, today: date) -> date:
    """The last 30 November at or before `day`, as long as that is after `began` and before `today`."""
    end = date(day.year if (day.month, day.day) >= (11, 30) else day.year - 1, 11, 30)
    if end <= began:
        end = year_end(began)
    return end if end < today else date(end.year - 1, 11, 30) if date(end.year - 1, 11, 30) > began else day


def _years_on(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def called(name: Name) -> str:
    """What colleagues call somebody: the short form of the first forename where there is one."""
    first = name.first.split()[0]
    return SHORT_FORMS.get(first, first)
