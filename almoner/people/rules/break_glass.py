"""Break-glass: opening a case in an emergency without being party to it."""

from datetime import datetime, timedelta

#: An hour at most (DESIGN section 3). A setting may shorten it, never lengthen it.
LONGEST = timedelta(minutes=60)

#: A word or two explains nothing to the privacy officer who must review it.
SHORTEST_REASON = 20


def ends(*, opened: datetime, minutes: int) -> datetime:
    """When an opening of `minutes` minutes ends: never more than an hour after it began.

    Raises ValueError for less than a minute.
    """
    if minutes < 1:
        raise ValueError("an opening lasts at least a minute")
    return opened + min(timedelta(minutes=minutes), LONGEST)


def is_open(*, opened: datetime, ends: datetime, now: datetime) -> bool:
    """Whether an opening still counts: up to, and not at, the instant that it ends."""
    return opened <= now < min(ends, opened + LONGEST)


def reason_is_enough(reason: str) -> bool:
    """Whether a reason says enough to be reviewed: at least twenty characters, blanks left out at the ends."""
    return len(" ".join(reason.split())) >= SHORTEST_REASON
