"""Who reads what the regulator found, and what everybody is to it. The social worker it is about never does here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.fitness.access.audiences import audience_of, colleagues_called
from almoner.fitness.models import Concern, Finding, FromTheRegulator, OrganisationalFinding, Recommendation
from almoner.fitness.models import LearningAction as Learning
from almoner.fitness.models import SharedOutcome as Shared
from almoner.fitness.rules.learning import OWNER
from almoner.people import queries as people
from almoner.people.models import Person
from almoner.people.rules import OrganisationKind, Permission, Role
from almoner.procedure.access import ByOrganisation

#: At these, by their own law and custom, there is always a head of service and a deputy director.
WHOLE_MEETING = frozenset({OrganisationKind.COUNCIL, OrganisationKind.TRUST})


def findings_visible_to(person: Person, on: date) -> QuerySet[Finding]:
    """Findings on members of staff: for those who answer for referrals or findings, and for the line above them."""
    every = people.organisations_where(person, Permission.SEE_REFERRALS, on)
    every |= people.organisations_where(person, Permission.ANSWER_FINDINGS, on)
    own = people.organisations_where(person, Permission.SEE_OWN_TEAM, on) - every
    line = {each for organisation in own for each in people.managed_by(person.pk, organisation, on)}
    reached = Q(organisation_id__in=every) | Q(organisation_id__in=own, member__person_id__in=line)
    found = Finding.objects.filter(reached).exclude(member__person_id=person.pk)
    return people.without_conflicts(found.select_related("member", "organisation"), person)


def organisational_visible_to(person: Person, on: date) -> QuerySet[OrganisationalFinding]:
    """Findings on the organisation: for those who answer for findings, and for nobody else (FTP-4.3)."""
    where = people.organisations_where(person, Permission.ANSWER_FINDINGS, on)
    found = OrganisationalFinding.objects.filter(organisation_id__in=where).select_related("organisation")
    return people.without_conflicts(found, person)


def recommendations_visible_to(person: Person, on: date) -> QuerySet[Recommendation]:
    """Actions after a finding: with the finding at the employer, for their owner, and for the regulator (FTP-4.2).

    The regulator's people see them but where they have a conflict in the concern that the finding came from.
    """
    desks = people.organisations_where(person, Permission.SEE_CONCERNS, on)
    told = Shared.objects.filter(organisation_id__in=desks)
    told = people.without_conflicts(told, person, matter=Concern, key="concern_id")
    seen = Q(finding_id__in=findings_visible_to(person, on).order_by().values("pk"))
    members = {organisation.pk for organisation in people.organisations_of(person, on)}
    seen |= Q(assigned_to=person, organisation_id__in=members) | Q(shared_id__in=told.order_by().values("pk"))
    found = Recommendation.objects.filter(seen).select_related("organisation", "assigned_to")
    return people.without_conflicts(found, person)


def learning_visible_to(person: Person, on: date) -> QuerySet[Learning]:
    """Learning actions as cases: for those who answer for findings, and for their owner."""
    where = people.organisations_where(person, Permission.ANSWER_FINDINGS, on)
    members = {organisation.pk for organisation in people.organisations_of(person, on)}
    seen = Q(organisation_id__in=where) | Q(assigned_to=person, organisation_id__in=members)
    found = Learning.objects.filter(seen).select_related("organisation", "assigned_to")
    return people.without_conflicts(found, person)


class FindingFacts:
    """What the rules of a finding look at, asked of the database only where a rule looks."""

    def __init__(self, finding: FromTheRegulator) -> None:
        self._finding = finding

    @property
    def received_on(self) -> date | None:
        """The day on which it came."""
        return self._finding.received_on

    @cached_property
    def has_feedback(self) -> bool:
        """Whether there is anything for the meeting to discuss; about the organisation there always is."""
        return not isinstance(self._finding, Finding) or self._finding.has_feedback

    @cached_property
    def roles_that_must(self) -> tuple[Role, ...]:
        """The roles without which the meeting is not one, even while nobody holds them."""
        kind = OrganisationKind(self._finding.organisation.kind)
        return (Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR) if kind in WHOLE_MEETING else ()

    def holding(self, role: Role, on: date) -> list[str]:
        """The names of those who held a role here on a day."""
        return [person.name for person in people.people_holding(self._finding.organisation_id, role, on)]

    @cached_property
    def unplanned(self) -> int:
        """Recommendations that have no owner yet."""
        return Recommendation.objects.filter(finding_id=self._finding.pk, state="to_plan").count()

    @cached_property
    def learning_open(self) -> int:
        """Learning actions that are not done."""
        return Learning.objects.filter(finding_id=self._finding.pk, closed_at__isnull=True).count()

    def audience(self, roles: list[str], teams: list[str], on: date) -> frozenset[UUID]:
        """The people here who on a day have one of the roles or are in one of the teams."""
        return audience_of(self._finding.organisation_id, roles, teams, on)

    def colleagues(self, called: str, on: date) -> list[Person]:
        """The people here of that name or address."""
        return colleagues_called(self._finding.organisation_id, called, on)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that what staff read may not hold. A finding on the organisation has none of its own."""
        found = self._finding
        return (found.member.name, found.member.linked_name) if isinstance(found, Finding) else ()

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that it may not hold."""
        found = self._finding
        return (found.reference, found.member.number) if isinstance(found, Finding) else (found.reference,)


class ActionFacts:
    """What the rules of an action look at."""

    def __init__(self, action: Recommendation | Learning) -> None:
        self._action = action

    def colleagues(self, called: str, on: date) -> list[Person]:
        """The people at the employer of that name or address."""
        return colleagues_called(self._action.organisation_id, called, on)

    def unread(self, on: date) -> int:
        """How many of the audience of learning have not confirmed that they read it."""
        action = self._action
        if not isinstance(action, Learning):
            return 0
        audience = audience_of(action.organisation_id, action.roles, action.teams, on)
        return len(audience - set(action.readings.values_list("person_id", flat=True)))


class FindingAccess(ByOrganisation[Finding]):
    """Findings on members of staff."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Finding]:
        """See `findings_visible_to`."""
        return findings_visible_to(person, on)

    def roles_among(self, people: Sequence[Person], case: Finding, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the employer, and whether they are the worker's manager."""
        return _with(super().roles_among(people, case, on), _managers(case, on), Role.LINE_MANAGER)

    def holders(self, role: str, case: Finding, on: date) -> Iterable[UUID] | None:
        """The line manager is a person; everything else is a role."""
        return _managers(case, on) if role == Role.LINE_MANAGER else None

    def facts(self, case: Finding) -> FindingFacts:
        """What the rules look at."""
        return FindingFacts(case)


class OrganisationalAccess(ByOrganisation[OrganisationalFinding]):
    """Findings on the organisation."""

    def visible_to(self, person: Person, on: date) -> QuerySet[OrganisationalFinding]:
        """See `organisational_visible_to`."""
        return organisational_visible_to(person, on)

    def facts(self, case: OrganisationalFinding) -> FindingFacts:
        """What the rules look at."""
        return FindingFacts(case)


class RecommendationAccess(ByOrganisation[Recommendation]):
    """Actions after a finding: carried out at the employer, seen by the regulator."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Recommendation]:
        """See `recommendations_visible_to`."""
        return recommendations_visible_to(person, on)

    def roles_among(self, people: Sequence[Person], case: Recommendation, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the employer, whether they manage the worker, and whether the action is theirs."""
        found = _with(super().roles_among(people, case, on), _managers(_finding_of(case), on), Role.LINE_MANAGER)
        return _with(found, [case.assigned_to_id], OWNER)

    def holders(self, role: str, case: Recommendation, on: date) -> Iterable[UUID] | None:
        """The line manager and the owner are people; everything else is a role."""
        if role == OWNER:
            return [case.assigned_to_id] if case.assigned_to_id else []
        return _managers(_finding_of(case), on) if role == Role.LINE_MANAGER else None

    def facts(self, case: Recommendation) -> ActionFacts:
        """What the rules look at."""
        return ActionFacts(case)


class LearningAccess(ByOrganisation[Learning]):
    """Learning actions, as cases; what its audience reads is `queries.learning.for_me_to_read`."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Learning]:
        """See `learning_visible_to`."""
        return learning_visible_to(person, on)

    def roles_among(self, people: Sequence[Person], case: Learning, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the employer, and whether the action is theirs."""
        return _with(super().roles_among(people, case, on), [case.assigned_to_id], OWNER)

    def holders(self, role: str, case: Learning, on: date) -> Iterable[UUID] | None:
        """The owner is a person; everything else is a role."""
        return ([case.assigned_to_id] if case.assigned_to_id else []) if role == OWNER else None

    def facts(self, case: Learning) -> ActionFacts:
        """What the rules look at."""
        return ActionFacts(case)


def _with(held: dict[UUID, frozenset[str]], those: Iterable[UUID | None], relation: str) -> dict[UUID, frozenset[str]]:
    """Those who belong to the employer and are `those`, with the relation beside their roles."""
    wanted = set(those)
    return {one: roles | {str(relation)} if roles and one in wanted else roles for one, roles in held.items()}


def _finding_of(action: Recommendation) -> Finding | None:
    """The finding that an action came with; None for the regulator, which does not see that row."""
    return Finding.objects.filter(pk=action.finding_id).select_related("member").first()


def _managers(finding: Finding | None, on: date) -> list[UUID]:
    worker = finding.member.person_id if finding else None
    manager = people.line_manager_of(worker, finding.organisation_id, on) if finding and worker else None
    return [manager.pk] if manager else []
