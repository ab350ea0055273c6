"""Investigations, the evidence that they gather, and each disclosure of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from almoner.fitness.models.concerns import Concern
from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.evidence import Placed
from almoner.fitness.rules.investigation import INVESTIGATION
from almoner.procedure.models import state_is_known

PERSON = "people.Person"


class Investigation(Stage):
    """What the regulator does to find out whether a concern is founded."""

    class Meta(Stage.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(INVESTIGATION),
            models.UniqueConstraint(
                fields=["concern"], condition=Q(closed_at__isnull=True), name="investigation_one_open_at_a_time"
            ),
        ]


class Evidence(models.Model):
    """One piece of evidence about a concern, with the number and pages in the bundle that it keeps for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField()
    first_page = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    given_by = models.CharField(max_length=200)
    dated = models.DateField(null=True, blank=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    #: The request whose answer it is, where it is one.
    request = models.ForeignKey("procedure.Request", on_delete=models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["concern", "number"], name="evidence_one_of_each_number"),
            models.UniqueConstraint(fields=["concern", "document"], name="evidence_each_document_once"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(request__isnull=False), name="evidence_each_answer_once"
            ),
            models.CheckConstraint(condition=Q(pages__gte=1), name="evidence_has_pages"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                name="evidence_says_why_it_was_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def placed(self) -> Placed:
        """Where it stands in the bundle."""
        return Placed(self.number, self.first_page, self.pages)


class Disclosure(models.Model):
    """The bundle as it was given to the social worker: every piece up to `last_number` that was not withdrawn then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="disclosures")
    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="disclosures")
    number = models.PositiveIntegerField()
    last_number = models.PositiveIntegerField()
    at = models.DateTimeField()
    #: The whole bundle as one PDF, once it is bound.
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    fault = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["concern", "number"], name="disclosure_one_of_each_number"),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.number}"

    @property
    def holds(self) -> str:
        """Which pieces it holds, in words: "numbers 1 to 4"."""
        return "number 1" if self.last_number == 1 else f"numbers 1 to {self.last_number}"
