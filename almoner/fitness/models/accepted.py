"""Outcomes proposed to a social worker."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from almoner.fitness.models.examinations import Examination
from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.accepted_outcome import ACCEPTED_OUTCOME
from almoner.fitness.rules.disposals import in_words
from almoner.procedure.models import Case, state_is_known


class AcceptedOutcome(Stage):
    """What a pair of case examiners proposed, in the words that were approved."""

    examination = models.OneToOneField(Examination, on_delete=models.PROTECT, related_name="proposal")
    sanction = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    decision = models.TextField()
    published = models.TextField()

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(ACCEPTED_OUTCOME)]

    @property
    def in_words(self) -> str:
        """What is proposed, with its length."""
        return in_words(self.sanction, "", self.years or "", self.months)
