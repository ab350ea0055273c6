"""The record: one entry for each thing done. Nobody changes or removes one."""

from __future__ import annotations

import uuid

from django.db import models


class Entry(models.Model):
    """One event: who did what to what, for which organisation, under which clause, and what changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField(null=True)
    organisation_id = models.IntegerField(null=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    payload = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
