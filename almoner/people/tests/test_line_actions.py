"""The line of management as it is changed, and what the database itself refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from almoner.people import actions, queries
from almoner.people.models import Cover, Membership, Organisation, Person, Post, Recusal
from almoner.people.rules import Role
from almoner.people.rules.recusal import Matter, Party
from almoner.people.rules.refusal import Refused
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record.rules import SystemActor
from almoner.scope.context import acting, system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]
MACHINE = SystemActor("worker:test")
START = date(2026, 1, 5)


class Line:
    """A council with a director, a head and a team, a person in each post."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.council = an_organisation()
        self.top = self.post("Director", None)
        self.head = self.post("Head", self.top)
        self.team = self.post("Team manager", self.head)
        self.ada, self.ben, self.cal = (
            self.holder(name, post) for name, post in (("Ada", self.top), ("Ben", self.head), ("Cal", self.team))
        )

    def post(self, title: str, manager: Post | None) -> Post:
        return actions.open_post(
            organisation=self.council, title=title, manager=manager, by=MACHINE, now=self.now, opened=START
        )

    def holder(self, name: str, post: Post) -> Person:
        person = a_person(name, Role.TEAM_MANAGER, self.council)
        Membership.objects.filter(person=person).update(post=post)
        return person


@pytest.fixture
def line(now: datetime, arranging: None) -> Line:
    return Line(now)


@pytest.mark.clause("STD-1.2")
def test_a_move_that_would_make_a_loop_is_refused_with_the_clause(line: Line, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        actions.move_post(post=line.head, manager=line.team, by=MACHINE, now=now)
    assert refused.value.refusal.clause == "STD-1.2"


@pytest.mark.clause("STD-1.2")
def test_the_database_refuses_a_loop_whoever_writes_it(line: Line) -> None:
    with pytest.raises(IntegrityError, match="answers in the end to themselves"), transaction.atomic():
        Post.objects.filter(id=line.head.id).update(manager=line.team)


@pytest.mark.clause("STD-1.2")
def test_the_database_refuses_a_manager_of_another_organisation_and_a_second_top(line: Line) -> None:
    stranger = Post.objects.create(organisation=an_organisation(), title="Else", opened=START)
    with pytest.raises(IntegrityError, match="own organisation"), transaction.atomic():
        Post.objects.filter(id=line.team.id).update(manager=stranger)
    Post.objects.create(organisation=line.council, title="Second", opened=START)
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="one post at the top"),
        transaction.atomic(),
    ):
        cursor.execute("set constraints all immediate")


def test_a_post_has_one_holder_on_any_day(line: Line) -> None:
    other = a_person("Dee", Role.TEAM_MANAGER, line.council)
    with pytest.raises(IntegrityError, match="taken"), transaction.atomic():
        Membership.objects.filter(person=other).update(post=line.team)
    Membership.objects.filter(person=line.cal).update(ends=date(2026, 6, 30))
    Membership.objects.filter(person=other).update(post=line.team, starts=date(2026, 7, 1))


@pytest.mark.clause("STD-1.2")
def test_a_vacancy_shows_until_it_is_covered_and_those_below_answer_further_up_meanwhile(
    line: Line, now: datetime
) -> None:
    on = now.date()
    assert queries.line_manager_of(line.cal.id, line.council.id, on) == line.ben
    actions.end_membership(
        membership=Membership.objects.get(person=line.ben), last_day=on - timedelta(days=1), by=MACHINE, now=now
    )
    assert queries.line_on(line.council.id, on).posts[line.head.id].vacant
    assert queries.line_manager_of(line.cal.id, line.council.id, on) == line.ada
    cover = a_person("Dee", Role.TEAM_MANAGER, line.council)
    actions.arrange_cover(post=line.head, person=cover, starts=on, ends=on, by=MACHINE, now=now)
    assert queries.line_manager_of(line.cal.id, line.council.id, on) == cover
    assert queries.line_manager_of(line.cal.id, line.council.id, on + timedelta(days=1)) == line.ada
    assert Cover.objects.count() == 1


@pytest.mark.clause("STD-1.2")
def test_a_long_standing_member_is_promoted_into_a_post_vacated_last_week(line: Line, now: datetime) -> None:
    on, left = now.date(), now.date() - timedelta(days=7)
    actions.end_membership(membership=Membership.objects.get(person=line.ben), last_day=left, by=MACHINE, now=now)
    membership = Membership.objects.get(person=line.cal)
    assert membership.starts < left
    held = actions.fill_post(post=line.head, membership=membership, by=MACHINE, now=now)
    assert (held.person, held.role, held.starts, held.ends) == (line.cal, membership.role, on, None)

    def holders(day: date) -> list[tuple[str, str]]:
        members = Membership.objects.on(day).filter(person__in=[line.ben, line.cal]).order_by("person__name")
        return [(each.person.name, each.post.title) for each in members if each.post]

    assert holders(left) == [("Ben", "Head"), ("Cal", "Team manager")]
    assert holders(on - timedelta(days=1)) == [("Cal", "Team manager")]
    assert holders(on) == [("Cal", "Head")]
    assert queries.line_on(line.council.id, on).posts[line.team.id].vacant


