from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from almoner.policies.rules import POLICY_REVIEW
from almoner.procedure.models import Case, state_is_known

ORGANISATION = "people.Organisation"


class Policy(models.Model):
    """A policy of an organisation: what it is called, who answers for it, by when it must be reviewed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: The number of the version in force.
    current = models.PositiveIntegerField(default=1)
    review_by = models.DateField()
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "title"], name="policy_one_of_a_title"),
            models.CheckConstraint(condition=Q(current__gte=1), name="policy_has_a_version"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["review_by"], name="policy_due"),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """The policy as it stood from a date. Never changed: another version is published instead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    in_force_from = models.DateField()
    text = models.TextField(blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    what_changed = models.CharField(max_length=400, blank=True)
    review_by = models.DateField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_one_of_a_number"),
            models.CheckConstraint(condition=~Q(text="") | Q(document__isnull=False), name="policy_version_says_it"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class PolicyReview(Case):
    """A policy being looked at again: on its owner's worklist until it is kept or replaced."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="reviews")
    #: The version that was in force when the review began.
    of_version = models.PositiveIntegerField()

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(POLICY_REVIEW),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(closed_at__isnull=True), name="policy_review_one_at_a_time"
            ),
        ]

    @property
    def has_new_version(self) -> bool:
        """Whether another version has come into force since the review began."""
        return self.policy.current > self.of_version
