"""Anything asked of somebody outside is one mechanism: sent, reminded, answered, reviewed, or let go."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import date, timedelta
from enum import StrEnum

from .moves import Field, sentence


class RequestState(StrEnum):
    """Where a request stands. Delivery is what the mail or letter service told us, never a guess."""

    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    REMINDED = "reminded"
    RECEIVED = "received"
    REVIEWED = "reviewed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


S = RequestState
OUTSTANDING = frozenset({S.SENT, S.DELIVERED, S.BOUNCED, S.REMINDED})
NEXT: dict[RequestState, frozenset[RequestState]] = {
    S.SENT: frozenset({S.DELIVERED, S.BOUNCED, S.REMINDED, S.RECEIVED, S.EXPIRED, S.WITHDRAWN}),
    S.DELIVERED: frozenset({S.REMINDED, S.RECEIVED, S.EXPIRED, S.WITHDRAWN}),
    S.BOUNCED: frozenset({S.SENT, S.RECEIVED, S.EXPIRED, S.WITHDRAWN}),
    S.REMINDED: frozenset({S.DELIVERED, S.BOUNCED, S.REMINDED, S.RECEIVED, S.EXPIRED, S.WITHDRAWN}),
    S.RECEIVED: frozenset({S.REVIEWED}),
    S.REVIEWED: frozenset(),
    S.EXPIRED: frozenset({S.SENT}),
    S.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True)
class RequestKind:
    """Something a procedure may ask of others: who may ask, what is to be answered, and by when."""

    name: str
    _: KW_ONLY
    cites: str
    by: tuple[str, ...] | list[str]
    label: str = ""
    fields: tuple[Field, ...] = ()
    while_in: tuple[str, ...] = ()
    expires_after: int = 42
    remind_before: tuple[int, ...] = (28, 14)

    @property
    def words(self) -> str:
        """What is asked, as a page calls it."""
        return self.label or sentence(self.name)

    def expires_on(self, sent: date) -> date:
        """The last day on which it may be answered, in calendar days after it was sent."""
        return sent + timedelta(days=self.expires_after)

    def reminders_due(self, sent: date, on: date) -> int:
        """How many reminders ought to have gone by `on`; each is set so many days before the last day."""
        return sum(self.expires_on(sent) - timedelta(days=n) <= on for n in self.remind_before)


def may_become(now: RequestState, then: RequestState) -> bool:
    """Whether a request in state `now` can become `then`."""
    return then in NEXT[now]
