"""Who sees the case examiners' stage, and what everybody is to it; an opinion is its writer's alone at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import Appointment, Examination, Opinion
from almoner.fitness.queries.decisions import written_by
from almoner.fitness.queries.part_taken import why_barred
from almoner.fitness.rules.examination import LAY, OTHER, PROFESSIONAL, Candidate
from almoner.fitness.rules.opinion import WRITER
from almoner.people.models import Person
from almoner.people.queries import people_holding
from almoner.people.rules import Role
from almoner.scope.context import system


class ExaminationFacts:
    """What the rules of an examination look at."""

    def __init__(self, case: Examination) -> None:
        self._case = case
        self.outcome = case.outcome

    def candidate(self, email: str, on: date) -> Candidate | None:
        """Whoever of that address is appointed on the day to decide cases, and what keeps them from this one."""
        found = Appointment.objects.filter(
            Q(ends__isnull=True) | Q(ends__gte=on),
            organisation_id=self._case.organisation_id,
            starts__lte=on,
            person__email__iexact=email,
            person__in=people_holding(self._case.organisation_id, Role.CASE_EXAMINER, on),
        ).select_related("person")
        appointment = found.first()
        if appointment is None:
            return None
        # What somebody did for an employer, or is kept from, may not be for whoever gives the case to see.
        with system("whether somebody may decide a case"):
            barred = why_barred(appointment.person, self._case.concern, on)
        return Candidate(appointment.person.name, appointment.standing, barred)


class ExaminationAccess(StageAccess[Examination]):
    """Examinations: the pair, and whichever of them did not write the text that stands."""

    def roles_among(self, people: Sequence[Person], case: Examination, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the regulator, and of the pair."""
        found = super().roles_among(people, case, on)
        return {one: held | self._relations(one, case) if held else held for one, held in found.items()}

    def holders(self, role: str, case: Examination, on: date) -> Iterable[UUID] | None:
        """The two examiners are people; everything else is a role."""
        if role not in (LAY, PROFESSIONAL, OTHER):
            return None
        pair: dict[str, UUID | None] = {LAY: case.lay_id, PROFESSIONAL: case.professional_id}
        if role in pair:
            return [one] if (one := pair[role]) else []
        writer = written_by(case)
        return [one for one in pair.values() if one and str(one) != writer]

    def facts(self, case: Examination) -> ExaminationFacts:
        """What the rules look at."""
        return ExaminationFacts(case)

    def _relations(self, person: UUID, case: Examination) -> frozenset[str]:
        mine = {str(role) for role, one in ((LAY, case.lay_id), (PROFESSIONAL, case.professional_id)) if one == person}
        return frozenset(mine | {str(OTHER)} if mine and written_by(case) not in ("", str(person)) else mine)


class OpinionAccess(StageAccess[Opinion]):
    """Opinions: nobody but the writer knows of one, by any door, until both of the pair are in (PLAN-F8).

    The database holds to it too, for the row and for its line in the docket (see the migration).
    """

    def visible_to(self, person: Person, on: date) -> QuerySet[Opinion]:
        """Those of the concerns that the person may see which are shared, and the person's own."""
        return super().visible_to(person, on).filter(Q(shared_at__isnull=False) | Q(examiner=person))

    def kept_away(self, people: Sequence[Person], case: Opinion, on: date) -> frozenset[UUID]:
        """Besides those in a conflict everybody but its writer, until it is shared; also in an emergency."""
        others = frozenset(one.pk for one in people if case.shared_at is None and one.pk != case.examiner_id)
        return super().kept_away(people, case, on) | others

    def roles_among(self, people: Sequence[Person], case: Opinion, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the regulator, and whose opinion it is."""
        found = super().roles_among(people, case, on)
        return {one: held | {str(WRITER)} if held and one == case.examiner_id else held for one, held in found.items()}

    def holders(self, role: str, case: Opinion, on: date) -> Iterable[UUID] | None:
        """The writer is one person."""
        return [case.examiner_id] if role == WRITER else None
