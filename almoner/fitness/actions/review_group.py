"""Writes of the decision review group: who is in it, the month's draw, what is found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from almoner.dates.days import add_months
from almoner.fitness.models import Examination, GroupMember, ReviewFinding, ReviewMonth
from almoner.fitness.rules.review_group import CLAUSE, REVIEW_GROUP, SIZE, WEIGHTS, Sampled, draw, month_before
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record import actions as record
from almoner.record.queries.heads import latest_head
from almoner.record.rules import Actor, SystemActor
from almoner.record.rules.note import to_base64
from almoner.scope.clock import london_date
from almoner.scope.context import system

DRAWER = SystemActor("fitness:review-group")


@transaction.atomic
def join_group(
    *, person: Person, organisation: Organisation, lived_experience: bool, other_regulator: str, starts: date,
    by: Person, now: datetime,
) -> GroupMember:  # fmt: skip
    """Make somebody a member of the group from a day on (PLAN-F11). Raises Refused for whoever manages no people."""
    if organisation.pk not in organisations_where(by, Permission.MANAGE_PEOPLE, london_date(now)):
        raise Refused(Refusal(CLAUSE, "You may not choose its members.", "Ask an administrator.", About.ROLE))
    member, made = GroupMember.objects.get_or_create(
        person=person, organisation=organisation, ends=None,
        defaults={
            "lived_experience": lived_experience, "other_regulator": other_regulator.strip(), "starts": starts,
        },
    )  # fmt: skip
    if made:
        record.append(
            kind="fitness.group_joined", subject=f"fitness.groupmember:{member.pk}", organisation_id=organisation.pk,
            by=by, now=now, clause=CLAUSE, after={"person": person.actor_id, "starts": starts},
        )  # fmt: skip
    return member


@transaction.atomic
def draw_month(*, organisation: Organisation, now: datetime) -> ReviewMonth | None:
    """Draw the sample of the month before `now` (PLAN-F11), once; None while the record has no seal to draw by.

    The seed is the root of the record's latest head, signed after the month ended: nobody who decided could know it,
    and anybody who has the head can draw the same sample. Needs the system's scope.
    """
    month = month_before(london_date(now))
    if done := ReviewMonth.objects.filter(organisation=organisation, month=month).first():
        return done
    head = latest_head()
    if head is None or london_date(head.signed_at) < add_months(month, 1):
        return None
    decided = _decided_in(organisation, month)
    seed = to_base64(bytes(head.root))
    case = ReviewMonth(
        title=f"Decisions of {month:%B %Y}", organisation=organisation, visible_to=[organisation.pk], month=month,
        head_size=head.size, seed=seed, decisions=len(decided),
        sample=[asdict(one) for one in draw(decided, seed, SIZE.on(month))],
    )  # fmt: skip
    procedure.open_case(REVIEW_GROUP, case=case, move="draw", by=DRAWER, now=now, key=f"{organisation.pk}:{month}")
    return ReviewMonth.objects.get(pk=case.pk)


def _decided_in(organisation: Organisation, month: date) -> list[Sampled]:
    """Every decision of case examiners that was sent out in the month, in London."""
    weights, ends = WEIGHTS.on(month), add_months(month, 1)
    sent = Examination.objects.filter(organisation=organisation, state="issued").order_by("pk")
    found = [one for one in sent if one.closed_at and month <= london_date(one.closed_at) < ends]
    return [Sampled(str(one.pk), one.reference, one.outcome, weights.get(one.outcome, 1)) for one in found]


def draw_for_all(*, now: datetime) -> int:
    """Draw the month for each organisation whose group has members; how many months there are now."""
    with system("drawing the sample of the decision review group"):
        at = GroupMember.objects.values("organisation_id")
        return sum(draw_month(organisation=one, now=now) is not None for one in Organisation.objects.filter(pk__in=at))


def keep_finding(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `review`: the finding stands beside the month, for what is made of it."""
    month = cast(ReviewMonth, case)
    reference = str(step.values["decision"]).strip()
    of_it = next(one for one in month.sample if one["reference"] == reference)
    ReviewFinding(
        month=month, organisation_id=month.organisation_id, case_id=UUID(of_it["case_id"]), found=step.values["found"],
        finding=step.values["finding"], learning=step.values.get("learning", ""), by=cast(Person, by), at=now,
    ).save(force_insert=True)  # fmt: skip
