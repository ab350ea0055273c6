from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from almoner.break_glass.rules import BREAK_GLASS_REVIEW
from almoner.procedure.models import Case, state_is_known


class BreakGlassReview(Case):
    """One emergency opening being looked at by a privacy officer. The database refuses an opening without one."""

    opening = models.OneToOneField("people.BreakGlass", models.PROTECT, related_name="review")
    #: The case that was opened: its id in the docket.
    of_case = models.UUIDField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(BREAK_GLASS_REVIEW),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("opened_by")),
                name="break_glass_review_by_somebody_else",
            ),
        ]
