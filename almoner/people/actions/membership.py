"""Giving, changing and ending roles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from almoner.clauses import cites
from almoner.people.changes import people_changed
from almoner.people.models import Membership, Organisation, Person, Post
from almoner.people.queries import holds, organisations_where, people_holding
from almoner.people.rules import EMPLOYERS, ROLES, OrganisationKind, Permission, Role, roles_at
from almoner.people.rules.refusal import Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.clock import london_date


def check_may_give(role: Role, organisation: Organisation, *, by: Actor, on: date) -> None:
    """Raise Refused unless `by` may give `role` at `organisation` on a day; the platform itself always may.

    A role can be held only where its kind of organisation is, and is given by whoever holds what it asks.
    """
    kind = OrganisationKind(organisation.kind)
    if role not in roles_at(kind):
        raise Refused(
            Refusal(
                f"{ROLES[role].title} is not a role at {organisation.name}.",
                "Choose one of the roles listed for this kind of organisation.",
            )
        )
    if isinstance(by, Person) and not _may_give(role, organisation, by, on):
        raise Refused(
            Refusal(
                f"You cannot give the role of {ROLES[role].title}.",
                f"Ask somebody who may {ROLES[role].given_by.words}.",
            )
        )


def _may_give(role: Role, organisation: Organisation, by: Person, on: date) -> bool:
    if holds(by, ROLES[role].given_by, organisation.id, on):
        return True
    # Whoever runs the platform names the first administrator of each organisation, and no other role there.
    names_first = role in (Role.ORGANISATION_ADMINISTRATOR, Role.PRIVACY_OFFICER)
    return names_first and bool(organisations_where(by, Permission.MANAGE_ORGANISATIONS, on))


def _check_not_oneself(person: Person, by: Actor) -> None:
    if isinstance(by, Person) and by.id == person.id:
        raise Refused(
            Refusal("Nobody changes their own roles.", "Ask another administrator of your organisation to do it.")
        )


@transaction.atomic
def give_role(
    *,
    person: Person,
    organisation: Organisation,
    role: Role,
    starts: date,
    by: Actor,
    now: datetime,
    ends: date | None = None,
    post: Post | None = None,
) -> Membership:
    """Make a person a member of an organisation in a role, from a day, to a day if one is given.

    Raises Refused where `by` may not give it, where the person already holds it on one of those days, and where
    the post is taken. Every session of the person gets a new key, since what it may do has changed.
    """
    check_may_give(role, organisation, by=by, on=london_date(now))
    _check_not_oneself(person, by)
    held = Membership.objects.filter(person=person, organisation=organisation, role=role).exclude(ends__lt=starts)
    if (held.exclude(starts__gt=ends) if ends else held).exists():
        raise Refused(Refusal(f"{person.name} already has that role.", "End it first, or choose another day."))
    membership = Membership(person=person, organisation=organisation, role=role, starts=starts, ends=ends, post=post)
    _save(membership)
    append(
        kind="membership.began",
        subject=f"people.membership:{membership.id}",
        organisation_id=organisation.id,
        by=by,
        now=now,
        after={"person": person.id, "role": role, "starts": starts, "ends": ends, "post": post and post.id},
    )
    people_changed(organisation.id)
    return membership


def _save(membership: Membership) -> None:
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as problem:
        title = membership.post.title if membership.post else ""
        raise Refused(
            Refusal(
                f"Somebody else holds the post of {title} on one of those days.",
                "End their time in it first, or choose another post.",
                "STD-1.2",
            )
        ) from problem


@cites("STD-1.6")
def check_not_the_last(membership: Membership, *, last_day: date) -> None:
    """Raise Refused where ending a membership would leave a post empty that must always be filled.

    An employer always has a principal social worker named; every organisation has an administrator.
    """
    kept = {Role.ORGANISATION_ADMINISTRATOR.value}
    if membership.organisation.kind in EMPLOYERS:
        kept.add(Role.PRINCIPAL_SOCIAL_WORKER.value)
    if membership.role not in kept:
        return
    after = last_day + timedelta(days=1)
    others = [
        person
        for person in people_holding(membership.organisation_id, Role(membership.role), after)
        if person.id != membership.person_id
    ]
    if not others:
        title = ROLES[Role(membership.role)].title.lower()
        clause = "STD-1.6" if membership.role == Role.PRINCIPAL_SOCIAL_WORKER else ""
        raise Refused(
            Refusal(
                f"{membership.organisation.name} would have no {title}.",
                f"Name the next {title}, to begin by {after:%-d %B %Y}, and then end this role.",
                clause,
            )
        )


@transaction.atomic
def end_membership(
    *, membership: Membership, last_day: date, by: Actor, now: datetime, reasons: str = ""
) -> Membership:
    """End a role on a day, which is the last on which it counts.

    Raises Refused for a day before it began, for one’s own role, and where nobody would be left in a role that
    must always be filled.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(id=membership.id)
    )
    _check_not_oneself(membership.person, by)
    if last_day < membership.starts:
        raise Refused(
            Refusal("A role cannot end before it begins.", f"Choose {membership.starts:%-d %B %Y} or a later day.")
        )
    check_not_the_last(membership, last_day=last_day)
    before = membership.ends
    membership.ends = last_day
    _save(membership)
    append(
        kind="membership.ended",
        subject=f"people.membership:{membership.id}",
        organisation_id=membership.organisation_id,
        by=by,
        now=now,
        reasons=reasons,
        before={"ends": before},
        after={"ends": last_day},
    )
    people_changed(membership.organisation_id)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: Role, from_day: date, by: Actor, now: datetime) -> Membership:
    """Give a person another role in place of one they hold, from a day; the post stays theirs.

    Ends the first the day before, or takes it away whole if it would only have begun then. Raises Refused as
    giving and ending do. Returns the new membership.
    """
    old = Membership.objects.select_related("organisation", "person", "post").get(id=membership.id)
    if role == old.role:
        raise Refused(Refusal("That is the role they have.", "Choose another role."))
    if from_day <= old.starts:
        raise Refused(
            Refusal(
                "The new role would begin before the old one had.",
                f"Choose a day after {old.starts:%-d %B %Y}.",
            )
        )
    end_membership(membership=old, last_day=from_day - timedelta(days=1), by=by, now=now, reasons="Change of role")
    return give_role(
        person=old.person,
        organisation=old.organisation,
        role=role,
        starts=from_day,
        ends=membership.ends if membership.ends and membership.ends >= from_day else None,
        post=old.post,
        by=by,
        now=now,
    )
