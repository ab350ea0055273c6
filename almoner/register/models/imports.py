"""Each import of an extract, what came of it, and every row that could not be accepted."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class ImportBatch(models.Model):
    """One file brought in: what it was, what it changed. Counts are of rows unless named otherwise."""

    id = models.BigAutoField(primary_key=True)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    as_at = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=100)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict)
    extra_columns = models.JSONField(default=list)
    not_in_file = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "register_importbatch"

    def __str__(self) -> str:
        return self.file_name


class ImportFault(models.Model):
    """A row that was not accepted: its line in the file, the reason, and the number it gave."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        db_table = "register_importfault"
        indexes = [models.Index(fields=["batch", "line"], name="register_importfault_line")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Upload(models.Model):
    """An extract uploaded by a register officer: checked by the worker, agreed by the officer, then brought in."""

    class State(models.TextChoices):
        """Where it stands."""

        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        BRINGING_IN = "bringing_in", "Being brought in"
        DONE = "done", "Brought in"
        FAILED = "failed", "Could not be read"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document_id = models.UUIDField()
    file_name = models.CharField(max_length=255)
    as_at = models.DateField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.CHECKING)
    report = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    problem = models.CharField(max_length=1000, blank=True, default="")
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "register_upload"

    def __str__(self) -> str:
        return self.file_name
