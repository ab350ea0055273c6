"""What came of referrals and findings, in figures: an employer's own, and at the regulator each employer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import (
    AssignmentEnding,
    Concern,
    Finding,
    LearningAction,
    OrganisationalFinding,
    Recommendation,
    Referral,
    SharedOutcome,
)
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.procedure.models import Step
from almoner.scope.context import system

#: Ends of triage by which a referral turned out not to meet the threshold.
NOT_MET = ("closed", "outside")
AT_REGULATOR = ("submitted", "acknowledged")
IN_HAND = ("preparing", "raised", "discussed", "agreed")


@dataclass(frozen=True, slots=True)
class EmployersFigures:
    """What came of one employer's referrals, and how far it is with what the regulator found (FTP-2.1)."""

    organisation: Organisation
    referrals: Counter[str]
    findings_open: int
    findings_to_acknowledge: int
    findings_with_open_learning: int
    learning_open: int
    learning_late: int
    learning_done: int
    endings: Counter[str]

    @property
    def sent(self) -> int:
        """Referrals that reached the regulator."""
        kept = {*IN_HAND, "declined", "withdrawn", "returned"}
        return sum(many for state, many in self.referrals.items() if state not in kept)

    @property
    def not_met(self) -> int:
        """Of those, how many were closed at triage as not meeting the threshold."""
        return self.referrals["closed"]


def own_figures(person: Person, on: date) -> list[EmployersFigures]:
    """The figures of each organisation for whose referrals or findings the person answers; by name.

    Counted over the whole organisation: what leaves is how many. Findings on the organisation are counted only for
    those who may read them (FTP-4.3).
    """
    referrals = organisations_where(person, Permission.SEE_REFERRALS, on)
    answers = organisations_where(person, Permission.ANSWER_FINDINGS, on)
    found = Organisation.objects.filter(pk__in=referrals | answers).order_by("name", "pk")
    with system("an employer's own figures of referrals and findings"):
        return [_own(organisation, on, whole=organisation.pk in answers) for organisation in found]


def _own(organisation: Organisation, on: date, *, whole: bool) -> EmployersFigures:
    here = {"organisation": organisation}
    tables = (Finding, OrganisationalFinding) if whole else (Finding,)
    findings: dict[UUID, str] = {}
    for table in tables:
        rows = table._default_manager.filter(**here, closed_at__isnull=True)
        findings |= dict(rows.values_list("pk", "state"))
    learning = LearningAction.objects.filter(**here)
    if not whole:
        learning = learning.filter(finding_id__in=Finding.objects.filter(**here).values("pk"))
    late = Count("pk", filter=Q(closed_at__isnull=True, due_on__lt=on))
    open_now = Count("pk", filter=Q(closed_at__isnull=True))
    counts = learning.aggregate(late=late, open=open_now, done=Count("pk", filter=Q(state="done")))
    return EmployersFigures(
        organisation=organisation,
        referrals=_states(Referral.objects.filter(**here).values_list("state").annotate(many=Count("pk"))),
        findings_open=len(findings),
        findings_to_acknowledge=sum(state == "received" for state in findings.values()),
        findings_with_open_learning=len(_with_open_learning(findings)),
        learning_open=counts["open"],
        learning_late=counts["late"],
        learning_done=counts["done"],
        endings=_answers(organisation),
    )


def _answers(organisation: Organisation) -> Counter[str]:
    endings = AssignmentEnding.objects.filter(organisation=organisation).values("pk")
    answers = Step.objects.filter(case_id__in=endings, move="end").values_list("values__answer")
    return Counter({str(answer or "not asked"): many for answer, many in answers.annotate(many=Count("pk"))})


def _states(rows: Collection[tuple[str, int]]) -> Counter[str]:
    return Counter(dict(rows))


def _with_open_learning(findings: Collection[UUID]) -> set[UUID]:
    learning = LearningAction.objects.filter(finding_id__in=list(findings), closed_at__isnull=True)
    actions = Recommendation.objects.filter(finding_id__in=list(findings), closed_at__isnull=True)
    return {*learning.values_list("finding_id", flat=True), *actions.values_list("finding_id", flat=True)}


@dataclass(frozen=True, slots=True)
class SeenByTheRegulator:
    """One employer as the regulator counts it (FTP-2.1)."""

    name: str
    referred: int
    decided: int
    not_met: int
    findings: int
    to_acknowledge: int
    open_learning: int


def employers_figures(person: Person, on: date) -> list[SeenByTheRegulator]:
    """Each employer who referred anybody or was told of an outcome, by name, for whoever sees concerns."""
    desks = organisations_where(person, Permission.SEE_CONCERNS, on)
    referred = Concern.objects.filter(organisation_id__in=desks, raised_by__isnull=False)
    decided, not_met = Q(closed_at__isnull=False), Q(state__in=NOT_MET)
    counted = referred.values_list("raised_by_id").annotate(
        all=Count("pk"), decided=Count("pk", filter=decided), not_met=Count("pk", filter=not_met)
    )
    by_employer = {employer: counts for employer, *counts in counted}
    none = [0, 0, 0]
    shared: dict[int, list[SharedOutcome]] = {}
    for one in StageAccess(SharedOutcome).visible_to(person, on):
        shared.setdefault(one.employer_id, []).append(one)
    with system("how far employers are with what they were told"):
        still_open = _with_open_learning([one.answered_by for each in shared.values() for one in each])
    employers = Organisation.objects.filter(pk__in=[*by_employer, *shared]).order_by("name", "pk")
    return [
        SeenByTheRegulator(
            name=employer.name,
            referred=by_employer.get(employer.pk, none)[0],
            decided=by_employer.get(employer.pk, none)[1],
            not_met=by_employer.get(employer.pk, none)[2],
            findings=len(shared.get(employer.pk, ())),
            to_acknowledge=sum(one.state in ("sent", "chased") for one in shared.get(employer.pk, ())),
            open_learning=sum(one.answered_by in still_open for one in shared.get(employer.pk, ())),
        )
        for employer in employers
    ]
