"""Opening a case in an emergency: one transaction, an hour at most, told at once, read only, reviewed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from almoner.break_glass import actions
from almoner.break_glass.models import BreakGlassReview
from almoner.employment.models import StaffList
from almoner.employment.tests.factories import a_council, an_officer, upload
from almoner.notices.models import Notice
from almoner.people import actions as people
from almoner.people.models import BreakGlass, Membership, Organisation, Person
from almoner.people.queries import scope_of
from almoner.people.rules import Role
from almoner.people.rules.refusal import Refused
from almoner.procedure import actions as casework
from almoner.procedure import queries as cases
from almoner.procedure.models import Turn
from almoner.record.models import Entry
from almoner.scope.context import acting, system

pytestmark = pytest.mark.django_db
REASON = "A child is missing and the officer who holds this is on leave"


@dataclass
class Council:
    """A list that the head of service does not see, and those who have to do with its opening."""

    here: Organisation
    head: Person
    guard: Person
    case: StaffList
    now: datetime

    def opens(self, by: Person | None = None, *, reference: str = "", minutes: int = 30, later: int = 0) -> BreakGlass:
        """The head of service, or somebody else, opens it in their own scope."""
        who = by or self.head
        moment = self.now + timedelta(minutes=later)
        with acting(scope_of(who, moment.date())):
            return actions.open_in_emergency(
                reference=reference or self.case.reference, reason=REASON, minutes=minutes, by=who, now=moment
            )

    def reads(self, by: Person, after: timedelta) -> bool:
        """Whether somebody can read the case so long after."""
        with acting(scope_of(by, self.now.date())):
            return cases.case_let_into(by, "staff_list", self.case.pk, self.now + after) is not None


def a_closed_list(now: datetime) -> Council:
    """A council with a list, a head of service who does not see it, and a privacy officer."""
    here = a_council()
    case = upload("Name,Registration number\nAnn Ash,SW1\n", by=an_officer(here), to=here, now=now).staff_list
    head = an_officer(here, "Hal Head", Role.HEAD_OF_SERVICE)
    return Council(here, head, an_officer(here, "Pia Guard", Role.PRIVACY_OFFICER), case, now)


@pytest.fixture
def council(now: datetime) -> Council:
    return a_closed_list(now)


def told(person: Person, template: str) -> list[Notice]:
    with system("test"):
        return list(Notice.objects.filter(to_person=person, template=template))


@pytest.mark.clause("PLAN-O9")
def test_it_opens_the_case_tells_the_privacy_officer_and_opens_a_review_all_in_one_transaction(
    council: Council,
) -> None:
    opening = council.opens()
    with system("test"):
        event = Entry.objects.get(kind="break_glass.opened")
        review = BreakGlassReview.objects.get()
    assert (event.case_id, event.actor_id) == (council.case.pk, council.head.actor_id)
    assert (review.opening_id, review.state, review.opened_by_id) == (opening.pk, "to_review", council.head.pk)
    assert [notice.about for notice in told(council.guard, "glass_broken")] == [
        f"break_glass.breakglassreview:{review.pk}"
    ]
    assert council.reads(council.head, timedelta(0))
    with acting(scope_of(council.guard, council.now.date())):
        assert [line.pk for line in cases.needs_me(council.guard, council.now.date())] == [review.pk]


def test_nothing_is_left_of_it_where_the_privacy_officer_could_not_be_told(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: Any) -> None:
        raise RuntimeError("the outbox is away")

    monkeypatch.setattr("almoner.break_glass.actions.notices.queue", fails)
    with pytest.raises(RuntimeError):
        council.opens()
    with system("test"):
        assert not BreakGlass.objects.exists()
        assert not BreakGlassReview.objects.exists()
        assert not Entry.objects.filter(kind="break_glass.opened").exists()


def test_openings_reviews_events_and_alerts_are_as_many_as_each_other(council: Council) -> None:
    for turn in range(3):
        council.opens(minutes=15, later=20 * turn)
    with system("test"):
        counts = [
            BreakGlass.objects.count(),
            BreakGlassReview.objects.count(),
            Entry.objects.filter(kind="break_glass.opened").count(),
            len(told(council.guard, "glass_broken")),
        ]
    assert counts == [3, 3, 3, 3]


def test_the_database_refuses_an_opening_without_its_review(council: Council) -> None:
    def written() -> None:
        with system("test"), transaction.atomic():
            BreakGlass.objects.create(
                organisation=council.here,
                person=council.head,
                subject=f"employment.stafflist:{council.case.pk}",
                called="A list",
                reason=REASON,
                opened_at=council.now,
                ends_at=council.now + timedelta(minutes=5),
            )
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")

    with pytest.raises(IntegrityError, match="break_glass_is_reviewed"):
        written()


def test_it_lasts_to_the_second_and_never_longer_than_an_hour(council: Council) -> None:
    council.opens(minutes=600)
    assert council.reads(council.head, timedelta(minutes=59, seconds=59))
    assert not council.reads(council.head, timedelta(minutes=60))


@pytest.mark.parametrize(
    ("field", "minutes"), [("ends_at", 1), ("opened_at", -1)], ids=["made to last longer", "moved back"]
)
def test_an_opening_is_never_made_longer_or_away_with(council: Council, field: str, minutes: int) -> None:
    opening = council.opens(minutes=15)
    moved = {field: getattr(opening, field) + timedelta(minutes=minutes)}
    for change in (moved, {"reason": "Something else"}):
        with system("test"), pytest.raises(ProgrammingError), transaction.atomic():
            BreakGlass.objects.filter(pk=opening.pk).update(**change)
    with system("test"), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from people_breakglass where id = %s", [opening.pk])


def test_ended_early_it_ends_at_once_and_is_still_reviewed(council: Council) -> None:
    opening = council.opens()
    with system("test"):
        actions.end_early(opening=opening, by=council.head, now=council.now + timedelta(minutes=5))
        assert Entry.objects.filter(kind="break_glass.ended").count() == 1
        assert BreakGlassReview.objects.get().closed_at is None
    assert council.reads(council.head, timedelta(minutes=4))
    assert not council.reads(council.head, timedelta(minutes=5))


def test_a_conflict_keeps_somebody_away_before_and_during_an_emergency(council: Council) -> None:
    subject = f"employment.stafflist:{council.case.pk}"
    council.opens()
    with system("test"):
        people.declare(
            person=council.head,
            subject=subject,
            called="A list",
            organisation=council.here,
            words="My sister",
            now=council.now,
        )
    assert not council.reads(council.head, timedelta(minutes=1))
    with pytest.raises(Refused, match="No case that you may open"):
        council.opens(later=40)


def test_losing_the_role_ends_it(council: Council) -> None:
    council.opens()
    with system("test"):
        Membership.objects.filter(person=council.head).update(role=Role.TEAM_MANAGER)
    assert not council.reads(council.head, timedelta(minutes=1))


def test_a_reference_says_the_same_whether_there_is_no_case_or_it_is_not_theirs(council: Council) -> None:
    elsewhere = a_council("Elsewhere")
    stranger = an_officer(elsewhere, "Stella Far", Role.HEAD_OF_SERVICE)
    an_officer(elsewhere, "Gus Far", Role.PRIVACY_OFFICER)
    council.opens()
    with system("test"):
        review = BreakGlassReview.objects.get()
    said = set()
    for who, reference in (
        (stranger, council.case.reference),
        (stranger, "STA-2026-FFFFFF"),
        (council.head, council.case.reference[:-1]),
        (council.head, review.reference),
    ):
        with pytest.raises(Refused) as refused:
            council.opens(who, reference=reference)
        said.add(str(refused.value))
    assert said == {actions.NOTHING_TO_OPEN.because}


def test_asked_for_twice_it_is_one_opening(council: Council) -> None:
    assert council.opens() == council.opens(later=1)


def test_nobody_opens_a_case_where_nobody_else_could_review_it(council: Council) -> None:
    with system("test"):
        Membership.objects.filter(person=council.guard).update(person=council.head)
    with pytest.raises(Refused, match="no privacy officer"):
        council.opens()


def settle(council: Council, by: Person, move: str, **values: Any) -> None:
    """Take a move on the review, in one's own scope."""
    with system("test"):
        review = BreakGlassReview.objects.get()
    with acting(scope_of(by, council.now.date())):
        casework.take(
            case=review,
            move=move,
            by=by,
            now=council.now + timedelta(minutes=10),
            key=move,
            version=review.version,
            reasons="I read what they read",
            values=values,
        )


