"""Whether somebody had a part in a matter, so that they may not decide it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from almoner.employment.models import StaffMember
from almoner.fitness.models import Concern, Opinion, Stage
from almoner.people.models import Membership, Person
from almoner.people.queries import who_may_not_see
from almoner.people.queries.privacy import FORMER_EMPLOYER
from almoner.procedure.models import Step


def cases_of(concern_id: UUID) -> list[UUID]:
    """The concern and every stage that grew from it, whoever may see them."""
    grown = [
        model._default_manager.filter(concern_id=concern_id).values_list("pk", flat=True) for model in _stage_models()
    ]
    return [concern_id, *(pk for found in grown for pk in found)]


def took_part(person: Person, concern_id: UUID) -> bool:
    """Whether the person took a step in the concern or in any stage of it; an opinion that nobody read is no part."""
    unread = Opinion.objects.filter(concern_id=concern_id, shared_at__isnull=True).values("pk")
    steps = Step.objects.filter(case_id__in=cases_of(concern_id), actor_id=person.actor_id)
    return steps.exclude(case_id__in=unread).exists()


def why_barred(person: Person, concern: Concern, on: date) -> str:
    """Why the person may not decide the matter, as a sentence; "" where nothing stands in the way (PLAN-F8).

    They are the social worker or were their colleague in the last five years, have a conflict, or had a part in it.
    Needs the system's scope: what is looked at may be for nobody else to see.
    """
    if concern.entry_id and StaffMember.objects.filter(person=person, entry_id=concern.entry_id).exists():
        return f"{person.name} cannot decide this case."
    if who_may_not_see([person], f"{Concern._meta.label_lower}:{concern.pk}"):
        return f"{person.name} has a conflict in this case."
    if concern.entry_id and _was_colleague(person, concern.entry_id, on):
        return f"{person.name} worked where the social worker works or worked."
    if took_part(person, concern.pk):
        return f"{person.name} has had a part in this case before."
    return ""


def _was_colleague(person: Person, entry_id: int, on: date) -> bool:
    since: date = on - FORMER_EMPLOYER
    lately = Q(ends__isnull=True) | Q(ends__gte=since)
    there = StaffMember.objects.filter(lately, entry_id=entry_id, withdrawn_at__isnull=True)
    mine = Membership.objects.filter(lately, person=person, starts__lte=on)
    return mine.filter(organisation_id__in=there.values("organisation_id")).exists()


def _stage_models() -> list[type[Stage]]:
    return [model for model in Stage.__subclasses__() if not model._meta.abstract]
