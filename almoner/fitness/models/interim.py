"""Interim orders that may be needed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.interim import INTERIM
from almoner.procedure.models import Case, state_is_known


class InterimNeed(Stage):
    """A need for an interim order, seen at some stage of a concern, until a panel has decided on it."""

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(INTERIM),
            models.UniqueConstraint(
                fields=["concern"], condition=Q(closed_at__isnull=True), name="interim_need_one_open_at_a_time"
            ),
        ]
