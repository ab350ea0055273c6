"""The stages of a concern that are open, whoever may see them."""

from __future__ import annotations

from uuid import UUID

from almoner.fitness.models import Inherited, Opinion, OrderMade, SharedOutcome, Stage, VoluntaryRemoval
from almoner.procedure import registry

#: What is no part of the proceedings by itself: what came of them, whose they were before, and an opinion, which goes
#: with its examination.
BESIDE: frozenset[type[Stage]] = frozenset({Inherited, Opinion, OrderMade, SharedOutcome, VoluntaryRemoval})


def under_way(concern_id: UUID) -> list[Stage]:
    """Every open stage of the proceedings on a concern, in the order of their ids. Needs the system's scope."""
    models = {kept.model for kept in registry.everything() if issubclass(kept.model, Stage)} - BESIDE
    found = [
        stage
        for model in models
        for stage in model._default_manager.filter(concern_id=concern_id, closed_at__isnull=True, version__gt=0)
    ]
    return sorted(found, key=lambda stage: stage.pk)


def not_to_be_ended(concern_id: UUID) -> list[str]:
    """The open stages of the proceedings that only their own decision ends, in words. Needs the system's scope."""
    kept = [(registry.of(stage).procedure, stage) for stage in under_way(concern_id)]
    return [f"{procedure.words} {stage.reference}" for procedure, stage in kept if procedure.move("end") is None]
