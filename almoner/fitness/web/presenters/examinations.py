"""What the pages of examinations and opinions show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.urls import reverse

from almoner.casework.web.presenters import case_url
from almoner.fitness.models import Examination, Opinion
from almoner.fitness.queries.examinations import opinions_of, written_in
from almoner.fitness.rules.examination import Standing
from almoner.fitness.rules.opinion import OPINION
from almoner.fitness.web.presenters.decisions import page_of
from almoner.fitness.web.presenters.letters import ways
from almoner.fitness.web.presenters.stages import beside
from almoner.people.models import Person
from almoner.people.queries import names_of
from almoner.procedure.models import Case

_WITH_A_TEXT = ("drafted", "approved", "issued")


def about_the_pair(case: Case) -> Sequence[tuple[str, str]]:
    """Who the two are, whether each has written, and what they came to."""
    examination = cast(Examination, case)
    pair = {Standing.LAY: examination.lay_id, Standing.PROFESSIONAL: examination.professional_id}
    names = names_of([one for one in pair.values() if one])
    written = written_in(examination) if examination.state == "writing" else frozenset()
    rows = [("Social worker", examination.title)]
    for standing, person in pair.items():
        if person:
            said = (", opinion written" if standing in written else ", writing") if case.state == "writing" else ""
            rows.append((f"{standing.words.capitalize()} case examiner", f"{names[person]}{said}"))
    return [*rows, ("Outcome", examination.in_words)] if examination.outcome else rows


def belonging(case: Examination, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """The text of the decision, the opinions that may be read, and what else grew from the concern."""
    text = [("The text of the decision", page_of(case))] if case.state in _WITH_A_TEXT else []
    review = [("Enter that a review is asked for", reverse("fitness:ask-for-review", args=[case.pk]))]
    opinions = opinions_of(case, person, on)
    shown = [(f"Opinion of {one.examiner.name}, {one.standing}", case_url(OPINION.name, one.pk)) for one in opinions]
    mine = {f"/cases/{OPINION.name}/{one.pk}/" for one in opinions}
    return [
        *ways(case.pk, person, on),
        *text,
        *shown,
        *(way for way in beside(case, person, on) if way[1] not in mine),
        *(review if case.state == "issued" else []),
    ]


def about_the_opinion(case: Case) -> Sequence[tuple[str, str]]:
    """Whose it is."""
    opinion = cast(Opinion, case)
    name = names_of([opinion.examiner_id])[opinion.examiner_id]
    return [("Social worker", opinion.title), (f"{Standing(opinion.standing).words.capitalize()} case examiner", name)]
