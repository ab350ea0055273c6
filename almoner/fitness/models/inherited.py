"""Cases that a former regulator began, and the files by which they came."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.inherited import INHERITED, Reached
from almoner.procedure.models import Case, state_is_known


class InheritedFile(models.Model):
    """A file of a former regulator's cases: looked at first, brought in once somebody says so."""

    class State(models.TextChoices):
        """Where it stands."""

        CHECKING = "checking", "Being read"
        CHECKED = "checked", "To be confirmed"
        BRINGING_IN = "bringing_in", "Being brought in"
        DONE = "done", "Brought in"
        FAILED = "failed", "Could not be read"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    #: None where a command read it from a disk.
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255)
    former_regulator = models.CharField(max_length=200)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.CHECKING)
    #: What was understood: counts, columns, and the first rows.
    report = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    #: Rows done so far, while it is read or brought in.
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=1_000, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-at"], name="inherited_file_newest")]

    def __str__(self) -> str:
        return self.name


class InheritedLine(models.Model):
    """A row of such a file that a person has to look at: refused, or accepted with a doubt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(InheritedFile, on_delete=models.CASCADE, related_name="lines")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    refused = models.BooleanField()
    because = models.TextField()
    what_to_do = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "refused", "line"], name="inherited_line")
        ]

    def __str__(self) -> str:
        return f"line {self.line}"


class Inherited(Stage):
    """That a concern was begun by a former regulator: whose it was, how far it had come, and what they recorded."""

    file = models.ForeignKey(InheritedFile, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    former_regulator = models.CharField(max_length=200)
    former_reference = models.CharField(max_length=60)
    #: The two without case and marks, by which a case that comes again is known.
    identity = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    reached = models.CharField(max_length=20, choices=[(one.value, one.words) for one in Reached])
    received_on = models.DateField()
    name_given = models.CharField(max_length=200)
    number_given = models.CharField(max_length=100, blank=True)
    outcome = models.TextField(blank=True)
    #: What the former regulator recorded, as (day, what), the oldest first; frozen as it came.
    history = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    #: The row as it stood in the file, under its own headings.
    row = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(INHERITED),
            models.UniqueConstraint(fields=["organisation", "identity"], name="inherited_once"),
            models.UniqueConstraint(fields=["concern"], name="inherited_one_of_a_concern"),
        ]
