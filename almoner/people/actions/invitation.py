"""Inviting somebody by a link that works once, and taking an invitation up."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from almoner.people.actions.membership import check_may_give, give_role
from almoner.people.actions.messages import send
from almoner.people.models import Invitation, Organisation, Person, Post
from almoner.people.queries.sign_in import digest, person_by_email
from almoner.people.rules import Role
from almoner.people.rules.refusal import Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.clock import london_date
from almoner.scope.context import system

GOOD_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    *,
    email: str,
    organisation: Organisation,
    role: Role,
    by: Actor,
    now: datetime,
    name: str = "",
    post: Post | None = None,
) -> tuple[Invitation, str]:
    """Offer somebody a role by a link that works once within seven days, and send it to them.

    An earlier offer of the same role to the same address is withdrawn. Returns the invitation and the link; only
    a digest of the link is kept. Raises Refused where `by` may not give the role.
    """
    check_may_give(role, organisation, by=by, on=london_date(now))
    address = email.strip().lower()
    for earlier in Invitation.objects.filter(
        organisation=organisation, email=address, role=role, accepted_at__isnull=True, withdrawn_at__isnull=True
    ):
        withdraw(invitation=earlier, by=by, now=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        name=name.strip(),
        role=role,
        post=post,
        digest=digest(token),
        invited_by=by if isinstance(by, Person) else None,
        sent_at=now,
        expires_at=now + GOOD_FOR,
    )
    path = reverse("invitation", args=[token])
    send(
        to=address,
        template="invitation",
        values={"organisation": organisation.id, "link": path},
        key=f"invitation:{invitation.id}",
        organisation_id=organisation.id,
        now=now,
    )
    append(
        kind="invitation.sent",
        subject=f"people.invitation:{invitation.id}",
        organisation_id=organisation.id,
        by=by,
        now=now,
        after={"role": role, "expires": invitation.expires_at},
    )
    return invitation, settings.BASE_URL.rstrip("/") + path


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    """Make an invitation’s link worthless. Raises Refused once it has been taken up."""
    invitation = Invitation.objects.select_for_update().get(id=invitation.id)
    if invitation.accepted_at:
        raise Refused(Refusal("The invitation has been taken up.", "End the role instead."))
    if invitation.withdrawn_at:
        return
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    append(
        kind="invitation.withdrawn",
        subject=f"people.invitation:{invitation.id}",
        organisation_id=invitation.organisation_id,
        by=by,
        now=now,
    )


def check_usable(invitation: Invitation | None, *, now: datetime) -> Invitation:
    """The invitation, or Refused where its link is unknown, used, withdrawn or too old: all in the same words."""
    if invitation and not invitation.accepted_at and not invitation.withdrawn_at and now <= invitation.expires_at:
        return invitation
    raise Refused(
        Refusal(
            "This link cannot be used.",
            "It may have been used already, or be more than seven days old. Ask whoever invited you for a new one.",
        )
    )


def accept(*, token: str, now: datetime, name: str = "", password: str = "", as_person: Person | None = None) -> Person:
    """Take up an invitation: make the account if the address has none, and begin the role today.

    Somebody who has an account takes it up as themselves, signed in (`as_person`); a link alone never signs
    anybody in to an account that exists, nor changes its password. Raises Refused.
    """
    with system("an invitation is taken up"), transaction.atomic():
        found = Invitation.objects.select_for_update(of=("self",)).filter(digest=digest(token)).first()
        invitation = check_usable(found, now=now)
        person = person_by_email(invitation.email)
        if person and (as_person is None or as_person.id != person.id):
            raise Refused(
                Refusal("There is an account for this address already.", "Sign in to it, then open the link again.")
            )
        if person is None:
            person = Person.objects.create_user(
                invitation.email, password, name=name.strip() or invitation.name or invitation.email, date_joined=now
            )
        invitation.accepted_at, invitation.accepted_by = now, person
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        by: Actor = invitation.invited_by or _Platform()
        give_role(
            person=person,
            organisation=invitation.organisation,
            role=Role(invitation.role),
            starts=london_date(now),
            post=invitation.post,
            by=by,
            now=now,
        )
        append(
            kind="invitation.accepted",
            subject=f"people.invitation:{invitation.id}",
            organisation_id=invitation.organisation_id,
            by=person,
            now=now,
        )
        return person


class _Platform:
    actor_id = "platform:first-administrator"


@transaction.atomic
def invite_first_administrator(*, email: str, organisation: str, now: datetime) -> str:
    """The link by which the first person of a new installation becomes its platform operator.

    Makes the organisation, a regulator, where there is none of that name. Returns the link, to be printed once.
    """
    from django.utils.text import slugify

    from almoner.people.rules import OrganisationKind

    place, _ = Organisation.objects.get_or_create(
        slug=slugify(organisation)[:60],
        defaults={"name": organisation, "kind": OrganisationKind.REGULATOR},
    )
    _, link = invite(email=email, organisation=place, role=Role.PLATFORM_OPERATOR, by=_Platform(), now=now)
    return link
