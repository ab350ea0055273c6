"""Setting organisations up."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from almoner.people.actions.invitation import invite
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where
from almoner.people.rules import OrganisationKind, Permission, Role
from almoner.people.rules.refusal import Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.clock import london_date
from almoner.scope.context import system


@transaction.atomic
def set_up_organisation(
    *, name: str, slug: str, kind: OrganisationKind, by: Actor, now: datetime, first_administrator: str = ""
) -> Organisation:
    """Make an organisation, and invite its first administrator where an address is given.

    Raises Refused where the short name is taken, and where `by` is somebody who may not set organisations up.
    Whoever does it belongs to another organisation and stays outside this one, so the invitation is written as
    the system, after that check.
    """
    if isinstance(by, Person) and not organisations_where(by, Permission.MANAGE_ORGANISATIONS, london_date(now)):
        raise Refused(
            Refusal(
                "You cannot set up organisations.", f"Ask somebody who may {Permission.MANAGE_ORGANISATIONS.words}."
            )
        )
    try:
        with transaction.atomic():
            made = Organisation.objects.create(name=name, slug=slug, kind=kind)
    except IntegrityError as problem:
        raise Refused(Refusal(f"The short name {slug} is taken.", "Choose another.")) from problem
    with system("the first administrator of a new organisation"):
        append(
            kind="organisation.set_up",
            subject=f"people.organisation:{made.id}",
            organisation_id=made.id,
            by=by,
            now=now,
            after={"name": name, "kind": kind},
        )
        if first_administrator:
            invite(
                email=first_administrator,
                organisation=made,
                role=Role.ORGANISATION_ADMINISTRATOR,
                by=by,
                now=now,
            )
    return made
