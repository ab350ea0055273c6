"""Employers, their officers and their lists, for tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

from almoner.employment import actions
from almoner.employment.models import StaffList, StaffMember
from almoner.employment.rules.columns import Field
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.scope.context import system


def a_council(name: str = "Northmoor Council") -> Organisation:
    """A council."""
    with system("test"):
        return an_organisation(name=name)


def an_officer(organisation: Organisation, name: str = "Asha Rao", role: Role = Role.HR_OFFICER) -> Person:
    """Somebody who checks staff for an employer."""
    with system("test"):
        return a_person(name, role, organisation)


def upload(
    text: str | bytes, *, by: Person, to: Organisation, now: datetime, name: str = "staff.csv"
) -> actions.Received:
    """A list as it arrives."""
    content = text.encode() if isinstance(text, str) else text
    with system("test"):
        return actions.receive(file=io.BytesIO(content), name=name, organisation_id=to.pk, by=by, now=now)


def a_read_list(
    text: str | bytes, *, by: Person, to: Organisation, now: datetime, name: str = "staff.csv"
) -> StaffList:
    """A list that the worker has read."""
    staff_list = upload(text, by=by, to=to, now=now, name=name).staff_list
    with system("test"):
        actions.read(list_id=staff_list.pk, now=now)
        return StaffList.objects.get(pk=staff_list.pk)


def a_checked_list(text: str | bytes, *, by: Person, to: Organisation, now: datetime) -> StaffList:
    """A list that has been read, mapped as guessed, and checked."""
    staff_list = a_read_list(text, by=by, to=to, now=now)
    with system("test"):
        mapping = {Field(field): column for field, column in staff_list.mapping.items()}
        actions.confirm_columns(
            staff_list=staff_list, mapping=mapping, by=by, now=now, version=staff_list.version, key="map"
        )
        actions.check(list_id=staff_list.pk, now=now)
        return StaffList.objects.get(pk=staff_list.pk)


def finished(
    staff_list: StaffList, *, by: Person, now: datetime, leavers: Iterator[StaffMember] | None = None
) -> StaffList:
    """The list finished."""
    with system("test"):
        actions.finish(
            staff_list=staff_list,
            leavers=[member.pk for member in leavers or ()],
            by=by,
            now=now + timedelta(minutes=1),
            version=staff_list.version,
            key=f"finish:{staff_list.pk}",
        )
        return StaffList.objects.get(pk=staff_list.pk)
