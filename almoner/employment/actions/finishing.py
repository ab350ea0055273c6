"""Finishing a list: its accepted rows become staff; and undoing it again, exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower

from almoner.clauses.rules import cites
from almoner.employment.actions.watching import look_at, settle_all
from almoner.employment.models import StaffChange, StaffList, StaffListRow, StaffMember
from almoner.employment.queries.checking import standings_on
from almoner.employment.rules.columns import Field
from almoner.employment.rules.lists import CLAUSE
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.record import actions as record
from almoner.register.queries import EntryOn
from almoner.scope.clock import london_date

AT_ONCE = 1000
#: What a list may change of somebody who is staff already.
FIELDS = ("name", "team", "job_title", "email", "staff_id", "starts", "ends")


@cites("STD-7.1", "SWP-28")
@transaction.atomic
def finish(
    *, staff_list: StaffList, leavers: Collection[UUID], by: Person, now: datetime, version: int, key: str
) -> dict[str, int]:
    """Make every accepted row a member of staff linked to their entry, watched from now on. Returns the counts.

    `leavers` are those of the staff who are missing from the list and whom the person says have left; nobody else who
    is missing is touched. Raises Refused while a row is undecided, Stale when the list has moved on. STD-7.1, SWP-28.
    """
    receipt = procedure.take(case=staff_list, move="finish", by=by, now=now, key=key, version=version)
    if receipt.again:
        return _counts(staff_list)
    on = london_date(now)
    accepted = StaffListRow.objects.filter(staff_list=staff_list, decision=StaffListRow.Decision.IS).order_by("line")
    rows = {row.entry_id: row for row in reversed(list(accepted)) if row.entry_id is not None}
    entries = standings_on(rows, on)
    staff = {member.entry_id: member for member in _staff(staff_list.organisation_id).select_for_update()}
    members = _accept(staff_list, [(entries[e], row) for e, row in rows.items() if e in entries], staff, by, now)
    for member in staff.values():
        if member.pk in leavers and member.entry_id not in rows:
            _change(staff_list, member, {"ends": max(on, member.starts)}, StaffChange.Kind.LEFT, now)
    counts = _counts(staff_list)
    record.append(
        kind="staff_list.staff_accepted",
        subject=f"staff_list:{staff_list.pk}",
        case_id=staff_list.pk,
        organisation_id=staff_list.organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
        after=counts,
    )
    look_at([member.pk for member in members], now=now)
    settle_all([pk for pk in leavers], "They have left.", now=now)
    return counts


def _staff(organisation_id: int) -> Any:
    return StaffMember.objects.filter(
        organisation_id=organisation_id, ends__isnull=True, withdrawn_at__isnull=True
    ).order_by("pk")


def _accept(
    staff_list: StaffList,
    accepted: Sequence[tuple[EntryOn, StaffListRow]],
    staff: Mapping[int, StaffMember],
    by: Person,
    now: datetime,
) -> list[StaffMember]:
    """The members of staff that these rows are: known ones changed as the list says, the others added at once."""
    on = london_date(now)
    given = {entry.entry_id: _given(row, on) for entry, row in accepted}
    new = [entry for entry, _ in accepted if entry.entry_id not in staff]
    colleagues = _colleagues([given[entry.entry_id]["email"] for entry in new], staff_list.organisation_id, on)
    added = [
        StaffMember(
            organisation_id=staff_list.organisation_id,
            entry_id=entry.entry_id,
            number=entry.shown_number,
            linked_name=entry.name.full,
            linked_by=by,
            linked_at=now,
            person=colleagues.get(given[entry.entry_id]["email"].lower()),
            **given[entry.entry_id],
        )
        for entry in new
    ]
    StaffMember.objects.bulk_create(added, batch_size=AT_ONCE)
    StaffChange.objects.bulk_create(
        [_change_of(staff_list, m, StaffChange.Kind.ADDED, {}, given[m.entry_id], now) for m in added],
        batch_size=AT_ONCE,
    )
    known = [staff[entry.entry_id] for entry, _ in accepted if entry.entry_id in staff]
    for member in known:
        _change(staff_list, member, given[member.entry_id], StaffChange.Kind.CHANGED, now)
    return [*added, *known]


def _given(row: StaffListRow, on: date) -> dict[str, Any]:
    values: Mapping[str, str] = row.values
    starts, ends = values.get(Field.STARTS), values.get(Field.ENDS)
    began = min(date.fromisoformat(starts), on) if starts else on
    left = max(date.fromisoformat(ends), began) if ends else None
    return {
        "name": row.name,
        "team": values.get(Field.TEAM, ""),
        "job_title": values.get(Field.JOB_TITLE, ""),
        "email": values.get(Field.EMAIL, ""),
        "staff_id": values.get(Field.STAFF_ID, ""),
        "starts": began,
        "ends": left,
    }


def _colleagues(emails: Iterable[str], organisation_id: int, on: date) -> dict[str, Person]:
    """The colleagues with an account here under these addresses, so that their line is known and they see themselves.

    By their address in small letters. One query.
    """
    from almoner.people.models import Membership

    wanted = {email.lower() for email in emails if email}
    held = Membership.objects.on(on).filter(organisation_id=organisation_id).select_related("person")
    found = held.annotate(address=Lower("person__email")).filter(address__in=wanted) if wanted else ()
    return {membership.person.email.lower(): membership.person for membership in found}


def _change(
    staff_list: StaffList, member: StaffMember, given: Mapping[str, Any], kind: StaffChange.Kind, now: datetime
) -> None:
    """Change what the list says differently; what it does not say stays."""
    said = {field: value for field, value in given.items() if value not in ("", None)}
    if kind is StaffChange.Kind.CHANGED:
        said.pop("starts", None)
    before = {field: getattr(member, field) for field in said if getattr(member, field) != said[field]}
    if not before:
        return
    after = {field: said[field] for field in before}
    for field, value in after.items():
        setattr(member, field, value)
    member.save(update_fields=list(after))
    _change_of(staff_list, member, kind, before, after, now).save(force_insert=True)


def _change_of(
    staff_list: StaffList,
    member: StaffMember,
    kind: StaffChange.Kind,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
) -> StaffChange:
    return StaffChange(
        organisation_id=staff_list.organisation_id,
        staff_list=staff_list,
        member=member,
        kind=kind,
        before=dict(before),
        after=dict(after),
        at=now,
    )


def _counts(staff_list: StaffList) -> dict[str, int]:
    kinds = list(StaffChange.objects.filter(staff_list=staff_list, undone_at=None).values_list("kind", flat=True))
    return {kind.value: kinds.count(kind.value) for kind in StaffChange.Kind}


@transaction.atomic
def undo(*, staff_list: StaffList, reasons: str, by: Person, now: datetime, version: int, key: str) -> dict[str, int]:
    """Put everything back as it was before the list was finished. Returns how many of each change were undone.

    Raises Refused when a later list has changed the same people: undo that one first.
    """
    receipt = procedure.take(case=staff_list, move="undo", by=by, now=now, key=key, version=version, reasons=reasons)
    if receipt.again:
        return {}
    counts = _counts(staff_list)
    changes = StaffChange.objects.filter(staff_list=staff_list, undone_at__isnull=True).select_related("member")
    for change in changes.select_for_update(of=("self",)):
        _put_back(change, now)
    record.append(
        kind="staff_list.staff_put_back",
        subject=f"staff_list:{staff_list.pk}",
        case_id=staff_list.pk,
        organisation_id=staff_list.organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
        reasons=reasons,
        after=counts,
    )
    members = list(changes.model.objects.filter(staff_list=staff_list).values_list("member_id", flat=True))
    settle_all(
        list(StaffMember.objects.filter(pk__in=members, withdrawn_at__isnull=False).values_list("pk", flat=True)),
        "The list was undone.",
        now=now,
    )
    look_at(members, now=now)
    return counts


def _put_back(change: StaffChange, now: datetime) -> None:
    member = change.member
    if change.kind == StaffChange.Kind.ADDED:
        member.withdrawn_at = now
        member.save(update_fields=["withdrawn_at"])
    else:
        for field, value in change.before.items():
            setattr(member, field, date.fromisoformat(value) if field in ("starts", "ends") and value else value)
        member.save(update_fields=list(change.before))
    change.undone_at = now
    change.save(update_fields=["undone_at"])


def discard(*, staff_list: StaffList, by: Person, now: datetime, version: int, key: str) -> None:
    """Throw away a list that has had no effect yet. Its rows go; that it was here stays on the record."""
    with transaction.atomic():
        procedure.take(case=staff_list, move="discard", by=by, now=now, key=key, version=version)
        StaffListRow.objects.filter(staff_list=staff_list).delete()
