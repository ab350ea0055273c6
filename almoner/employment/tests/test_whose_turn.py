"""An alert stands on the worklist of whoever is the line manager: today's, as the line changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from almoner.employment import actions
from almoner.employment.models import StaffMember
from almoner.employment.queries.checking import standings_on
from almoner.employment.tests.factories import a_council
from almoner.people import actions as people
from almoner.people.models import Membership, Organisation, Person, Post
from almoner.people.queries import scope_of
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Remark
from almoner.procedure.queries import needs_me
from almoner.procedure.tasks import follow_people
from almoner.register.tests.factories import an_entry
from almoner.scope.clock import london_date
from almoner.scope.context import acting, system

pytestmark = pytest.mark.django_db


@dataclass
class Team:
    """A practitioner whose registration has lapsed, the manager above, and two more who could stand there."""

    now: datetime
    council: Organisation = field(default_factory=a_council)

    def __post_init__(self) -> None:
        with system("test"):
            at, given = self.council, {"by": a_person("Ada Admin", Role.ORGANISATION_ADMINISTRATOR, self.council)}
            self.admin = given["by"]
            self.worker, self.first, self.second, self.third = (
                a_person(name, role, at)
                for name, role in {
                    "Wendy Work": Role.PRACTITIONER, "Una First": Role.PRACTITIONER,
                    "Sunil Second": Role.PRACTITIONER, "Thea Third": Role.PRACTITIONER,
                }.items()
            )  # fmt: skip
            line: dict[str, Any] = {"organisation": at, "by": self.admin, "now": self.now, "opened": date(2026, 1, 5)}
            self.top = people.open_post(title="Director", manager=None, **line)
            self.above = people.open_post(title="Team manager", manager=self.top, **line)
            self.beside = people.open_post(title="Another team’s manager", manager=self.top, **line)
            self.post = people.open_post(title="Social worker", manager=self.above, **line)
            self.settled = self.now - timedelta(days=30)
            for person, post in ((self.worker, self.post), (self.first, self.above), (self.second, self.beside)):
                self.fill(post, person)
            self.alert()

    def fill(self, post: Post, person: Person) -> None:
        membership = Membership.objects.on(self.settled.date()).get(person=person)
        people.fill_post(post=post, membership=membership, by=self.admin, now=self.settled)

    def alert(self) -> None:
        entry = an_entry("Wendy", "Work", number=11, until=date(2026, 6, 1))
        member = StaffMember(
            organisation=self.council, entry=entry, name="Wendy Work", number="SW11", starts=date(2020, 1, 6),
            person=self.worker, linked_by=self.admin, linked_at=self.now,
            linked_name=standings_on([entry.pk], self.now.date())[entry.pk].name.full,
        )  # fmt: skip
        member.save(force_insert=True)
        actions.sweep(now=self.now)

    def has_it(self, now: datetime | None = None) -> list[str]:
        """Who of the three managers has the alert on their worklist."""
        found, on = [], london_date(now or self.now)
        for person in (self.first, self.second, self.third):
            with acting(scope_of(person, on)):
                found += [person.name] if needs_me(person, on).exists() else []
        return found

    def follow(self, now: datetime | None = None) -> int:
        """What the worker does, and how many cases it changed."""
        with system("test"):
            return procedure.follow_people(now=now or self.now, organisation_id=self.council.pk)


@pytest.fixture
def team(now: datetime) -> Team:
    return Team(now)


def queued() -> int:
    return ProcrastinateJob.objects.filter(task_name=follow_people.name).count()


def test_when_the_post_answers_to_another_the_alert_stands_with_the_new_manager(team: Team) -> None:
    assert team.has_it() == ["Una First"]
    with system("test"):
        before = queued()
        people.move_post(post=team.post, manager=team.beside, by=team.admin, now=team.now)
        assert queued() == before + 1
    assert team.follow() == 1
    assert team.has_it() == ["Sunil Second"]
    assert team.follow() == 0
    with system("test"):
        assert Remark.objects.filter(kind="turns").count() == 1


def test_a_vacancy_is_filled_and_the_newcomer_has_the_alert(team: Team) -> None:
    with system("test"):
        people.end_membership(
            membership=Membership.objects.on(team.now.date()).get(person=team.first),
            last_day=team.now.date() - timedelta(days=1),
            by=team.admin,
            now=team.now,
        )
    team.follow()
    assert "Una First" not in team.has_it()
    with system("test"):
        team.third = a_person("Nell Newcomer")
        people.give_role(
            person=team.third, organisation=team.council, role=Role.PRACTITIONER, starts=team.now.date(),
            post=team.above, by=team.admin, now=team.now,
        )  # fmt: skip
    team.follow()
    assert team.has_it() == ["Nell Newcomer"]


def test_cover_that_begins_tomorrow_changes_nothing_today_and_the_night_brings_it(team: Team) -> None:
    tomorrow = team.now + timedelta(days=1)
    with system("test"):
        people.arrange_cover(
            post=team.above, person=team.third, starts=tomorrow.date(), ends=tomorrow.date(), by=team.admin,
            now=team.now,
        )  # fmt: skip
    assert team.follow() == 0
    with system("test"):
        assert procedure.follow_people(now=tomorrow) == 1
    assert team.has_it(tomorrow) == ["Thea Third"]
    with system("test"):
        assert procedure.follow_people(now=tomorrow + timedelta(days=1)) == 1
    assert team.has_it(tomorrow + timedelta(days=1)) == ["Una First"]


def test_every_change_of_roles_line_and_cover_asks_for_it(team: Team) -> None:
    given: dict[str, Any] = {"by": team.admin, "now": team.now}
    today = team.now.date()
    with system("test"):
        cover = people.arrange_cover(post=team.above, person=team.third, starts=today, ends=today, **given)
        third = Membership.objects.get(person=team.third)
        changes: list[Callable[[], object]] = [
            lambda: people.end_cover(cover=cover, last_day=today, **given),
            lambda: people.move_post(post=team.beside, manager=team.above, **given),
            lambda: people.give_role(
                person=team.third, organisation=team.council, role=Role.HEAD_OF_SERVICE, starts=today, **given
            ),
            lambda: people.end_membership(membership=third, last_day=today, **given),
        ]
        for change in changes:
            before = queued()
            change()
            assert queued() == before + 1
