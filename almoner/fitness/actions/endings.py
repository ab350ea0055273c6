"""Writes of the end of an agency assignment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.employment.models import StaffMember
from almoner.fitness.models import AssignmentEnding, Referral
from almoner.fitness.rules.ending import ENDING, REFER
from almoner.fitness.rules.referral import REFERRAL
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step


@transaction.atomic
def end_assignment(*, member: StaffMember, values: Mapping[str, Any], by: Person, now: datetime, key: str) -> Receipt:
    """Write down that an agency worker's assignment ends, with the answer to the question it asks (FTP-3.7).

    `values` are the answers of the step `end`; whoever keeps assignments calls this in the transaction that ends one,
    so that neither is there without the other. An answer to refer begins a referral, to be written and agreed as any
    other. `key` names the submission. Raises Refused, among others when the question is not answered.
    """
    ending = AssignmentEnding(
        title=member.name,
        organisation_id=member.organisation_id,
        visible_to=[member.organisation_id],
        member=member,
        manager=by,
    )
    return procedure.open_case(ENDING, case=ending, move="end", by=by, now=now, key=key, values=values)


def begin_referral(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `end`: where the answer is to refer, a referral to write, grown from the ending."""
    if step.values.get("answer") != REFER:
        return
    ending = cast(AssignmentEnding, case)
    referral = Referral(
        title=ending.title,
        organisation_id=ending.organisation_id,
        visible_to=ending.visible_to,
        ending=ending,
        member=ending.member,
        manager=ending.manager,
    )
    procedure.open_case(REFERRAL, case=referral, move="begin", by=by, now=now, key=f"referral:{step.pk}")
