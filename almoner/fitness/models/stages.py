"""What every stage of the regulator's work on a concern has: the concern that it is about."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from almoner.procedure.models import Case


class Stage(Case):
    """A case of the regulator's that grew from a concern: an investigation, a decision, an order, a hearing."""

    concern_id: UUID

    concern = models.ForeignKey("fitness.Concern", on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta(Case.Meta):
        abstract = True
