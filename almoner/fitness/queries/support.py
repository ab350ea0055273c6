"""Reads of what people need to take part in a case."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from almoner.fitness.access.support import support_visible_to
from almoner.fitness.models import Concern, Support
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.scope.context import system


def support_for(concern: Concern, person: Person, on: date) -> QuerySet[Support]:
    """What everybody who takes part in a concern needs, for somebody who arranges it; nothing for anybody else."""
    return support_visible_to(person, on).filter(concern=concern).order_by("whose", "name")


def arranges_support(person: Person, concern: Concern, on: date) -> bool:
    """Whether the person arranges support in this concern."""
    return concern.organisation_id in organisations_where(person, Permission.ARRANGE_SUPPORT, on)


def support_said(concern: Concern, whose: str, name: str) -> Support | None:
    """What one person said that they need, for themselves."""
    with system("what somebody said that they need"):
        return Support.objects.filter(concern=concern, whose=whose, name=name).first()
