"""Reads of the rules that hold for an authority on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from almoner.people import queries as people
from almoner.people.models import Organisation, Person
from almoner.people.rules import Permission
from almoner.references.models import AuthoritySettings
from almoner.references.rules.packs import InForce, Region, Service, Settings, in_force


def settings_of(authority_id: int, on: date) -> Settings:
    """What the authority has set that holds on a day; the platform's own values where it has set nothing."""
    row = AuthoritySettings.objects.filter(authority_id=authority_id, starts__lte=on).order_by("-starts").first()
    return as_rules(row) if row else Settings()


def as_rules(row: AuthoritySettings) -> Settings:
    """Kept settings as the rules look at them."""
    return Settings(
        region=Region(row.region) if row.region else None,
        verification_days=row.verification_days,
        senior_roles=frozenset(row.senior_roles),
        gap_days=row.gap_days,
        passport_days=row.passport_days,
        cooling_off_months=row.cooling_off_months,
        keeps_procedure=row.keeps_procedure,
        caps=row.caps,
    )


def verification_days(authority_id: int, on: date) -> int:
    """The working days that a request to verify may take before it climbs (REF-6): two, unless set otherwise."""
    return settings_of(authority_id, on).verification_days


def senior_roles(authority_id: int, on: date) -> frozenset[str]:
    """The roles that count as suitably senior at an authority on a day (REF-5)."""
    return settings_of(authority_id, on).senior_roles


def gap_days(authority_id: int, on: date) -> int:
    """The longest gap in a history, in days, that the authority lets pass without an explanation (REF-9)."""
    return settings_of(authority_id, on).gap_days


def passport_days(authority_id: int, on: date) -> int:
    """For how many days a complete file serves the authority for further bookings."""
    return settings_of(authority_id, on).passport_days


def rules_for(authority_id: int, *, service: Service, starts: date, on: date) -> InForce:
    """The packs that judge a booking of this authority for an assignment that begins on `starts`."""
    return in_force(settings_of(authority_id, on), service=service, starts=starts, on=on)


def regions_of(authorities: Collection[int], on: date) -> dict[int, str]:
    """The regions of those of these organisations that have set one, on a day. One query."""
    rows = AuthoritySettings.objects.filter(authority_id__in=list(authorities), starts__lte=on).order_by("starts")
    return {authority: region for authority, region in rows.values_list("authority_id", "region") if region}


def set_so_far(authority_id: int) -> QuerySet[AuthoritySettings]:
    """Everything that the authority has ever set, newest first."""
    return AuthoritySettings.objects.filter(authority_id=authority_id).select_related("set_by").order_by("-starts")


def authority_set_by(person: Person, on: date) -> Organisation | None:
    """The authority whose settings the person decides, the first by name where they are several."""
    where = people.organisations_where(person, Permission.SET_BOOKING_RULES, on)
    return next((one for one in people.organisations_of(person, on) if one.pk in where), None)
