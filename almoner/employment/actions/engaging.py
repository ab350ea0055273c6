"""Somebody who joins or leaves the staff by another way than a list: a social worker whom an agency sends."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from almoner.clauses.rules import cites
from almoner.employment.actions.watching import look_at, settle_all
from almoner.employment.models import StaffMember
from almoner.employment.rules.lists import CLAUSE
from almoner.people.models import Person
from almoner.record import actions as record


@cites("STD-7.1")
@transaction.atomic
def engage(
    *, organisation_id: int, entry_id: int, name: str, number: str, team: str, job_title: str, starts: date, by: Person,
    now: datetime,
) -> StaffMember:  # fmt: skip
    """Put somebody of the register on the staff from a day, watched from now on (STD-7.1).

    Whoever is on the staff already stays as they are: the organisation's own list says what they are.
    """
    here = StaffMember.objects.filter(
        organisation_id=organisation_id, entry_id=entry_id, ends__isnull=True, withdrawn_at__isnull=True
    ).first()
    if here is not None:
        return here
    member = StaffMember(
        organisation_id=organisation_id, entry_id=entry_id, name=name, number=number, team=team, job_title=job_title,
        starts=starts, linked_name=name, linked_by=by, linked_at=now,
    )  # fmt: skip
    member.save(force_insert=True)
    _told(member, "staff.engaged", by, now, {"starts": starts})
    look_at([member.pk], now=now)
    return member


@transaction.atomic
def let_go(*, member_id: UUID, on: date, by: Person, now: datetime) -> None:
    """Somebody leaves the staff on a day; what stood about them is settled. One who has left already stays as they are.

    A day before they began counts as the day they began.
    """
    member = StaffMember.objects.select_for_update().filter(pk=member_id, ends__isnull=True).first()
    if member is None:
        return
    member.ends = max(on, member.starts)
    member.save(update_fields=["ends"])
    _told(member, "staff.let_go", by, now, {"ends": member.ends})
    settle_all([member.pk], "They have left.", now=now)


def _told(member: StaffMember, kind: str, by: Person, now: datetime, after: dict[str, object]) -> None:
    record.append(
        kind=kind, subject=f"employment.staffmember:{member.pk}", organisation_id=member.organisation_id, by=by,
        now=now, clause=CLAUSE, after=after,
    )  # fmt: skip
