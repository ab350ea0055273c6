"""Worries, referrals, concerns and findings of the invented region, by the actions that people take, in their names.

Each story is a list of steps so many days ago, under keys that stay the same: made again, nothing is made twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from almoner.dates.days import add_months
from almoner.demo.queries import holder_of
from almoner.demo.region import REGULATOR
from almoner.demo.worries import EFFECTS, JUDGED, LEARNED, LONGEST_AGO, MEETING, PLAN, RISK, STORIES, TELLING, Story
from almoner.employment.models import StaffMember
from almoner.fitness.actions.endings import end_assignment
from almoner.fitness.actions.findings import share_outcome
from almoner.fitness.actions.learning import confirm_reading
from almoner.fitness.actions.orders import make_order
from almoner.fitness.actions.worries import write_down
from almoner.fitness.models import (
    Concern,
    Finding,
    Investigation,
    LearningAction,
    OrganisationalFinding,
    PerformanceRecord,
    Recommendation,
    Referral,
)
from almoner.fitness.rules.order_law import Source
from almoner.people import queries as people
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case
from almoner.scope.clock import london_date


@dataclass
class _Telling:
    """One story as it is told: about whom, by whom, and the moment that it has come to."""

    story: Story
    member: StaffMember
    manager: Person
    above: Person
    now: datetime
    at: datetime

    def step(self, case: Case, move: str, by: Person, reasons: str = "", **values: Any) -> Any:
        """Take a step, some hours after the last; taken already, it stays as it was."""
        self.at += timedelta(hours=5)
        key = f"demo:{self.story.slug}:{move}"
        return procedure.take(
            case=case, move=move, by=by, now=min(self.at, self.now), key=key, reasons=reasons, values=values
        ).case


def make_cases(*, now: datetime) -> None:
    """Worries, referrals, concerns in every stage, an order in force, and a finding with learning under way.

    They are about social workers of the councils whose staff lists are finished. Each story is a transaction.
    """
    members = _members(now)
    for story in STORIES:
        told = next((one for one in members if one.member.organisation.slug == story.council), None)
        if told is None:
            continue
        members.remove(told)
        began = now - timedelta(days=story.days_ago)
        telling = _Telling(story, told.member, told.manager, told.above, now, began.replace(hour=9, minute=0))
        with transaction.atomic():
            _tell(telling)


@dataclass(frozen=True)
class _InTheLine:
    member: StaffMember
    manager: Person
    above: Person


def _members(now: datetime) -> list[_InTheLine]:
    """Members of staff with an account, and with a manager and a manager above who have been theirs all that time.

    In the order of their numbers.
    """
    on, found = london_date(now), []
    before = on - timedelta(days=LONGEST_AGO)
    slugs = {story.council for story in STORIES}
    staff = StaffMember.objects.filter(organisation__slug__in=slugs, person__isnull=False, ends__isnull=True)
    for member in staff.select_related("organisation", "person").order_by("number")[:200]:
        assert member.person is not None  # noqa: S101  only those with an account were asked for
        if Role.PRACTITIONER not in people.roles_of(member.person, on):
            continue
        manager = people.line_manager_of(member.person.pk, member.organisation_id, on)
        above = people.next_manager_up_of(member.person.pk, member.organisation_id, on)
        then = people.line_manager_of(member.person.pk, member.organisation_id, before)
        if manager and above and manager == then:
            found.append(_InTheLine(member, manager, above))
    return found


def _tell(telling: _Telling) -> None:
    story, happened = telling.story, london_date(telling.at) - timedelta(days=3)
    if story.ending:
        _end(telling)
        return
    worry = {"happened_on": happened, "what": story.what, **({"tried": story.tried} if story.tried else {})}
    key = f"demo:{story.slug}"
    made = write_down(member=telling.member, values=worry, by=telling.manager, now=telling.at, key=key)
    record = PerformanceRecord.objects.get(pk=made.case.pk)
    if story.closed:
        telling.step(record, "close", telling.manager, story.closed[1], how=story.closed[0])
    if "refer" in story.steps:
        telling.step(record, "refer", telling.manager)
        referral = Referral.objects.get(performance=record)
        for move in story.steps[1:]:
            referral = _refer(telling, referral, move) or referral
        _at_the_regulator(telling, referral)


def _refer(telling: _Telling, referral: Referral, move: str) -> Referral | None:
    on = london_date(telling.at)
    _, head = holder_of(telling.story.council, Role.HEAD_OF_SERVICE, on)
    values: Mapping[str, Mapping[str, Any]] = {
        "put_forward": telling.story.statement(),
        "discuss": {"discussed_on": on, "discussion": "We went through what happened and agree that it is serious."},
        "agree": JUDGED,
        "submit": EFFECTS,
    }
    by = {"discuss": telling.above, "agree": head}.get(move, telling.manager)
    return telling.step(referral, move, by, **values[move]) if move in values else None


def _at_the_regulator(telling: _Telling, referral: Referral) -> None:
    story, on = telling.story, london_date(telling.now)
    concern = Concern.objects.filter(referral_id=referral.pk).first()
    if concern is None:
        return
    _, officer = holder_of(REGULATOR, Role.TRIAGE_OFFICER, on)
    for move, reasons, values in story.triage:
        concern = telling.step(concern, move, officer, reasons, **values)
    if investigation := Investigation.objects.filter(concern=concern).first():
        _investigate(telling, investigation)
    if story.interim:
        _order(telling, Concern.objects.get(pk=concern.pk))
    if story.outcome:
        _share(telling, Concern.objects.get(pk=concern.pk))


def _investigate(telling: _Telling, investigation: Investigation) -> None:
    _, investigator = holder_of(REGULATOR, Role.INVESTIGATOR, london_date(telling.now))
    if "plan" in telling.story.investigated:
        investigation = telling.step(investigation, "plan", investigator, **PLAN, **RISK)
    if "tell_worker" in telling.story.investigated:
        telling.step(investigation, "tell_worker", investigator, **TELLING)


def _order(telling: _Telling, concern: Concern) -> None:
    """An interim order in force since the day after the panel sat."""
    _, officer = holder_of(REGULATOR, Role.HEARINGS_OFFICER, london_date(telling.now))
    telling.at += timedelta(days=10)
    starts = london_date(telling.at)
    make_order(
        concern=concern, kind="interim-conditions", starts=starts, until=add_months(starts, 12) - timedelta(days=1),
        text="Works only where another social worker checks each record within two days.",
        reasons="Nothing less protects the public while the facts are found out.", by=officer, now=telling.at,
        key=f"demo:{telling.story.slug}", source=Source.INTERIM,
    )  # fmt: skip


def _share(telling: _Telling, concern: Concern) -> None:
    """The outcome at the employer: acknowledged, discussed, one lesson under way and read by some."""
    _, investigator = holder_of(REGULATOR, Role.INVESTIGATOR, london_date(telling.now))
    outcome, on = telling.story.outcome, london_date(telling.now)
    assert outcome is not None  # noqa: S101  only a story with an outcome comes here
    telling.at += timedelta(days=20)
    share_outcome(
        concern=concern, outcome=outcome.line, words=outcome.words, recommendations=outcome.recommendations,
        organisational=outcome.organisational, by=investigator, now=min(telling.at, telling.now),
        key=f"demo:{telling.story.slug}",
    )  # fmt: skip
    finding = Finding.objects.filter(member=telling.member).order_by("-opened_at").first()
    if not outcome.answered or finding is None:
        return
    _, head = holder_of(telling.story.council, Role.HEAD_OF_SERVICE, on)
    _, deputy = holder_of(telling.story.council, Role.DEPUTY_DIRECTOR, on)
    telling.step(finding, "acknowledge", head)
    first = Recommendation.objects.filter(finding=finding).order_by("reference").first()
    if first:
        telling.step(first, "plan", head, owner=telling.above.email, due_on=on + timedelta(days=45))
    telling.at += timedelta(days=6)
    met: dict[str, Any] = {
        "met_on": london_date(telling.at),
        "heads_there": head.name,
        "deputy_there": deputy.name,
        **MEETING,
    }
    telling.step(finding, "discuss", head, **met)
    telling.step(finding, "decide", head, owner=telling.above.email, due_on=on + timedelta(days=30), **LEARNED)
    for action in LearningAction.objects.filter(finding_id=finding.pk):
        for reader in _readers(telling, on):
            confirm_reading(action_id=action.pk, by=reader, now=telling.now)
    for organisational in OrganisationalFinding.objects.filter(organisation=telling.member.organisation):
        telling.step(organisational, "acknowledge", head)


def _readers(telling: _Telling, on: date) -> Iterator[Person]:
    yield from people.people_holding(telling.member.organisation_id, Role.PRACTITIONER, on)[:3]


def _end(telling: _Telling) -> None:
    """An agency worker's assignment that ended, with the answer there and then."""
    on = london_date(telling.at)
    values = {**telling.story.ending, "ended_on": on, "spoken_on": on, "what": telling.story.what}
    key = f"demo:{telling.story.slug}"
    end_assignment(member=telling.member, values=values, by=telling.manager, now=telling.at, key=key)
