"""Reviews of decisions, and voluntary removal while a case goes on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from almoner.fitness.models.examinations import Examination
from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.decision_review import DECISION_REVIEW
from almoner.fitness.rules.voluntary_removal import VOLUNTARY_REMOVAL
from almoner.procedure.models import Case, state_is_known


class DecisionReview(Stage):
    """Somebody asked for a decision of case examiners to be reviewed."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="reviews")

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(DECISION_REVIEW)]


class VoluntaryRemoval(Stage):
    """A social worker asked to leave the register while a case about them goes on."""

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(VOLUNTARY_REMOVAL)]
