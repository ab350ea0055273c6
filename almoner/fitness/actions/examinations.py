"""Writes of the case examiners' stage: opened, given to a pair, weighed when both opinions are in."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import cast

from django.db import transaction

from almoner.fitness.models import Appointment, Concern, Examination, Opinion, Stage
from almoner.fitness.rules.examination import EXAMINATION, Standing, after_a_disagreement, found_in
from almoner.fitness.rules.opinion import OPINION, decided_by, differences
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where, people_holding
from almoner.people.rules import Permission, Role
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record import actions as record
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date
from almoner.scope.context import system

PAIRS = SystemActor("fitness:examiners")


@transaction.atomic
def open_examination(*, concern: Concern, by: Actor, now: datetime, key: str) -> Receipt:
    """Bring a concern to the case examiners (PLAN-F8); they wait to be given it. The same key opens one case."""
    with system("a concern comes to the case examiners"):
        case = Examination(
            title=concern.title,
            organisation_id=concern.organisation_id,
            visible_to=concern.visible_to,
            concern=concern,
        )
        return procedure.open_case(EXAMINATION, case=case, move="open", by=PAIRS, now=now, key=f"examination:{key}")


def begin_examination(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `refer_to_examiners` of an investigation."""
    open_examination(concern=cast(Stage, case).concern, by=by, now=now, key=str(step.pk))


def ask_for_opinions(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `give`: each of the pair is asked for an opinion, which they write alone."""
    examination = cast(Examination, case)
    with system("a pair is asked for its opinions"):
        pair = {
            standing: Person.objects.get(email__iexact=step.values[standing.value], is_active=True)
            for standing in Standing
        }
        examination.lay, examination.professional = pair[Standing.LAY], pair[Standing.PROFESSIONAL]
        examination.pairs += 1
        examination.save(update_fields=["lay", "professional", "pairs"])
        for standing, examiner in pair.items():
            opinion = Opinion(
                title=examination.title,
                organisation_id=examination.organisation_id,
                visible_to=examination.visible_to,
                concern_id=examination.concern_id,
                examination=examination,
                examiner=examiner,
                standing=standing.value,
                pair=examination.pairs,
            )
            procedure.open_case(OPINION, case=opinion, move="ask", by=PAIRS, now=now, key=f"{step.pk}:{standing}")


def weigh(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from an opinion: when it is the second, both can be read, and the case goes on (PLAN-F8).

    They agree, and a decision is to be drafted; or they do not, and it goes to another pair or to a hearing with what
    they differ on. Two who write at the same moment meet at the examination's row.
    """
    written = cast(Opinion, case)
    with system("two opinions are weighed"):
        examination = Examination.objects.select_for_update().get(pk=written.examination_id)
        opinions = list(Opinion.objects.filter(examination=examination, pair=written.pair).order_by("standing"))
        if written.pair != examination.pairs or any(one.state != "written" for one in opinions):
            return
        Opinion.objects.filter(pk__in=[one.pk for one in opinions]).update(shared_at=now)
        one, other = (Step.objects.get(case_id=each.pk, move="write").values for each in opinions)
        if apart := differences(one, other):
            move = after_a_disagreement(examination.pairs, london_date(now))
            values = {"differences": "\n".join(apart)}
        else:
            move, values = "agree", found_in(decided_by(one))
        procedure.take(case=examination, move=move, by=PAIRS, now=now, key=f"weighed:{written.pair}", values=values)


def keep_what_was_agreed(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `agree`: the outcome stands on the case."""
    examination = cast(Examination, case)
    examination.outcome = step.values["outcome"]
    examination.sanction = step.values.get("sanction", "")
    examination.years = int(step.values["years"]) if step.values.get("years") else None
    examination.months = step.values.get("months")
    examination.save(update_fields=["outcome", "sanction", "years", "months"])


def let_the_pair_go(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows when a case is taken back from its pair, or ends: an opinion not yet written is not needed.

    After this transaction: whoever writes one holds that before the examination, and the order of locks is kept.
    """
    examination = cast(Examination, case)
    transaction.on_commit(partial(let_opinions_go, examination=examination, now=now))


def let_opinions_go(*, examination: Examination, now: datetime) -> None:
    """Close the opinions of earlier pairs that were never written, and of all where the case has ended."""
    with system("opinions that are not needed"), transaction.atomic():
        examination = Examination.objects.get(pk=examination.pk)
        unwritten = Opinion.objects.filter(examination=examination, state="to_write").order_by("pk")
        if examination.state == "writing":
            unwritten = unwritten.exclude(pair=examination.pairs)
        for opinion in unwritten:
            procedure.take(case=opinion, move="let_go", by=PAIRS, now=now, key="let_go")


@transaction.atomic
def appoint(
    *, person: Person, organisation: Organisation, standing: str, starts: date, by: Person, now: datetime
) -> None:
    """Appoint somebody who is a case examiner there as lay or as professional, from a day on (PLAN-F8).

    An appointment that they have ends the day before. Raises Refused for whoever may not manage people there, for
    somebody who is no case examiner, and for a day not after the start of the one they have.
    """
    on = london_date(now)
    if organisation.pk not in organisations_where(by, Permission.MANAGE_PEOPLE, on):
        raise Refused(Refusal("PLAN-F8", "You may not appoint anybody here.", "Ask an administrator.", About.ROLE))
    if person not in people_holding(organisation.pk, Role.CASE_EXAMINER, on):
        because = f"{person.name} is not a case examiner."
        raise Refused(Refusal("PLAN-F8", because, "Give them the role first.", About.FIELD, "person"))
    held = Appointment.objects.select_for_update().filter(person=person, organisation=organisation, ends__isnull=True)
    before = held.first()
    if before is not None:
        if before.standing == standing:
            return
        if before.starts >= starts:
            because = f"They have been appointed since {before.starts:%-d %B %Y}."
            raise Refused(Refusal("PLAN-F8", because, "Give a later day.", About.FIELD, "starts"))
        before.ends = date.fromordinal(starts.toordinal() - 1)
        before.save(update_fields=["ends"])
    made = Appointment(organisation=organisation, person=person, standing=standing, starts=starts)
    made.save(force_insert=True)
    record.append(
        kind="fitness.appointed", subject=f"fitness.appointment:{made.pk}", organisation_id=organisation.pk, by=by,
        now=now, clause="PLAN-F8", before={"standing": before.standing if before else ""},
        after={"person": person.actor_id, "standing": standing, "starts": starts},
    )  # fmt: skip
