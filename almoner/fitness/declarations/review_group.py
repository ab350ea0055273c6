"""The procedure of the decision review group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.fitness.access.review_group import ReviewGroupAccess
from almoner.fitness.actions.review_group import keep_finding
from almoner.fitness.models import Examination, ReviewMonth
from almoner.fitness.queries.decisions import standing_of
from almoner.fitness.rules.disposals import in_words
from almoner.fitness.rules.review_group import REVIEW_GROUP
from almoner.procedure.models import Case
from almoner.procedure.registry import register
from almoner.scope.context import system


def declare() -> None:
    """Months of the group."""
    register(REVIEW_GROUP, model=ReviewMonth, access=ReviewGroupAccess(ReviewMonth), after={"review": keep_finding})
    show(REVIEW_GROUP, Shown(details=_about, statement=_decisions))


def _about(case: Case) -> Sequence[tuple[str, str]]:
    month = cast(ReviewMonth, case)
    return [
        ("Decisions in the month", str(month.decisions)),
        ("Drawn by lot", str(len(month.sample))),
        ("How", "From the first seal of the record after the month, so that nobody could know the draw before"),
        ("That seal", f"Over the first {month.head_size:,} events. Its root, to draw again by: {month.seed}"),
    ]


def _decisions(case: Case) -> Sequence[tuple[str, str]]:
    """Each decision in the sample in its own words; the group sees no more of the case."""
    month = cast(ReviewMonth, case)
    with system("decisions that the review group looks at"):
        found = Examination.objects.in_bulk([one["case_id"] for one in month.sample])
        texts = {str(pk): standing for pk, one in found.items() if (standing := standing_of(one))}
    return [
        (f"{one['reference']}: {in_words(one['outcome'])}", texts[one["case_id"]].text)
        for one in month.sample
        if one["case_id"] in texts
    ]
