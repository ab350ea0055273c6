"""Who sees a hearing: those at the regulator who work on concerns, and the adjudicators who sit on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import Booking, Concern, Hearing, PanelMember
from almoner.fitness.rules.decisions import DRAFTS
from almoner.fitness.rules.hearings import OTHER_MEMBER, PANEL
from almoner.fitness.rules.panels import halves_of
from almoner.people.models import Person
from almoner.people.queries import memberships_on, organisations_where, without_conflicts
from almoner.people.rules import Permission, Role
from almoner.procedure.models import Step


def panel_of(hearing: Hearing) -> list[PanelMember]:
    """Who sits on it now, the chair first and then by name."""
    found = PanelMember.objects.filter(hearing=hearing, left_at=None).select_related("person")
    return sorted(found, key=lambda one: (one.seat != PanelMember.Seat.CHAIR, one.person.name, str(one.pk)))


class HearingFacts:
    """What the rules of a hearing look at, asked of the database only where a rule looks."""

    def __init__(self, hearing: Hearing, access: HearingAccess) -> None:
        self._hearing, self._access = hearing, access
        self.purpose, self.first_day, self.order_day = hearing.purpose, hearing.first_day, hearing.order_day
        self.session = hearing.session

    @cached_property
    def _members(self) -> list[PanelMember]:
        return panel_of(self._hearing)

    @property
    def panel(self) -> list[str]:
        """The names of those who sit."""
        return [one.person.name for one in self._members]

    @cached_property
    def kept_from_it(self) -> list[str]:
        """The names of those who sit and whom a conflict keeps away."""
        people = [one.person for one in self._members]
        away = self._access.kept_away(people, self._hearing, date.max)
        return [one.name for one in people if one.pk in away]

    @cached_property
    def order_kind(self) -> str:
        """The kind of the order that it reviews; "" where it reviews none."""
        return self._hearing.order.kind if self._hearing.order else ""

    @cached_property
    def order_until(self) -> date | None:
        """The last day of the order that it reviews."""
        return self._hearing.order.until if self._hearing.order else None

    def elsewhere(self, first: date, last: date, session: str, room: str) -> list[str]:
        """Each member of the panel, and the room, that another hearing has on one of these half days."""
        people = [one.person_id for one in self._members]
        return taken_elsewhere(self._hearing, people, first, last, session, room)


def taken_elsewhere(
    hearing: Hearing, people: Iterable[UUID], first: date, last: date, session: str, room: str = ""
) -> list[str]:
    """Who of these people, and whether the room, is in another hearing on some of these half days, as sentences."""
    wanted = set(halves_of(first, last, session))
    here = Q(person_id__in=list(people))
    if room.strip():
        here |= Q(room__iexact=room.strip(), organisation_id=hearing.organisation_id)
    booked = Booking.objects.filter(here, day__range=(first, last)).exclude(hearing=hearing)
    found: dict[str, date] = {}
    for one in booked.select_related("person").order_by("day"):
        if (one.day, one.half) in wanted:
            found.setdefault(one.person.name if one.person else one.room, one.day)
    return [f"{called} is taken by another hearing on {day.day} {day:%B %Y}." for called, day in found.items()]


class HearingAccess(StageAccess[Hearing]):
    """Hearings. An adjudicator sees those that they sit on, and no concern."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Hearing]:
        """Every hearing, for those who see concerns; their own, for adjudicators."""
        desks = organisations_where(person, Permission.SEE_CONCERNS, on)
        benches = {one.organisation_id for one in memberships_on(person, on) if one.role == Role.ADJUDICATOR}
        seats = PanelMember.objects.filter(person=person, left_at=None).values("hearing_id")
        seen = Q(organisation_id__in=desks) | Q(organisation_id__in=benches, pk__in=seats)
        found = Hearing.objects.filter(seen).select_related("concern", "organisation", "order")
        return without_conflicts(without_conflicts(found, person), person, matter=Concern, key="concern_id")

    def roles_among(self, people: Sequence[Person], case: Hearing, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the regulator, and whether they sit on the panel."""
        found = super().roles_among(people, case, on)
        seated = {one.person_id for one in panel_of(case)}
        writer = self._writer(case)
        for one in people:
            if one.pk in seated and Role.ADJUDICATOR in found[one.pk]:
                more = {str(PANEL)} if str(one.pk) == writer else {str(PANEL), str(OTHER_MEMBER)}
                found[one.pk] |= more
        return found

    def holders(self, role: str, case: Hearing, on: date) -> Iterable[UUID] | None:
        """The panel, and those of it who did not write the decision, are people; everything else is a role."""
        if role not in (PANEL, OTHER_MEMBER):
            return None
        members = [one.person for one in panel_of(case)]
        held = self.roles_among(members, case, on)
        return [one.pk for one in members if str(role) in held[one.pk]]

    def facts(self, case: Hearing) -> HearingFacts:
        """What the rules look at."""
        return HearingFacts(case, self)

    def _writer(self, case: Hearing) -> str:
        """Who wrote the decision last, as the record names them; "" while nothing is written."""
        last = Step.objects.filter(case_id=case.pk, move__in=DRAFTS).order_by("-number").first()
        return last.actor_id if last else ""
