"""Reads of a decision's text: what stands, and every draft before it."""

from __future__ import annotations

from dataclasses import dataclass

from almoner.fitness.rules.decisions import APPROVE, DRAFTS, Standing, fingerprint, standing
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import Taken

_OF_A_TEXT = (*DRAFTS, APPROVE)


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft of a decision: which it is, who wrote it, its fingerprint, and whether it is the one that stands."""

    number: int
    step: Step
    fingerprint: str
    approved_by: str
    stands: bool


def standing_of(case: Case) -> Standing | None:
    """The text of a case's decision as it stands; None while nothing is drafted. One query."""
    return standing([Taken(s.move, s.actor_id, s.role, s.at, s.values) for s in _steps(case)])


def written_by(case: Case) -> str:
    """Who wrote the text that stands, as the record names them; "" while nothing is drafted. One query."""
    found = Step.objects.filter(case_id=case.pk, move__in=DRAFTS).order_by("-number")
    return found.values_list("actor_id", flat=True).first() or ""


def drafts_of(case: Case) -> list[Draft]:
    """Every draft of a case's decision, the latest first. One query."""
    steps = _steps(case)
    drafts = [step for step in steps if step.move in DRAFTS]
    approved = {str(step.values.get("fingerprint")): step for step in steps if step.move == APPROVE}
    found = []
    for number, step in enumerate(drafts, start=1):
        mark = fingerprint(step.values)
        by = approved.get(mark)
        found.append(Draft(number, step, mark, by.by.name if by and by.by else "", step is drafts[-1]))
    return found[::-1]


def _steps(case: Case) -> list[Step]:
    found = Step.objects.filter(case_id=case.pk, move__in=_OF_A_TEXT)
    return list(found.select_related("by").order_by("number"))
