"""Opening a case in an emergency, ending it early, and what follows from its review."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from almoner.break_glass import queries
from almoner.break_glass.models import BreakGlassReview
from almoner.break_glass.rules import BREAK_GLASS_REVIEW, CLAUSE, NOT_JUSTIFIED
from almoner.clauses import cites
from almoner.notices import actions as notices
from almoner.people.models import BreakGlass, Person
from almoner.people.rules.break_glass import SHORTEST_REASON, ends, reason_is_enough
from almoner.people.rules.refusal import Refusal, Refused
from almoner.procedure import actions as casework
from almoner.procedure import queries as cases
from almoner.procedure import registry
from almoner.procedure.models import Docket, Step
from almoner.record.actions import append
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date

OPENED_BY_ITSELF = SystemActor("platform:break-glass")

#: The same words whether there is no such case, it is not theirs to open, or a conflict keeps them away from it.
NOTHING_TO_OPEN = Refusal(
    "No case that you may open has this reference.",
    "Check it letter by letter. If somebody is in danger now, call 999 and then the team that knows them.",
    CLAUSE,
)
NOBODY_TO_REVIEW = Refusal(
    "Your organisation has no privacy officer, other than you, who could review this.",
    "Ask its administrator to name one.",
    CLAUSE,
)


class SeenAlready(Exception):
    """The person sees the case without opening anything."""

    def __init__(self, line: Docket) -> None:
        self.line = line
        super().__init__(line.reference)


@cites(CLAUSE)
@transaction.atomic
def open_in_emergency(*, reference: str, reason: str, minutes: int, by: Person, now: datetime) -> BreakGlass:
    """Let `by` read one case of their own organisation for `minutes`, an hour at most, and tell those who review it.

    In one transaction: the opening, its event (sealed at once), its review on the privacy officers' worklist, and a
    notice to each of them. Asked for again while it lasts, it is the same opening. Raises SeenAlready, and Refused
    where the reason says too little, where nobody could review it, and, in the same words whatever the cause, where
    there is nothing that they may open by this reference.
    """
    on = london_date(now)
    # One at a time for one person: a double click opens once.
    Person.objects.select_for_update().get(pk=by.pk)
    if not reason_is_enough(reason):
        raise Refused(
            Refusal("The reason says too little.", f"Say why in at least {SHORTEST_REASON} characters.", CLAUSE)
        )
    if not queries.has_reviewers(by, on):
        raise Refused(NOBODY_TO_REVIEW)
    line = queries.line_of_reference(by, reference, on)
    if line is None:
        raise Refused(NOTHING_TO_OPEN)
    if cases.case_visible_to(by, line.procedure, line.pk, on):
        raise SeenAlready(line)
    if opened := cases.case_let_into(by, line.procedure, line.pk, now):
        return opened[1]
    told = queries.reviewers(by, line.organisation_id, queries.subject_of(line), on)
    if not told:
        raise Refused(NOTHING_TO_OPEN)
    opening = _open(line, reason, minutes, by, now)
    review = _review(opening, line, now)
    for officer in told:
        _alert(officer, review, now)
    return opening


def _open(line: Docket, reason: str, minutes: int, by: Person, now: datetime) -> BreakGlass:
    opening = BreakGlass.objects.create(
        organisation_id=line.organisation_id,
        person=by,
        subject=queries.subject_of(line),
        called=f"{registry.named(line.procedure).procedure.words} {line.reference}"[:200],
        reason=reason.strip(),
        opened_at=now,
        ends_at=ends(opened=now, minutes=minutes),
    )
    append(
        kind="break_glass.opened",
        subject=f"people.breakglass:{opening.pk}",
        case_id=line.pk,
        organisation_id=line.organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
        reasons=opening.reason,
        after={"matter": opening.subject, "ends": opening.ends_at},
    )
    return opening


def _review(opening: BreakGlass, line: Docket, now: datetime) -> BreakGlassReview:
    review = BreakGlassReview(
        title=f"{opening.person.name} opened a case in an emergency"[:200],
        organisation_id=opening.organisation_id,
        visible_to=[opening.organisation_id],
        opening=opening,
        of_case=line.pk,
        opened_by=opening.person,
    )
    key = f"opening:{opening.pk}"
    casework.open_case(BREAK_GLASS_REVIEW, case=review, move="open", by=OPENED_BY_ITSELF, now=now, key=key)
    return review


def _alert(officer: Person, review: BreakGlassReview, now: datetime) -> None:
    notices.queue(
        to=officer,
        template="glass_broken",
        values={"where": f"/cases/{BREAK_GLASS_REVIEW.name}/{review.pk}/"},
        about=review,
        key=f"opening:{review.opening_id}:{officer.pk}",
        now=now,
    )


@transaction.atomic
def note_nothing_opened(*, organisation_id: int, by: Person, now: datetime) -> None:
    """Put on the record that somebody asked to open a case and nothing was opened; what they typed is not kept."""
    append(
        kind="break_glass.nothing_opened",
        subject=f"people.person:{by.pk}",
        organisation_id=organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
    )


@transaction.atomic
def end_early(*, opening: BreakGlass, by: Actor, now: datetime) -> None:
    """End an opening now. One that has ended already stays as it is."""
    held = BreakGlass.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if held.ends_at <= now:
        return
    before, held.ends_at = held.ends_at, now
    held.save(update_fields=["ends_at"])
    append(
        kind="break_glass.ended",
        subject=f"people.breakglass:{held.pk}",
        organisation_id=held.organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
        before={"ends": before},
        after={"ends": now},
    )


def follow_review(*, case: BreakGlassReview, step: Step, by: Actor, now: datetime) -> None:
    """What follows from settling a review: who settled it is kept, and whoever opened the case is told.

    Found not justified, the opening ends at once if it still lasts. Called by the engine in the move's transaction.
    """
    case.settled_by_id = step.by_id
    case.save(update_fields=["settled_by"])
    if step.to_state == NOT_JUSTIFIED:
        end_early(opening=case.opening, by=by, now=now)
    notices.queue(
        to=case.opened_by,
        template="glass_reviewed",
        values={"where": f"/break-glass/{case.opening_id}/"},
        key=f"reviewed:{case.pk}",
        organisation_id=case.organisation_id,
        now=now,
    )
