"""Writes of examples for employers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.fitness.models import Concern, Example, PublishedExample
from almoner.fitness.queries.examples import words_of
from almoner.fitness.rules.example import EXAMPLE
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.scope.clock import london_date
from almoner.scope.context import system


@transaction.atomic
def write_example(*, concern: Concern, values: Mapping[str, Any], by: Person, now: datetime, key: str) -> Receipt:
    """Write an example of a concern that was investigated (PLAN-F16). Raises Refused where it gives anybody away."""
    example = Example(
        title=str(values.get("heading", ""))[:150], organisation_id=concern.organisation_id,
        visible_to=[concern.organisation_id], concern=concern,
    )  # fmt: skip
    return procedure.open_case(EXAMPLE, case=example, move="write", by=by, now=now, key=key, values=values)


def publish(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `publish`: employers read the words that were written last."""
    example = cast(Example, case)
    with system("an example is published to employers"):
        shown = PublishedExample.objects.create(published_on=london_date(now), **words_of(example))
        example.published_id = shown.pk
        example.save(update_fields=["published_id"])


def withdraw(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `withdraw`: nobody reads it from now on."""
    with system("an example is withdrawn"):
        example = cast(Example, case)
        assert example.published_id is not None  # noqa: S101  only what was published is withdrawn
        PublishedExample.objects.filter(pk=example.published_id).update(withdrawn_on=london_date(now))
