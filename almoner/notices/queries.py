"""Reads: a case's notices, what could not be delivered, the calendar behind a secret, the demonstration's mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from almoner.notices.models import CalendarFeed, DemonstrationMail, Notice
from almoner.notices.rules import State, secret_hash
from almoner.people.models import Membership, Person
from almoner.people.queries import memberships_on, organisations_where
from almoner.people.rules import Permission
from almoner.scope.context import system


def on_case(case_id: UUID, person: Person, on: date) -> QuerySet[Notice]:
    """The notices about a case, latest first, with their readers, for somebody who may see the case.

    Where organisations share a case, each sees what it sent itself and what its own people were sent: whom another
    one told of it is that one's own business.
    """
    homes = {membership.organisation_id for membership in memberships_on(person, on)}
    colleagues = Membership.objects.filter(organisation_id__in=homes, person=OuterRef("to_person"))
    theirs = Q(organisation_id__in=homes) | Exists(colleagues)
    found = Notice.objects.filter(theirs, case_id=case_id)
    return found.select_related("to_person").order_by("-queued_at", "-pk")


def visible_to(person: Person, on: date) -> QuerySet[Notice]:
    """The notices a person may see: those sent at their asking, and those of organisations whose notices they may.

    What they asked for on behalf of an organisation is theirs no longer than they belong to it.
    """
    homes = {membership.organisation_id for membership in memberships_on(person, on)}
    theirs = Q(asked_by=person) & (Q(organisation=None) | Q(organisation_id__in=homes))
    return Notice.objects.filter(
        theirs | Q(organisation_id__in=organisations_where(person, Permission.SEE_NOTICES, on))
    )


def undelivered(person: Person, on: date) -> QuerySet[Notice]:
    """What could not be delivered and the person may see, latest first, with reader and sender."""
    failed = visible_to(person, on).filter(state__in=[State.BOUNCED, State.SET_ASIDE])
    return failed.select_related("to_person", "asked_by").order_by("-settled_at", "-pk")


def carried_as(provider: str, name: str) -> Notice | None:
    """The notice that a carrier knows by this name."""
    return Notice.objects.filter(provider=provider, carried_as=name).first()


def oldest_due(*, now: datetime) -> timedelta:
    """How long the oldest notice that is due has been waiting; nothing when none waits."""
    oldest = _due(now).aggregate(at=Min("due_at"))["at"]
    return now - oldest if oldest else timedelta(0)


def how_many_due(*, now: datetime) -> int:
    """How many notices are due and not sent."""
    return _due(now).count()


def _due(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state__in=[State.QUEUED, State.SENDING], due_at__lte=now)


def calendar_of(person: Person) -> CalendarFeed | None:
    """A person's calendar address, if they have one."""
    return CalendarFeed.objects.filter(person=person, ended_at__isnull=True).first()


def calendar_by_secret(secret: str) -> CalendarFeed | None:
    """The calendar that a secret opens, with its person; None when it has ended or never was, or the person left."""
    found = CalendarFeed.objects.filter(token_hash=secret_hash(secret), ended_at__isnull=True, person__is_active=True)
    # nobody is signed in to a calendar program; the secret is what lets it in
    with system("opening a calendar by its secret"), transaction.atomic():
        return found.select_related("person").first()


def demonstration_mail(to: str = "") -> QuerySet[DemonstrationMail]:
    """The demonstration's mail, latest first, of one reader or of all."""
    mail = DemonstrationMail.objects.all()
    return mail.filter(to_address=to) if to else mail


def names_by_address(addresses: set[str]) -> dict[str, str]:
    """Who has each of these addresses, for the demonstration's pages."""
    return dict(Person.objects.filter(email__in=addresses).values_list("email", "name"))


def demonstration_readers() -> QuerySet[Person]:
    """The people of the demonstration who have had mail, by name."""
    return Person.objects.filter(email__in=DemonstrationMail.objects.values("to_address")).order_by("name")