def test_a_post_is_not_filled_while_held_nor_by_who_has_left(line: Line, now: datetime) -> None:
    other = Membership.objects.get(person=a_person("Dee", Role.TEAM_MANAGER, line.council))
    with pytest.raises(Refused, match="Somebody holds the post"):
        actions.fill_post(post=line.head, membership=other, by=MACHINE, now=now)
    other.refresh_from_db()
    assert (other.ends, other.post) == (None, None)
    gone = actions.end_membership(
        membership=Membership.objects.get(person=line.ben), last_day=now.date() - timedelta(days=7), by=MACHINE, now=now
    )
    with pytest.raises(Refused, match="no longer work here"):
        actions.fill_post(post=line.head, membership=gone, by=MACHINE, now=now)


def test_a_post_with_a_holder_or_with_posts_below_is_not_closed(line: Line, now: datetime) -> None:
    for post in (line.team, line.head):
        with pytest.raises(Refused):
            actions.close_post(post=post, by=MACHINE, now=now)


@pytest.mark.clause("STD-1.6")
def test_the_last_principal_social_worker_does_not_go_before_the_next_is_named(line: Line, now: datetime) -> None:
    first = a_person("First", Role.PRINCIPAL_SOCIAL_WORKER, line.council)
    held = Membership.objects.get(person=first)
    with pytest.raises(Refused) as refused:
        actions.end_membership(membership=held, last_day=now.date(), by=MACHINE, now=now)
    assert refused.value.refusal.clause == "STD-1.6"
    following = a_person("Next")
    actions.give_role(
        person=following,
        organisation=line.council,
        role=Role.PRINCIPAL_SOCIAL_WORKER,
        starts=now.date() + timedelta(days=1),
        by=MACHINE,
        now=now,
    )
    actions.end_membership(membership=held, last_day=now.date(), by=MACHINE, now=now)


def test_a_person_cannot_write_themselves_a_membership(line: Line) -> None:
    other = an_organisation()
    with acting(queries.scope_of(line.cal, START)), pytest.raises(ProgrammingError), transaction.atomic():
        Membership.objects.create(person=line.cal, organisation=other, role=Role.DIRECTOR, starts=START)


def conflicted(line: Line, now: datetime, matter: Matter) -> list[Recusal]:
    return actions.propose(
        matter=matter,
        subject="x.y:1",
        called="A case",
        organisation=line.council,
        readers=[line.ada, line.cal],
        by=MACHINE,
        now=now,
    )


def test_a_conflict_is_proposed_by_itself_denies_at_once_and_is_proposed_once(line: Line, now: datetime) -> None:
    matter = Matter((Party(email=line.cal.email),))
    assert [each.person for each in conflicted(line, now, matter)] == [line.cal]
    assert conflicted(line, now, matter) == []
    assert queries.may_not_see(line.cal, "x.y:1")
    assert not queries.may_not_see(line.ada, "x.y:1")
    assert queries.kept_from(line.cal) == {"x.y:1"}


def test_nobody_decides_their_own_conflict_and_only_a_privacy_officer_or_administrator_decides(
    line: Line, now: datetime
) -> None:
    own = actions.declare(
        person=line.cal, subject="x.y:1", called="A case", organisation=line.council, words="My sister", now=now
    )
    for person in (line.cal, line.ada):
        with pytest.raises(Refused):
            actions.lift(recusal=own, by=person, now=now, words="It is nothing")
    officer = a_person("Pri", Role.PRIVACY_OFFICER, line.council)
    with pytest.raises(Refused, match="Reasons"):
        actions.lift(recusal=own, by=officer, now=now, words="  ")
    actions.lift(recusal=own, by=officer, now=now, words="A namesake")
    assert not queries.may_not_see(line.cal, "x.y:1")


def test_colleagues_are_seen_and_strangers_are_not(line: Line, now: datetime) -> None:
    stranger = a_person("Stran Ger", Role.DIRECTOR)
    with acting(queries.scope_of(line.cal, now.date())):
        seen = set(queries.people_visible_to(line.cal, now.date()))
    assert {line.ada, line.ben, line.cal} == seen
    assert stranger not in seen
    assert isinstance(line.council, Organisation)
    with system("test"):
        assert Person.objects.filter(id=stranger.id).exists()
