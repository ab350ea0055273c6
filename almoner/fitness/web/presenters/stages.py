"""The ways from a concern to its stages, and from a stage to its concern and the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from almoner.fitness.models import Concern, Stage
from almoner.fitness.queries import stages
from almoner.fitness.queries.joining import joined_with
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission


def grown_from(concern: Concern, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """Each stage of a concern in words, with its address: the `related` of a concern's page."""
    return [*(_way(one) for one in stages.stages_of(concern, person, on)), *_whole(concern.pk, person, on)]


def together_with(concern: Concern, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """The concerns with which a concern is dealt with, in words, each with its address."""
    return [
        (f"Joined: concern {one.reference}, {one.title}", f"/cases/concern/{one.pk}/")
        for one in joined_with(concern, person, on)
    ]


def beside(stage: Stage, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """A stage's concern and its other stages in words, each with its address: the `related` of every stage's page."""
    return [*(_way(one) for one in stages.beside(stage, person, on)), *_whole(stage.concern_id, person, on)]


def _way(one: stages.Grown) -> tuple[str, str]:
    words = f"{one.procedure.words} {one.reference}: {one.procedure.state_words(one.state).lower()}"
    return words, f"/cases/{one.procedure.name}/{one.case_id}/"


def _whole(concern_id: UUID, person: Person, on: date) -> list[tuple[str, str]]:
    """What a concern and all its stages share; what people need to take part, for those alone who arrange it."""
    arranges = organisations_where(person, Permission.ARRANGE_SUPPORT, on)
    support = [("What people need to take part", reverse("fitness:support", args=[concern_id]))] if arranges else []
    return [
        *support,
        ("The evidence and the bundle", reverse("fitness:evidence", args=[concern_id])),
        ("How the risk was judged", reverse("fitness:risk", args=[concern_id])),
    ]
