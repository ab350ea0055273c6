"""Writes of what people need to take part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from almoner.fitness.models import Concern, Support
from almoner.record import actions as record
from almoner.record.rules import Actor
from almoner.scope.context import system


@transaction.atomic
def say_what_is_needed(
    *, concern: Concern, whose: str, name: str, said: Mapping[str, Any], by: Actor, now: datetime
) -> Support:
    """Keep what somebody needs to take part, in place of what they said before (PLAN-F10).

    `said` is the answer to `rules.support.SUPPORT`. The record tells that it was said, and nothing of what.
    """
    with system("somebody says what they need to take part"):
        support, _ = Support.objects.update_or_create(
            concern=concern,
            whose=whose,
            name=name,
            defaults={
                "organisation_id": concern.organisation_id,
                "needs": list(said.get("needs") or []),
                "words": said.get("support_words") or "",
                "said_at": now,
            },
        )
        record.append(
            kind="concern.support",
            subject=f"fitness.support:{support.pk}",
            case_id=concern.pk,
            organisation_id=concern.organisation_id,
            by=by,
            now=now,
            clause="PLAN-F10",
        )
    return support
