"""Hearing what became of the letter by which somebody outside was asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from almoner.notices.models import Notice
from almoner.notices.rules import State
from almoner.procedure.actions.requests import bounced, delivered
from almoner.procedure.models import Request
from almoner.procedure.rules.requests import RequestState, may_become
from almoner.record.rules import SystemActor

CARRIER = SystemActor("worker:notices")


def heard(notice: Notice, now: datetime) -> None:
    """Write on a request that its letter arrived, or could not; nothing where it was answered meanwhile."""
    request = _asked_by(notice)
    if request is None:
        return
    if notice.state == State.DELIVERED and may_become(RequestState(request.state), RequestState.DELIVERED):
        delivered(request=request, now=now, by=CARRIER)
    elif State(notice.state).is_failure and may_become(RequestState(request.state), RequestState.BOUNCED):
        bounced(request=request, now=now, by=CARRIER, why=notice.because)


def _asked_by(notice: Notice) -> Request | None:
    what, _, rest = notice.key.partition(":")
    if what != "request":
        return None
    return Request.objects.select_related("case").filter(pk=UUID(rest.partition(":")[0])).first()
