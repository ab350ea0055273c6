"""Who may see a draft: whoever typed it, and nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from almoner.drafts.models import Draft


def visible_to(person: Any) -> QuerySet[Draft]:
    """The person's own drafts."""
    return Draft.objects.filter(person_id=person.pk)
