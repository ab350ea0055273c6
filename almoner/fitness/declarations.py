"""What this context declares to the floors below it when the platform starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.fitness import actions, queries, wording
from almoner.fitness.access import ConcernAccess, PerformanceAccess, ReferralAccess
from almoner.fitness.models import AboutStaff, Concern, PerformanceRecord, Raiser, Referral
from almoner.fitness.rules.concern import CONCERN, TOLD_AS
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.referral import REFERRAL
from almoner.fitness.web.forms import StatementForm
from almoner.notices import rules as notices
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import register


def declare() -> None:
    """Make the procedures and notices known, once."""
    notices.register(wording.CONCERN_RECEIVED)
    register(
        PERFORMANCE,
        model=PerformanceRecord,
        access=PerformanceAccess(PerformanceRecord),
        after={"refer": actions.begin_referral},
    )
    register(REFERRAL, model=Referral, access=ReferralAccess(Referral), after={"submit": actions.send_to_regulator})
    register(
        CONCERN,
        model=Concern,
        access=ConcernAccess(Concern),
        after=dict.fromkeys(("acknowledge", *TOLD_AS), actions.tell_the_referrer),
    )
    show(PERFORMANCE, Shown(details=_about_the_member, related=_referrals))
    show(REFERRAL, Shown({"put_forward": StatementForm}, _about_the_member, related=_grown_from))
    show(CONCERN, Shown(details=_about_the_concern, statement=_said, related=_on_the_register))


def _about_the_member(case: Case) -> Sequence[tuple[str, str]]:
    member = cast(AboutStaff, case).member
    rows = [("Social worker", member.name), ("Registration number", member.number)]
    return [*rows, *([("Team", member.team)] if member.team else [])]


def _about_the_concern(case: Case) -> Sequence[tuple[str, str]]:
    concern = cast(Concern, case)
    raiser = Raiser.objects.filter(concern=concern).first()
    rows = [("Social worker", concern.about_name), ("Registration number", concern.about_number or "Not known")]
    if raiser is not None:
        raised = " ".join(part for part in (raiser.name, raiser.email) if part) or "Somebody who gave no name"
        return [*rows, ("Raised by", raised)]
    raised = concern.raised_by.name if concern.raised_by else "Not known"
    return [*rows, ("Raised by", f"{raised}, {concern.get_source_display().lower()}")]


def _referrals(record: PerformanceRecord, person: Person, on: date) -> Sequence[tuple[str, str]]:
    found = queries.referrals_of(record, person, on)
    return [
        (f"Referral to the regulator: {REFERRAL.state_words(one.state).lower()}", f"/cases/referral/{one.pk}/")
        for one in found
    ]


def _grown_from(referral: Referral, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return [("The performance record it grew from", f"/cases/performance/{referral.performance_id}/")]


def _on_the_register(concern: Concern, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return [("Their entry on the register", f"/register/{concern.about_number}/")] if concern.about_number else []


def _said(concern: Concern) -> Sequence[tuple[str, str]]:
    return [(question, answer) for question, answer in concern.statement]
