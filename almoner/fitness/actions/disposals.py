"""What follows from what case examiners decided: letters, an order, a proposal, the employers told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.fitness.actions.findings import share_outcome
from almoner.fitness.actions.hearings import call_for_hearing
from almoner.fitness.actions.letters import queue_letter, queue_to_raisers
from almoner.fitness.actions.orders import call_up_interim, make_order
from almoner.fitness.models import AcceptedOutcome, Examination, Stage
from almoner.fitness.queries.accepted import last_day as last_day_to_answer
from almoner.fitness.queries.accepted import overdue, own_proposal
from almoner.fitness.queries.decisions import standing_of
from almoner.fitness.rules import disposals
from almoner.fitness.rules.accepted_outcome import ACCEPTED_OUTCOME
from almoner.fitness.rules.order_law import Source, last_day
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import Refusal, Refused
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date
from almoner.scope.context import system

EXAMINERS = SystemActor("fitness:examiners")
NO_ACTION_WORDS = "The regulator’s case examiners have decided to take no further action."


def carry_out(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `issue`: what the approved text decides takes effect, and is told (PLAN-F8)."""
    examination = cast(Examination, case)
    standing = standing_of(examination)
    assert standing is not None  # noqa: S101  nothing is issued that was not drafted
    said = {
        "decision": standing.text,
        "published": str(standing.values.get("published", "")),
        "outcome": examination.in_words,
    }
    if examination.outcome == disposals.ACCEPTED_OUTCOME:
        proposal = _propose(examination, said, step, now)
        due = last_day_to_answer(proposal)
        assert due is not None  # noqa: S101  its clock began a moment ago
        said["proposed"] = f"{proposal.in_words[:1].lower()}{proposal.in_words[1:]}"
        said["until"] = f"{due:%-d %B %Y}"
    elif examination.outcome in disposals.IN_YEARS:
        _order(examination, examination.outcome, said, Source.EXAMINERS, by, now)
    elif examination.outcome == disposals.NO_ACTION:
        call_up_interim(concern=examination.concern, now=now, key=str(step.pk))
    elif examination.outcome == disposals.HEARING:
        call_for_hearing(stage=examination, step=step, by=by, now=now)
    said["because"] = "a hearing is in the public interest"
    template = {
        disposals.ACCEPTED_OUTCOME: "outcome_proposed",
        disposals.HEARING: "examiners_to_hearing",
        disposals.NO_ACTION: "examiners_decision",
    }.get(examination.outcome, "examiners_order")
    about: dict[str, Any] = {
        "concern": examination.concern, "case": case, "step": step, "values": said, "by": by, "now": now
    }  # fmt: skip
    queue_letter(template=template, **about)
    queue_to_raisers(template="decision_to_raiser", **about)
    if examination.outcome not in (disposals.HEARING, disposals.ACCEPTED_OUTCOME):
        _tell_employers(examination, said, by, now)


