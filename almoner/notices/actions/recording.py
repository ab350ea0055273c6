"""What the record is told about notices: which, and how it went; never to whom by name or address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from almoner.notices.models import Notice
from almoner.record import actions as record
from almoner.record.rules import Actor, SystemActor

WORKER = SystemActor("worker:notices")


def append(
    kind: str, notice: Notice, *, by: Actor, now: datetime, reasons: str = "", after: Mapping[str, Any] | None = None
) -> None:
    """Append one event about a notice, on its case when it has one."""
    record.append(
        kind=kind,
        subject=f"notices.notice:{notice.pk}",
        case_id=notice.case_id,
        organisation_id=notice.organisation_id,
        by=by,
        now=now,
        reasons=reasons,
        after=after,
    )
