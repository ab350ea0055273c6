"""Events for the tests that use the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from almoner.record.actions import append
from almoner.record.rules import SystemActor

MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CASES = (UUID("0193a4c0-0000-7000-8000-00000000000a"), UUID("0193a4c0-0000-7000-8000-00000000000b"), None)
TESTER = SystemActor("test:record")


def an_event(
    kind: str = "case.noted",
    case_id: UUID | None = CASES[0],
    organisation_id: int | None = 1,
    reasons: str = "because",
    now: datetime = MOMENT,
    subject: str = "case:1",
) -> UUID:
    """One event, appended in the caller's transaction."""
    return append(
        kind=kind, subject=subject, case_id=case_id, organisation_id=organisation_id, by=TESTER, now=now,
        clause="FTP-3.5", reasons=reasons, before={"state": "raised"}, after={"state": "agreed"},
    )  # fmt: skip


def events(count: int) -> list[UUID]:
    """Events of two cases and of none, taking turns."""
    return [
        an_event(case_id=CASES[n % 3], reasons=f"reason {n}", now=MOMENT + timedelta(seconds=n)) for n in range(count)
    ]
