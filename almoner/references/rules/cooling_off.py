"""The time between leaving a substantive post and working as an agency worker in the same region. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from almoner.dates.days import add_months
from almoner.references.rules.file_facts import PostFact


def held_back_by(
    history: Iterable[PostFact], *, authority_id: int, region: str, starts: date, months: int
) -> PostFact | None:
    """The substantive post whose end keeps somebody from an assignment that begins on `starts`, the latest of them.

    A post counts at the authority itself, or in the same region where that is known. It does not where they were made
    redundant, where it ended during probation, or where it is in a different region; a permanent role is no agency
    assignment, so nobody who goes to one is asked. A post that is still held when the assignment begins counts too.
    """
    found = [post for post in history if _counts(post, authority_id, region) and _too_soon(post, starts, months)]
    return max(found, key=lambda post: post.ends or date.max, default=None)


def _counts(post: PostFact, authority_id: int, region: str) -> bool:
    near = post.employer_id == authority_id or bool(region and post.region == region)
    return post.substantive and near and not post.redundant and not post.during_probation


def _too_soon(post: PostFact, starts: date, months: int) -> bool:
    if post.starts > starts:
        return False
    return post.ends is None or starts < add_months(post.ends, months)
