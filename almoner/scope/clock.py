"""The clock: only pages, tasks and commands look at it, and hand the time on."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
#: By how much the clocks of two machines may differ; further apart, codes from an app are refused, and a machine whose
#: clock is further from the database's is not ready.
CLOCKS_APART = timedelta(seconds=30)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(tz=UTC)


def london_date(moment: datetime) -> date:
    """The date of the law at a moment: the day it is in London then."""
    return moment.astimezone(LONDON).date()


def today() -> date:
    """Today, in London."""
    return london_date(now())
