"""Writes: adding a policy, publishing a version, reviewing it, handing it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction

from almoner.dates.days import day_of
from almoner.documents.models import Document
from almoner.people.models import Person
from almoner.people.queries import holds
from almoner.people.rules import Permission
from almoner.policies import access, queries, rules
from almoner.policies.models import Policy, PolicyReview, Version
from almoner.policies.rules import CLAUSE, POLICY_REVIEW
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import Refusal, Refused
from almoner.record import actions as record
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date

SWEEP = SystemActor("worker:policies")


@dataclass(frozen=True, slots=True)
class Words:
    """What a version says: its text, or a document, and by when it must be reviewed."""

    text: str
    review_by: date
    in_force_from: date
    what_changed: str = ""
    document: Document | None = None


@transaction.atomic
def add(
    *, organisation_id: int, title: str, summary: str, owner: Person, words: Words, by: Person, now: datetime
) -> Policy:
    """Add a policy with its first version, an owner and the date by which it must be reviewed (FTP-0).

    Raises Refused when the person does not manage the organisation's policies, when the owner could not read it, when
    it says nothing, when the date of review will not do, or when there is a policy of that title.
    """
    on = london_date(now)
    _insist(holds(by, Permission.MANAGE_POLICIES, organisation_id, on), "You do not manage policies here.")
    _check_owner(owner, organisation_id, on)
    _check_words(words, on)
    policy = Policy(
        organisation_id=organisation_id,
        title=title.strip(),
        summary=summary.strip(),
        owner=owner,
        review_by=words.review_by,
        added_at=now,
    )
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            Refusal(
                CLAUSE, "There is a policy of this title already.", "Publish a new version of it, or change the title."
            )
        ) from error
    _write_version(policy, 1, words, by, now)
    _append("policy.added", policy, by, now, after={"version": 1, "owner": owner.pk, "review_by": words.review_by})
    return policy


@transaction.atomic
def publish(*, policy: Policy, words: Words, by: Person, now: datetime) -> Version:
    """Publish another version. A review that is under way ends by it.

    Raises Refused when the person may not change the policy, it says nothing, or the date of review will not do.
    """
    on = london_date(now)
    held = Policy.objects.select_for_update().get(pk=policy.pk)
    _insist(access.can_change(by, held, on), "You neither own this policy nor manage policies here.")
    _check_words(words, on)
    before = {"version": held.current, "review_by": held.review_by}
    held.current, held.review_by = held.current + 1, words.review_by
    held.save(update_fields=["current", "review_by"])
    version = _write_version(held, held.current, words, by, now)
    _append("policy.published", held, by, now, before, {"version": held.current, "review_by": held.review_by})
    if review := queries.open_review_of(held):
        procedure.take(case=review, move="replace", by=by, now=now, key=f"version:{held.current}")
    return version


def _write_version(policy: Policy, number: int, words: Words, by: Person, now: datetime) -> Version:
    version = Version(
        organisation_id=policy.organisation_id,
        policy=policy,
        number=number,
        in_force_from=words.in_force_from,
        text=words.text.strip(),
        document=words.document,
        what_changed=words.what_changed.strip(),
        review_by=words.review_by,
        published_by=by,
        published_at=now,
    )
    version.save(force_insert=True)
    return version


@transaction.atomic
def hand_over(*, policy: Policy, owner: Person, by: Person, now: datetime) -> Policy:
    """Give a policy to another owner; a review that is under way goes with it. Raises Refused."""
    on = london_date(now)
    held = Policy.objects.select_for_update().get(pk=policy.pk)
    _insist(access.can_change(by, held, on), "You neither own this policy nor manage policies here.")
    _check_owner(owner, held.organisation_id, on)
    before = {"owner": held.owner_id}
    held.owner = owner
    held.save(update_fields=["owner"])
    _append("policy.handed_over", held, by, now, before, {"owner": owner.pk})
    if review := queries.open_review_of(held):
        procedure.refresh_turns(case=review, by=by, now=now)
    return held


@transaction.atomic
def begin_review(*, policy: Policy, by: Person, now: datetime) -> PolicyReview:
    """Begin a review before it is due; the one under way, when one is. Raises Refused."""
    if review := queries.open_review_of(policy):
        return review
    _insist(access.can_change(by, policy, london_date(now)), "You neither own this policy nor manage policies here.")
    return _open(policy, move="begin", by=by, now=now, key=f"{policy.pk}:{uuid4()}")


def open_due_reviews(*, now: datetime) -> int:
    """Put every policy that is overdue for review on its owner's worklist (FTP-0). Returns how many."""
    with transaction.atomic():
        due = queries.fallen_due(london_date(now))
    for policy in due:
        with transaction.atomic():
            key = f"{policy.pk}:{policy.current}:{policy.review_by.isoformat()}"
            _open(policy, move="fall_due", by=SWEEP, now=now, key=key)
    return len(due)


def _open(policy: Policy, *, move: str, by: Actor, now: datetime, key: str) -> PolicyReview:
    case = PolicyReview(
        title=policy.title,
        organisation_id=policy.organisation_id,
        visible_to=[policy.organisation_id],
        policy=policy,
        of_version=policy.current,
    )
    receipt = procedure.open_case(POLICY_REVIEW, case=case, move=move, by=by, now=now, key=key)
    return PolicyReview.objects.get(pk=receipt.case.pk)


def set_next_review(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from keeping a policy as it is: the date by which it must be reviewed next."""
    policy = Policy.objects.select_for_update().get(reviews__pk=case.pk)
    before = {"review_by": policy.review_by}
    policy.review_by = day_of(step.values["review_by"])
    policy.save(update_fields=["review_by"])
    _append("policy.kept", policy, by, now, before, {"review_by": policy.review_by})


def _insist(allowed: bool, because: str) -> None:
    if not allowed:
        raise Refused(Refusal(CLAUSE, because, "Ask the policy’s owner or somebody who manages policies here."))


def _check_owner(owner: Person, organisation_id: int, on: date) -> None:
    if not (owner.is_active and holds(owner, Permission.SEE_POLICIES, organisation_id, on)):
        raise Refused(
            Refusal(
                CLAUSE, "The owner must work here and be able to read the policy.", "Choose somebody who works here."
            )
        )


def _check_words(words: Words, on: date) -> None:
    if not words.text.strip() and words.document is None:
        raise Refused(Refusal(CLAUSE, "The version says nothing.", "Write what the policy says, or attach it."))
    if fault := rules.fault_of_review_date(words.review_by, on=on):
        raise Refused(Refusal(CLAUSE, fault, "Give a date within the next three years."))


def _append(
    kind: str,
    policy: Policy,
    by: Actor,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record.append(
        kind=kind,
        subject=f"policies.policy:{policy.pk}",
        organisation_id=policy.organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
        before=before,
        after=after,
    )
