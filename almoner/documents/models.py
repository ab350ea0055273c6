"""Documents that people sent, and where each stands. Their bytes lie in the store, never in a table."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from almoner.documents.rules import State
from almoner.people.models import Organisation, Person

IN_DOUBT = "in-doubt/"


class Document(models.Model):
    """One file. What arrived is never changed; only its standing is, and the database keeps the moves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    #: The organisations whose people may see it.
    visible_to = ArrayField(models.IntegerField())
    #: What the record calls the matter it belongs to: "<app>.<model>:<id>".
    about = models.CharField(max_length=120, blank=True)
    case_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=140)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    #: What the sender's machine called it, kept as evidence and believed in nothing.
    declared_type = models.CharField(max_length=120, blank=True)
    detected_type = models.CharField(max_length=120)
    state = models.CharField(max_length=20, choices=[(state.value, state.words) for state in State])
    reason = models.CharField(max_length=400, blank=True)
    scanner = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="document_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLEAN.value) | (Q(scanned_at__isnull=False) & ~Q(scanner="")),
                name="document_clean_only_when_scanned",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.REFUSED.value, State.WAITING.value]) | ~Q(reason=""),
                name="document_says_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["visible_to"], name="document_visible_to"),
            models.Index(fields=["about", "-received_at"], name="document_of_a_matter"),
            models.Index(
                fields=["received_at"],
                condition=Q(state__in=[State.QUARANTINED.value, State.WAITING.value]),
                name="document_to_be_scanned",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where its bytes lie in the store: nothing of its name, its organisation or its matter."""
        text = self.id.hex
        return f"documents/{text[:2]}/{text}"

    @property
    def doubt(self) -> str:
        """The mark in the store which says that its content may be claimed by nobody."""
        return f"{IN_DOUBT}{self.id.hex}"

    @property
    def subject(self) -> str:
        """What the record calls it."""
        return f"documents.document:{self.id}"

    @property
    def standing(self) -> State:
        """Its state, as the rules name it."""
        return State(self.state)
