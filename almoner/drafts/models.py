"""Drafts: one for each person and form, seen by that person alone (row-level security keeps it so)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What a person has typed into the form at an address and not yet sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    of = models.CharField(max_length=300)
    values = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "of"], name="one_draft_of_a_form")]
        indexes = [models.Index(fields=["saved_at"], name="drafts_by_age")]

    def __str__(self) -> str:
        return f"Draft of {self.of}"
