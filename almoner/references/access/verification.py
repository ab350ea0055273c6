"""Who sees what passes between two authorities, and to whom it stands at each level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.employment.queries.oneself import not_about
from almoner.people.models import Person
from almoner.people.queries import organisations_where, without_conflicts
from almoner.people.rules import Permission, Role
from almoner.references.access.seniority import people_in, seniors_of
from almoner.references.access.workers import AboutAWorker
from almoner.references.models import BetweenAuthorities, ReferenceConcern, SeniorRequest, Verification
from almoner.references.queries.addresses import address_fault
from almoner.references.rules.concern import About
from almoner.references.rules.seniority import LAST as LAST_ROLES
from almoner.references.rules.verification import DESK, LAST, OURS, SENIORS, THEIRS

B = TypeVar("B", bound=BetweenAuthorities)


def at_level(authority_id: int, level: int, on: date) -> frozenset[UUID]:
    """The people of one side to whom a matter stands at a level: its desk, its senior managers, its heads of service.

    Where a level has nobody, whoever is next above; where none is above, whoever there is.
    """
    desk = people_in(authority_id, frozenset({Role.HR_OFFICER}), on)
    heads = people_in(authority_id, frozenset(LAST_ROLES), on)
    senior = seniors_of(authority_id, on)
    levels = {DESK: desk, SENIORS: senior - heads, LAST: heads}
    above = [levels[one] for one in (DESK, SENIORS, LAST) if one >= level]
    return next((people for people in above if people), senior or desk)


def people_at(case: BetweenAuthorities, authority_id: int, on: date) -> frozenset[UUID]:
    """Those to whom a case stands on one side, at its level: by name where it names them."""
    if isinstance(case, SeniorRequest) and case.level == SENIORS:
        named = case.ours_id if authority_id == case.organisation_id else case.theirs_id
        if named is not None:
            return frozenset({named})
    if case.level == DESK and authority_id == case.organisation_id:
        return frozenset({case.asker_id})
    return at_level(authority_id, case.level, on)


class BetweenFacts:
    """What the rules of such a case look at."""

    def __init__(self, case: BetweenAuthorities) -> None:
        self._case = case

    def address_fault(self, address: str, on: date) -> str:
        """Why an address is not known to be that of the authority that gave the reference."""
        return address_fault(self._case.giver_id, address, on)


class BetweenAccess(AboutAWorker[B]):
    """Verifications and requests between seniors: both authorities see them, and nobody sees their own."""

    def visible_to(self, person: Person, on: date) -> QuerySet[B]:
        """Those of the person's own authority, on whichever side it stands."""
        where = organisations_where(person, Permission.SEE_REFERENCES, on)
        found = self.model._default_manager.filter(Q(organisation_id__in=where) | Q(giver_id__in=where))
        return without_conflicts(not_about(person, found.select_related("organisation", "giver"), "entry_id"), person)

    def roles_among(self, people: Sequence[Person], case: B, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the authority that asks, and which side they are on.

        At the one that is asked nobody's role counts as itself: they are those who answer, or nothing.
        """
        ours = people_at(case, case.organisation_id, on)
        theirs = at_level(case.giver_id, DESK, on) | seniors_of(case.giver_id, on)
        held = super().roles_among(people, case, on)
        sides = ((ours, str(OURS)), (theirs, str(THEIRS)))
        return {one: roles | {side for those, side in sides if one in those} for one, roles in held.items()}

    def holders(self, role: str, case: B, on: date) -> Iterable[UUID] | None:
        """Both sides are people, at the level where it stands; everything else is a role of the one that asks."""
        if role == OURS:
            return people_at(case, case.organisation_id, on)
        return people_at(case, case.giver_id, on) if role == THEIRS else None

    def facts(self, case: B) -> BetweenFacts:
        """What the rules look at."""
        return BetweenFacts(case)


def verifications_visible_to(person: Person, on: date) -> QuerySet[Verification]:
    """The verifications of the person's authority, asked by it or of it."""
    return BetweenAccess(Verification).visible_to(person, on)


def senior_requests_visible_to(person: Person, on: date) -> QuerySet[SeniorRequest]:
    """The requests between seniors likewise."""
    return BetweenAccess(SeniorRequest).visible_to(person, on)


def concerns_visible_to(person: Person, on: date) -> QuerySet[ReferenceConcern]:
    """The concerns about references of the person's own authority; never one about themselves."""
    where = organisations_where(person, Permission.SEE_REFERENCES, on)
    found = ReferenceConcern.objects.filter(organisation_id__in=where).select_related("organisation", "giver")
    return without_conflicts(not_about(person, found, "entry_id"), person)


class ConcernFacts:
    """What the rules of a concern look at."""

    def __init__(self, concern: ReferenceConcern) -> None:
        self._concern = concern

    @cached_property
    def about(self) -> About:
        """What it is about."""
        return About(self._concern.about)


class ConcernAccess(AboutAWorker[ReferenceConcern]):
    """Concerns about references."""

    def visible_to(self, person: Person, on: date) -> QuerySet[ReferenceConcern]:
        """See `concerns_visible_to`."""
        return concerns_visible_to(person, on)

    def facts(self, case: ReferenceConcern) -> ConcernFacts:
        """What the rules look at."""
        return ConcernFacts(case)
