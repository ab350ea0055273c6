"""What an authority has set, as its page shows it."""

from __future__ import annotations

from typing import Any

from almoner.design.formats import format_date, format_money, plural
from almoner.references.models import AuthoritySettings
from almoner.references.rules.packs import MAY_BE_SENIOR, Job, Settings


def rows(settings: Settings) -> list[dict[str, str]]:
    """What holds, in a line each."""
    senior = [words.split(":")[0] for role, words in MAY_BE_SENIOR.items() if role in settings.senior_roles]
    months = settings.cooling_off_months
    caps = [f"{job.words}: {format_money(cap)}" for job, cap in settings.caps.items()]
    found = [
        ("Region", settings.region.words if settings.region else "Not set"),
        ("Every reference is verified before an appointment", "Yes" if settings.keeps_procedure else "No"),
        ("Suitably senior", ", ".join(senior)),
        ("Time to verify", plural(settings.verification_days, "working day")),
        ("Longest gap", plural(settings.gap_days, "day")),
        ("A complete file serves for", plural(settings.passport_days, "day")),
        ("Cooling off", plural(months, "month") if months else "As the region and the national rules say"),
        ("Price caps of an hour", "; ".join(caps) or "None entered"),
    ]
    return [{"key": key, "value": value} for key, value in found]


def initial(settings: Settings) -> dict[str, Any]:
    """The form filled in with what holds."""
    caps = {f"cap_{job}": settings.caps.get(job) for job in Job}
    return {
        "region": settings.region or "", "keeps_procedure": "yes" if settings.keeps_procedure else "no",
        "senior_roles": sorted(settings.senior_roles), "verification_days": settings.verification_days,
        "gap_days": settings.gap_days, "passport_days": settings.passport_days,
        "cooling_off_months": settings.cooling_off_months, **caps,
    }  # fmt: skip


def history(row: AuthoritySettings) -> dict[str, str]:
    """Settings that began on a day, and who set them."""
    return {"starts": format_date(row.starts), "by": row.set_by.name, "at": format_date(row.set_at.date())}