def go_to_a_hearing(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows where the examiners do not agree: the social worker is told on what, and that it is heard."""
    said = {
        "because": "the case examiners do not agree",
        "decision": f"They differ on:\n\n{step.values['differences']}",
    }
    with system("a case goes to a hearing"):
        concern = cast(Stage, case).concern
        call_for_hearing(stage=cast(Stage, case), step=step, by=by, now=now)
        queue_letter(
            concern=concern, case=case, step=step, template="examiners_to_hearing", values=said, by=by, now=now
        )


def _propose(examination: Examination, said: dict[str, str], step: Step, now: datetime) -> AcceptedOutcome:
    with system("an outcome is proposed"):
        proposal = AcceptedOutcome(
            title=examination.title, organisation_id=examination.organisation_id, visible_to=examination.visible_to,
            concern_id=examination.concern_id, examination=examination, sanction=examination.sanction,
            years=examination.years, months=examination.months, decision=said["decision"], published=said["published"],
        )  # fmt: skip
        made = procedure.open_case(
            ACCEPTED_OUTCOME, case=proposal, move="propose", by=EXAMINERS, now=now, key=str(step.pk)
        )
        return cast(AcceptedOutcome, made.case)


def _order(
    stage: Examination | AcceptedOutcome, kind: str, said: dict[str, str], source: Source, by: Actor, now: datetime
) -> None:
    starts = london_date(now)
    make_order(
        concern=stage.concern, kind=kind, starts=starts,
        until=last_day(starts, disposals.months_of(stage.years, stage.months)), text=said["published"],
        reasons=said["decision"], by=by, now=now, key=str(stage.pk), source=source,
    )  # fmt: skip


def _tell_employers(stage: Examination | AcceptedOutcome, said: dict[str, str], by: Actor, now: datetime) -> None:
    words = said["published"] or NO_ACTION_WORDS
    share_outcome(concern=stage.concern, outcome=said["outcome"], words=words, by=by, now=now, key=str(stage.pk))


def take_effect(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from an acceptance: the order as it was proposed, in the words that were approved (PLAN-F14)."""
    proposal = cast(AcceptedOutcome, case)
    said = {"decision": proposal.decision, "published": proposal.published, "outcome": proposal.in_words}
    with system("an accepted outcome takes effect"):
        _order(proposal, proposal.sanction, said, Source.AGREED, by, now)
        _tell_employers(proposal, said, by, now)
    answer = "You accepted it. It takes effect from today, and there is no hearing. The register shows it from today."
    _write_back(proposal, step, answer, by, now)


def refused_or_silent(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows where the outcome is not accepted in time: the case goes to a hearing (PLAN-F14)."""
    silent = "You did not answer by the last day, so the case goes to a hearing."
    refused = "You did not accept it, so the case goes to a hearing. Adjudicators decide for themselves."
    call_for_hearing(stage=cast(Stage, case), step=step, by=by, now=now)
    _write_back(cast(AcceptedOutcome, case), step, silent if step.move == "lapse" else refused, by, now)


def _write_back(proposal: AcceptedOutcome, step: Step, answer: str, by: Actor, now: datetime) -> None:
    values = {"outcome": proposal.in_words, "answer": answer}
    with system("an answer to a proposed outcome"):
        queue_letter(
            concern=proposal.concern, case=proposal, step=step, template="outcome_answered", values=values, by=by,
            now=now,
        )  # fmt: skip


class Concerned:
    """The social worker, answering for themself: no member of the regulator, so a machine to the procedure.

    The step and the record name them as they name every person.
    """

    def __init__(self, person: Person) -> None:
        self.actor_id = person.actor_id


@transaction.atomic
def answer_own(*, case: AcceptedOutcome, accepts: bool, said: str, by: Person, now: datetime, key: str) -> Step:
    """The social worker accepts the outcome that was proposed to them, or does not (PLAN-F14).

    Raises Refused once the time is over or it is answered, and for anybody to whom it was not proposed. The same `key`
    answers once.
    """

    if own_proposal(by, case.pk) is None:
        raise Refused(Refusal("PLAN-F14", "This was not proposed to you.", "Sign in as yourself."))
    with system("a social worker answers an outcome proposed to them"):
        move, values = "accept" if accepts else "refuse", {"said": said} if said.strip() else {}
        return procedure.take(case=case, move=move, by=Concerned(by), now=now, key=key, values=values).step


def lapse_overdue(*, now: datetime) -> int:
    """Send each proposal that was not answered in time to a hearing; how many (PLAN-F14). Each by itself."""

    lapsed = 0
    for case_id in overdue(london_date(now)):
        case = AcceptedOutcome.objects.get(pk=case_id)
        try:
            procedure.take(case=case, move="lapse", by=EXAMINERS, now=now, key="lapse")
        except Refused:
            continue
        lapsed += 1
    return lapsed
