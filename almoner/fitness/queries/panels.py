"""Reads of panels: who might sit, what is known of them and of the social worker, and who takes part."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from almoner.employment.queries.staff import accounts_of, where_worked
from almoner.fitness.access.hearings import HearingAccess
from almoner.fitness.models import Concern, Hearing, PanelMember, Participant, Stage
from almoner.fitness.rules.hearings import OFFICERS
from almoner.fitness.rules.panels import Candidate, Employment, Worker
from almoner.people.models import Membership, Person
from almoner.people.queries import memberships_on, people_holding, reader_of
from almoner.people.rules import Role
from almoner.people.rules.recusal import Party
from almoner.procedure import registry
from almoner.procedure.models import Step
from almoner.scope.context import system


def adjudicators(hearing: Hearing, on: date) -> list[Person]:
    """Who could be asked to sit: the adjudicators of the hearing's organisation who do not sit on it; by name."""
    seated = set(PanelMember.objects.filter(hearing=hearing, left_at=None).values_list("person_id", flat=True))
    return [one for one in people_holding(hearing.organisation_id, Role.ADJUDICATOR, on) if one.pk not in seated]


def worker_of(concern: Concern) -> Worker:
    """The social worker a concern is about: their accounts, their name, and everywhere that they worked.

    Asked as the platform itself, since where somebody works is their employers' to see; it goes to the rules alone.
    """
    with system("whether a panel member knows the social worker"):
        accounts = accounts_of(concern.entry_id) if concern.entry_id else []
        worked = where_worked(concern.entry_id) if concern.entry_id else []
        parties = (*(Party(person=one.pk) for one in accounts), Party(name=concern.about_name))
        spells = tuple(Employment(w.organisation_id, w.organisation, w.starts, w.ends) for w in worked)
    return Worker(parties, spells)


def candidate_of(person: Person, hearing: Hearing, on: date) -> Candidate:
    """What is known of somebody who might sit: roles, where they worked, conflicts, and what they did before."""
    with system("whether a panel member has a conflict"):
        others = Membership.objects.filter(person=person).exclude(organisation_id=hearing.organisation_id)
        spells = others.values_list("organisation_id", "organisation__name", "starts", "ends")
        held = {one.role for one in memberships_on(person, on) if one.organisation_id == hearing.organisation_id}
        return Candidate(
            reader=reader_of(person, hearing.organisation_id, on),
            name=person.name,
            adjudicator=Role.ADJUDICATOR in held,
            recused=person.pk in HearingAccess(Hearing).kept_away([person], hearing, on),
            took_part=_took_part(person, hearing),
            worked=tuple(Employment(*spell) for spell in spells),
        )


def _took_part(person: Person, hearing: Hearing) -> bool:
    """Whether they took a step on the concern, or on a stage of it that is no hearing."""
    stages = [kept.model for kept in registry.everything() if issubclass(kept.model, Stage)]
    cases = Q(case_id=hearing.concern_id)
    for model in stages:
        if model is not Hearing:
            cases |= Q(case_id__in=model._default_manager.filter(concern_id=hearing.concern_id).values("pk"))
    return Step.objects.filter(cases, by=person).exists()


def member_seen(person: Person, member_id: UUID, on: date) -> PanelMember | None:
    """A member of a panel of a hearing that the person may see; None for any other."""
    seen = HearingAccess(Hearing).visible_to(person, on).values("pk")
    found = PanelMember.objects.filter(pk=member_id, hearing_id__in=seen, left_at=None)
    return found.select_related("hearing", "hearing__concern", "person").first()


def participants(hearing: Hearing, person: Person, on: date) -> list[Participant]:
    """Who takes part and what they need, for hearings officers alone; nothing for anybody else."""
    held = HearingAccess(Hearing).roles(person, hearing, on)
    if not set(map(str, OFFICERS)) & held:
        return []
    return list(Participant.objects.filter(hearing=hearing, removed_at=None).order_by("part", "name", "pk"))


def participant_seen(person: Person, participant_id: UUID, on: date) -> Participant | None:
    """Somebody who takes part in a hearing that the person is a hearings officer of; None for any other."""
    seen = HearingAccess(Hearing).visible_to(person, on).values("pk")
    found = Participant.objects.filter(pk=participant_id, removed_at=None, hearing_id__in=seen)
    one = found.select_related("hearing").first()
    held = HearingAccess(Hearing).roles(person, one.hearing, on) if one else frozenset()
    return one if set(map(str, OFFICERS)) & held else None
