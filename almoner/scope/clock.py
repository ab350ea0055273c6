"""The clock: only pages, tasks and commands look at it, and hand the time on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(tz=UTC)


def london_date(moment: datetime) -> date:
    """The date of the law at a moment: the day it is in London then."""
    return moment.astimezone(LONDON).date()


def today() -> date:
    """Today, in London."""
    return london_date(now())
