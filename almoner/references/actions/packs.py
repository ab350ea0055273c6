"""Writes of what an authority sets for its bookings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from almoner.people.models import Organisation, Person
from almoner.procedure.rules import Refused
from almoner.record import actions as record
from almoner.references.models import AuthoritySettings
from almoner.references.rules.packs import Job, Settings, faults_of
from almoner.scope.clock import london_date

#: Settings of one authority are written one after another: this, with its id, names the lock.
LOCK = 0x5E7


@transaction.atomic
def set_rules(
    *, authority: Organisation, settings: Settings, starts: date, by: Person, now: datetime
) -> AuthoritySettings:
    """Set what holds for an authority's bookings from a day on; what was decided before stays as it was (REF-5, REF-6).

    Raises Refused with every fault: a day that has come, a number out of bounds, a role that is not senior.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK, authority.pk])
    last = AuthoritySettings.objects.filter(authority=authority).order_by("-starts").first()
    earliest = last.starts + timedelta(days=1) if last else None
    if faults := tuple(faults_of(settings, starts=starts, today=london_date(now), earliest=earliest)):
        raise Refused(*faults)
    row = AuthoritySettings(
        authority=authority, starts=starts, region=settings.region or "", verification_days=settings.verification_days,
        senior_roles=sorted(settings.senior_roles), gap_days=settings.gap_days, passport_days=settings.passport_days,
        cooling_off_months=settings.cooling_off_months, keeps_procedure=settings.keeps_procedure, set_by=by,
        set_at=now, **{f"cap_{job}": settings.caps.get(job) for job in Job},
    )  # fmt: skip
    row.save(force_insert=True)
    record.append(
        kind="references.rules_set", subject=f"references.authoritysettings:{row.pk}", organisation_id=authority.pk,
        by=by, now=now, clause="REF-5", after=_told(row),
    )  # fmt: skip
    return row


def _told(row: AuthoritySettings) -> dict[str, object]:
    """The settings as the record keeps them."""
    return {
        "starts": row.starts,
        "region": row.region,
        "verification_days": row.verification_days,
        "senior_roles": list(row.senior_roles),
        "gap_days": row.gap_days,
        "passport_days": row.passport_days,
        "cooling_off_months": row.cooling_off_months,
        "keeps_procedure": row.keeps_procedure,
        "caps": {str(job): str(cap) for job, cap in row.caps.items()},
    }
