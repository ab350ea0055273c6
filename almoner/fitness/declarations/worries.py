"""The procedures of the employer’s side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.employment.models import StaffMember
from almoner.fitness.access.worries import EndingAccess, PerformanceAccess, ReferralAccess
from almoner.fitness.actions.endings import begin_referral as begin_after_ending
from almoner.fitness.actions.post import send_to_regulator
from almoner.fitness.actions.worries import begin_referral
from almoner.fitness.models import AboutStaff, AssignmentEnding, PerformanceRecord, Referral
from almoner.fitness.queries.worries import ending_of, referrals_of
from almoner.fitness.rules.ending import ENDING
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.referral import REFERRAL
from almoner.fitness.web.forms.worries import StatementForm
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import register
from almoner.record.rules import kinds


def declare() -> None:
    """Performance records and referrals."""
    register(
        PERFORMANCE,
        model=PerformanceRecord,
        access=PerformanceAccess(PerformanceRecord),
        after={"refer": begin_referral},
    )
    register(REFERRAL, model=Referral, access=ReferralAccess(Referral), after={"submit": send_to_regulator})
    register(ENDING, model=AssignmentEnding, access=EndingAccess(AssignmentEnding), after={"end": begin_after_ending})
    show(ENDING, Shown(details=_about_the_member, related=_referrals))
    show(PERFORMANCE, Shown(details=_about_the_member, related=_referrals))
    kinds.say("referral.printed", "Printed it as one bundle")
    show(REFERRAL, Shown({"put_forward": StatementForm}, _about_the_member, related=_grown_from))


def _about_the_member(case: Case) -> Sequence[tuple[str, str]]:
    about = cast(AboutStaff, case)
    name, number, _ = about.about
    member: StaffMember | None = about.member
    rows = [("Social worker", name), ("Registration number", number)]
    return [*rows, *([("Team", member.team)] if member and member.team else [])]


def _referrals(record: PerformanceRecord | AssignmentEnding, person: Person, on: date) -> Sequence[tuple[str, str]]:
    found = referrals_of(record, person, on)
    return [
        (f"Referral to the regulator: {REFERRAL.state_words(one.state).lower()}", f"/cases/referral/{one.pk}/")
        for one in found
    ]


def _grown_from(referral: Referral, person: Person, on: date) -> Sequence[tuple[str, str]]:
    policies = [
        ("Your own policies, which it does not replace", "/policies/"),
        ("Print it as one bundle (PDF)", f"/practice-concerns/referrals/{referral.pk}/print/"),
    ]
    if referral.performance_id:
        return [("The performance record it grew from", f"/cases/performance/{referral.performance_id}/"), *policies]
    if referral.reference_concern_id:
        where = f"/cases/reference_concern/{referral.reference_concern_id}/"
        return [("The concern about a reference", where), *policies]
    ending = ending_of(referral, person, on)
    return [*([("The end of the assignment", f"/cases/ending/{ending.pk}/")] if ending else []), *policies]
