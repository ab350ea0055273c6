"""The decision review group: who is in it, each month's sample, and what was found in it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from almoner.fitness.rules.review_group import FOUND, REVIEW_GROUP
from almoner.procedure.models import Case, state_is_known

PERSON = "people.Person"


class GroupMember(models.Model):
    """Somebody is in the group from a day to a day, both included, and what they bring to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    lived_experience = models.BooleanField(default=False)
    other_regulator = models.CharField(max_length=200, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="group_member_ends_after_starting"
            ),
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(ends__isnull=True), name="group_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"of the decision review group since {self.starts}"


class ReviewMonth(Case):
    """The sample of one month's decisions, with the seed that drew it: the root of a head of the record."""

    month = models.DateField()
    head_size = models.BigIntegerField()
    seed = models.CharField(max_length=44)
    decisions = models.PositiveIntegerField()
    sample = models.JSONField(encoder=DjangoJSONEncoder, default=list)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(REVIEW_GROUP),
            models.UniqueConstraint(fields=["organisation", "month"], name="review_month_once"),
        ]


class ReviewFinding(models.Model):
    """What a member of the group found in one decision. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.ForeignKey(ReviewMonth, on_delete=models.PROTECT, related_name="findings")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    found = models.CharField(max_length=10, choices=FOUND)
    finding = models.TextField()
    learning = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_found_display()
