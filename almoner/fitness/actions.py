"""Writes: a worry, the referral that may grow from it, and what passes between employer and regulator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.employment.models import StaffMember
from almoner.fitness import queries
from almoner.fitness.models import Concern, PerformanceRecord, Raiser, Referral, UnsentConcern
from almoner.fitness.rules.concern import CONCERN, TOLD_AS
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.raising import KEPT_FOR, a_code, first_unanswered
from almoner.fitness.rules.raising import in_words as raised_in_words
from almoner.fitness.rules.referral import REFERRAL
from almoner.fitness.rules.statement import in_words
from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record import actions as record
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date
from almoner.scope.context import system

POST = SystemActor("fitness:post")
PUBLIC = SystemActor("public:concern")


class NotWhole(ValueError):
    """A concern cannot be sent while a question is unanswered; holds the question's slug."""

    def __init__(self, question: str) -> None:
        self.question = question
        super().__init__(f"the question {question!r} is not answered")


@transaction.atomic
def write_down(*, member: StaffMember, values: Mapping[str, Any], by: Person, now: datetime, key: str) -> Receipt:
    """Write down a worry about somebody's practice (FTP-1.2): `values` are the answers of the step `write_down`.

    `key` names the submission, so that sending it twice makes one record. Raises Refused.
    """
    record = PerformanceRecord(
        title=member.name,
        organisation_id=member.organisation_id,
        visible_to=[member.organisation_id],
        member=member,
        manager=by,
    )
    return procedure.open_case(PERFORMANCE, case=record, move="write_down", by=by, now=now, key=key, values=values)


def begin_referral(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `refer` on a performance record: a referral to write (FTP-3.6)."""
    record = cast(PerformanceRecord, case)
    referral = Referral(
        title=record.title,
        organisation_id=record.organisation_id,
        visible_to=record.visible_to,
        performance=record,
        member=record.member,
        manager=record.manager,
    )
    procedure.open_case(REFERRAL, case=referral, move="begin", by=by, now=now, key=f"referral:{step.pk}")


def send_to_regulator(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `submit`: the regulator has it as a concern, with nothing typed again (FTP-3.3).

    The regulator gets what was put forward last; the discussion, the agreement and the effects that were weighed
    stay with the employer.
    """
    referral = cast(Referral, case)
    put = Step.objects.filter(case_id=case.pk, move="put_forward").order_by("-number").first()
    assert put is not None  # noqa: S101  no state from which it is sent is reached without that step
    with system("a referral reaches the regulator"):
        regulator = queries.the_regulator()
        concern = Concern(
            title=referral.member.name,
            organisation=regulator,
            visible_to=[regulator.pk],
            entry_id=referral.member.entry_id,
            about_name=referral.member.name,
            about_number=referral.member.number,
            source=Concern.Source.EMPLOYER,
            raised_by_id=referral.organisation_id,
            referral_id=referral.pk,
            statement=in_words(put.values),
            urgent=put.values.get("urgent") is True,
        )
        procedure.open_case(CONCERN, case=concern, move="receive", by=POST, now=now, key=f"referral:{referral.pk}")


def tell_the_referrer(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a step of triage: the employer who referred sees how it stands (FTP-4.1).

    They see the outcome, and advice where it was given to them; the regulator's reasons stay with the regulator.
    """
    concern = cast(Concern, case)
    move = TOLD_AS.get(step.move, step.move)
    values = {"told": step.values["advice"]} if "advice" in step.values else {}
    with system("the regulator answers a referral"):
        referral = Referral.objects.filter(pk=concern.referral_id).first() if concern.referral_id else None
        if referral is not None:
            procedure.take(case=referral, move=move, by=POST, now=now, key=f"concern:{step.pk}", values=values)


@transaction.atomic
def begin_concern(*, now: datetime) -> str:
    """Keep a place for somebody's concern (PLAN-F1); returns the code by which they come back, kept nowhere."""
    code = a_code()
    with system("somebody begins a concern"):
        unsent = UnsentConcern(code_hash=queries.code_hash(code), saved_at=now)
        unsent.save(force_insert=True)
        record.append(kind="concern.begun", subject=_subject(unsent), organisation_id=None, by=PUBLIC, now=now)
    return code


@transaction.atomic
def keep_answers(*, unsent: UnsentConcern, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep what was answered on a page, in place of what was answered there before. What is typed is no event."""
    with system("somebody writes a concern"):
        held = UnsentConcern.objects.select_for_update().get(pk=unsent.pk)
        held.answers = {**held.answers, **answers}
        held.saved_at = now
        held.save(update_fields=["answers", "saved_at"])


@transaction.atomic
def raise_concern(*, code: str, now: datetime) -> Concern:
    """Send what was answered under a code: the regulator has it as a concern, once (PLAN-F1).

    Sent twice, the second returns the concern that the first made. Raises NotWhole while a question is unanswered,
    and UnsentConcern.DoesNotExist for a code that nothing is kept under.
    """
    if sent := queries.raised_by_code(code):
        return sent
    with system("somebody raises a concern"):
        unsent = UnsentConcern.objects.select_for_update().filter(code_hash=queries.code_hash(code)).first()
        if unsent is None:
            # Two submissions at once: the one that waited for the row finds it sent.
            return Concern.objects.get(raiser__code_hash=queries.code_hash(code))
        if missing := first_unanswered(unsent.answers):
            raise NotWhole(missing)
        concern = _received(unsent, now)
        email = unsent.answers.get("email") or ""
        Raiser.objects.create(
            concern=concern,
            organisation_id=concern.organisation_id,
            name=unsent.answers.get("name") or "",
            email=email,
            code_hash=unsent.code_hash,
        )
        unsent.delete()
        if email:
            values = {"reference": concern.reference}
            key = f"concern-received:{concern.pk}"
            notices.queue(to=email, template="concern_received", values=values, key=key, about=concern, now=now)
    return concern


def _received(unsent: UnsentConcern, now: datetime) -> Concern:
    regulator, answers = queries.the_regulator(), unsent.answers
    found = queries.published_as(answers["number"], london_date(now)) if answers.get("number") else None
    name = found.name if found else answers["described_name"]
    concern = Concern(
        title=name[:200],
        organisation=regulator,
        visible_to=[regulator.pk],
        entry_id=found.entry_id if found else None,
        about_name=name,
        about_number=found.number if found else "",
        source=Concern.Source.PUBLIC,
        statement=[(question, said) for slug, question, said in raised_in_words(answers) if slug != "contact"],
    )
    key = f"public:{unsent.pk}"
    receipt = procedure.open_case(CONCERN, case=concern, move="receive", by=PUBLIC, now=now, key=key)
    return cast(Concern, receipt.case)


@transaction.atomic
def forget_unsent(*, now: datetime) -> int:
    """Forget every concern that was begun and left for 28 days; returns how many. One event for them all."""
    with system("forgetting unsent concerns"):
        count, _ = UnsentConcern.objects.filter(saved_at__lte=now - KEPT_FOR).delete()
        if count:
            about = "fitness.unsentconcern"
            after = {"count": count}
            record.append(kind="concern.forgotten", subject=about, organisation_id=None, by=POST, now=now, after=after)
    return count


def _subject(unsent: UnsentConcern) -> str:
    return f"fitness.unsentconcern:{unsent.pk}"
