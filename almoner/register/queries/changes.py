"""The change feed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from almoner.register.models import Change


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: `seq` is its place in the feed, `effective_on` the day from which it counts."""

    seq: int
    entry_id: int
    kind: str
    effective_on: date
    recorded_at: datetime


def changes_since(seq: int, limit: int = 1000) -> list[ChangeRow]:
    """At most ``limit`` changes after ``seq``, in order. Who asks again from the last seq misses none.

    Numbers are handed out under a lock held until commit, so a lower one can never appear later.
    Changes of suppressed entries are seen by the regulator and the platform only.
    """
    rows = Change.objects.filter(seq__gt=seq).order_by("seq")
    fields = rows.values_list("seq", "entry_id", "kind", "effective_on", "recorded_at")
    return [ChangeRow(*row) for row in fields[: max(0, limit)]]


def latest_seq() -> int:
    """The place of the newest change; 0 before the first."""
    return Change.objects.aggregate(last=Max("seq"))["last"] or 0
