"""Reads of examples for employers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from almoner.fitness.models import Example, PublishedExample
from almoner.fitness.rules.example import TEXT
from almoner.procedure.models import Step


def published_examples() -> QuerySet[PublishedExample]:
    """The examples that everybody who works anywhere may read, the newest first."""
    return PublishedExample.objects.filter(withdrawn_on__isnull=True).order_by("-published_on", "pk")


def published_example(example_id: UUID) -> PublishedExample | None:
    """One of them; None for one that was withdrawn or never was."""
    return published_examples().filter(pk=example_id).first()


def words_of(example: Example) -> dict[str, Any]:
    """The words of an example as they were written last."""
    steps = Step.objects.filter(case_id=example.pk, move__in=["write", "change"]).order_by("-number")
    written = steps.values_list("values", flat=True).first() or {}
    return {field.name: written.get(field.name, "") for field in TEXT}
