"""Writes of a worry, and of the referral that may grow from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.employment.models import StaffMember
from almoner.fitness.models import PerformanceRecord, Referral
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.referral import REFERRAL
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step


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
