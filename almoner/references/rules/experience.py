"""Time in the direct employment of a local authority in children's services. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from almoner.dates.days import add_months
from almoner.references.rules.file_facts import PostFact


def experience_days(history: Iterable[PostFact], *, before: date) -> int:
    """Days, each once however many posts cover it, in substantive posts in children's services before `before`."""
    total, reached = 0, date.min
    for starts, after in sorted(_spans(history, before)):
        begins = max(starts, reached)
        if after > begins:
            total, reached = total + (after - begins).days, after
    return total


def has_years(history: Iterable[PostFact], *, before: date, years: int) -> bool:
    """Whether the days add up to `years` years, as long as the calendar's own years back from `before`."""
    return experience_days(history, before=before) >= (before - add_months(before, -12 * years)).days


def _spans(history: Iterable[PostFact], before: date) -> Iterator[tuple[date, date]]:
    """First day, and day after the last, of each post that counts."""
    for post in history:
        if post.substantive and post.childrens:
            yield post.starts, post.ends + timedelta(days=1) if post.ends and post.ends < before else before