@pytest.mark.clause("PLAN-O9")
def test_whoever_opened_the_case_never_reviews_it_though_they_are_a_privacy_officer(council: Council) -> None:
    council.opens()
    with system("test"):
        Membership.objects.create(
            person=council.head, organisation=council.here, role=Role.PRIVACY_OFFICER, starts=council.now.date()
        )
    with pytest.raises(casework.NotVisible):
        settle(council, council.head, "find_justified")
    with acting(scope_of(council.head, council.now.date())):
        assert not cases.needs_me(council.head, council.now.date()).exists()
    with system("test"), pytest.raises(IntegrityError), transaction.atomic():
        BreakGlassReview.objects.update(settled_by=council.head)
    settle(council, council.guard, "find_justified")
    with system("test"):
        assert BreakGlassReview.objects.get().settled_by == council.guard
        assert not Turn.objects.filter(case_id=BreakGlassReview.objects.get().pk).exists()
    assert len(told(council.head, "glass_reviewed")) == 1


def test_found_not_justified_it_ends_at_once(council: Council) -> None:
    council.opens(minutes=60)
    settle(council, council.guard, "find_not_justified", follows="The director has been told")
    assert council.reads(council.head, timedelta(minutes=9))
    assert not council.reads(council.head, timedelta(minutes=10))


def test_a_privacy_officer_with_a_conflict_in_the_case_neither_hears_of_it_nor_sees_its_review(
    council: Council,
) -> None:
    other = an_officer(council.here, "Otto Guard", Role.PRIVACY_OFFICER)
    with system("test"):
        people.declare(
            person=other,
            subject=f"employment.stafflist:{council.case.pk}",
            called="A list",
            organisation=council.here,
            words="My brother",
            now=council.now,
        )
    council.opens()
    assert told(other, "glass_broken") == []
    with acting(scope_of(other, council.now.date())):
        assert not cases.needs_me(other, council.now.date()).exists()
    with pytest.raises(casework.NotVisible):
        settle(council, other, "find_justified")
