"""What passes between the regulator, the employer and whoever raised a concern, with the step that causes it."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from almoner.fitness.actions.letters import queue_to_raisers
from almoner.fitness.models import Concern, Referral
from almoner.fitness.queries.concerns import the_regulator
from almoner.fitness.rules.concern import CONCERN, TOLD_AS
from almoner.fitness.rules.standing import TO_THE_RAISER
from almoner.fitness.rules.statement import in_words
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor, SystemActor
from almoner.scope.context import system

POST = SystemActor("fitness:post")


def send_to_regulator(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `submit`: the regulator has it as a concern, with nothing typed again (FTP-3.3).

    The regulator gets what was put forward last; the discussion, the agreement and the effects that were weighed
    stay with the employer.
    """
    referral = cast(Referral, case)
    put = Step.objects.filter(case_id=case.pk, move="put_forward").order_by("-number").first()
    assert put is not None  # noqa: S101  no state from which it is sent is reached without that step
    name, number, entry_id = referral.about
    with system("a referral reaches the regulator"):
        regulator = the_regulator()
        concern = Concern(
            title=name,
            organisation=regulator,
            visible_to=[regulator.pk],
            entry_id=entry_id,
            about_name=name,
            about_number=number,
            source=Concern.Source.EMPLOYER,
            raised_by_id=referral.organisation_id,
            referral_id=referral.pk,
            statement=in_words(put.values),
            urgent=put.values.get("urgent") is True,
        )
        procedure.open_case(CONCERN, case=concern, move="receive", by=POST, now=now, key=f"referral:{referral.pk}")


def tell_the_referrer(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a step of triage: the employer who referred sees how it stands (FTP-4.1).

    They see the outcome, and advice where it was given to them; the regulator's reasons stay with the regulator. So do
    the employers whose referrals were joined with it.
    """
    concern = cast(Concern, case)
    _answer(concern.referral_id, step, now)
    for joined in Concern.objects.filter(joined_to=concern, referral_id__isnull=False):
        _answer(joined.referral_id, step, now)


def tell_of_what_was_decided(concern: Concern, lead_id: UUID, now: datetime) -> None:
    """Where a concern is joined to one on which triage is over: its referrer sees how that one stands."""
    decided = Step.objects.filter(case_id=lead_id, move__in=TOLD_AS).order_by("-number").first()
    if decided is not None:
        _answer(concern.referral_id, decided, now)


def write_to_raisers(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the end of triage: whoever raised the concern is written what was decided (PLAN-F8)."""
    told = TO_THE_RAISER[(CONCERN.name, step.to_state)]
    values = {"outcome": f"{told.title}. {told.next}"}
    queue_to_raisers(
        concern=cast(Concern, case), case=case, step=step, template="triage_to_raiser", values=values, by=by, now=now
    )  # fmt: skip


def _answer(referral_id: UUID | None, step: Step, now: datetime) -> None:
    move = TOLD_AS.get(step.move, step.move)
    values = {"told": step.values["advice"]} if "advice" in step.values else {}
    with system("the regulator answers a referral"):
        referral = Referral.objects.filter(pk=referral_id).first() if referral_id else None
        if referral is not None:
            procedure.take(case=referral, move=move, by=POST, now=now, key=f"concern:{step.pk}", values=values)
