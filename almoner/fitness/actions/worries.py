"""Writes of a worry, and of the referral that may grow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from almoner.drafts import actions as drafts
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


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a referral is about, who need not work here: as the register has them."""

    entry_id: int
    name: str
    number: str


@transaction.atomic
def begin_from_reference(
    *, concern_id: UUID, organisation_id: int, about: Subject, manager: Person, values: Mapping[str, Any], now: datetime
) -> Receipt:
    """Begin a referral that grows from a concern about a reference (FTP-3.8, REF-14), already filled in.

    `values` are those of the step `put_forward` as far as they are known. `manager` finds them typed in the form of
    that step, completes and puts it forward; it is then discussed and agreed as any other. Nothing is sent by this.
    """
    referral = Referral(
        title=about.name, organisation_id=organisation_id, visible_to=[organisation_id], manager=manager,
        entry_id=about.entry_id, name=about.name, number=about.number, reference_concern_id=concern_id,
    )  # fmt: skip
    begun = procedure.open_case(REFERRAL, case=referral, move="begin", by=manager, now=now, key=f"concern:{concern_id}")
    typed = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    kept = {name: [str(one) for one in several] for name, several in typed.items()}
    drafts.keep(of=f"/cases/referral/{begun.case.pk}/put_forward/", values=kept, by=manager, now=now)
    return begun
