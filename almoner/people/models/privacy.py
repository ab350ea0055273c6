"""What keeps people away from a matter, and what lets them in in an emergency."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from almoner.people.models.people import Organisation, Person
from almoner.people.rules.recusal import Ground


class RecusalState(models.TextChoices):
    """Where a recusal stands."""

    PROPOSED = "proposed", "To be decided"
    IN_FORCE = "in_force", "In force"
    DISMISSED = "dismissed", "Not a conflict"
    LIFTED = "lifted", "Lifted"


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def that_deny(self) -> RecusalQuerySet:
        """Those that keep their person away today: in force, or proposed on a ground that counts at once."""
        at_once = [ground for ground in Ground if ground.at_once]
        return self.filter(Q(state=RecusalState.IN_FORCE) | Q(state=RecusalState.PROPOSED, ground__in=at_once))


class Recusal(models.Model):
    """A person is kept away from a matter of an organisation. It overrides every permission."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recusals")
    #: What the record calls the matter: "<app>.<model>:<id>".
    subject = models.CharField(max_length=120)
    called = models.CharField(max_length=200)
    ground = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=RecusalState, default=RecusalState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_words = models.TextField(blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "person", "subject"],
                condition=Q(state__in=["proposed", "in_force"]),
                name="recusal_once_for_a_matter",
            ),
            # Nobody decides whether they themselves have a conflict, though anybody may say that they have one.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("person")),
                name="recusal_not_decided_by_its_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="recusal_not_decided_by_who_raised_it",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "subject"], name="recusal_by_matter")]

    def __str__(self) -> str:
        return f"recusal from {self.subject}"


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def open_at(self, moment: datetime) -> BreakGlassQuerySet:
        """Those that count at a moment."""
        return self.filter(opened_at__lte=moment, ends_at__gt=moment)


class BreakGlass(models.Model):
    """A case opened in an emergency by somebody not party to it: why, and for how long (an hour at most).

    Written once. The database lets `ends_at` be brought forward, and nothing else be changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=120)
    called = models.CharField(max_length=200)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")) & Q(ends_at__lte=F("opened_at") + timedelta(minutes=60)),
                name="break_glass_an_hour_at_most",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "subject", "ends_at"], name="break_glass_open"),
            models.Index(fields=["organisation", "-opened_at"], name="break_glass_newest"),
        ]

    def __str__(self) -> str:
        return f"emergency opening of {self.subject}"
