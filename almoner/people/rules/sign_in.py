"""The states that a session passes through, and how long each may last.

Only `SIGNED_IN` reaches the product. Every other state reaches the short list of pages that end it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from almoner.scope.clock import CLOCKS_APART


class SessionState(StrEnum):
    """How far a sign-in has come."""

    NOBODY = "nobody"
    SECOND_FACTOR_DUE = "second_factor_due"
    ENROLMENT_DUE = "enrolment_due"
    RESET_UNDER_WAY = "reset_under_way"
    SIGNED_IN = "signed_in"


class Ended(StrEnum):
    """Why a session no longer counts."""

    IDLE = "idle"
    TOO_OLD = "too_old"


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: without use, and altogether."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Standing:
    """What is known of a session and its person when a request arrives."""

    authenticated: bool
    active: bool = True
    staff: bool = False
    second_factor_enrolled: bool = False
    second_factor_given: bool = False
    by_work_account: bool = False
    pending: SessionState | None = None


def state_of(standing: Standing) -> SessionState:
    """Which state a session is in.

    A sign-in that has not finished is in the state that it waits for. A staff member who has signed in
    without a second factor is not signed in: they must give it, or set one up if they have none. A work
    account counts as a second factor, because its owner’s own sign-in asks for one.
    """
    if not standing.authenticated or not standing.active:
        return standing.pending or SessionState.NOBODY
    if standing.by_work_account or standing.second_factor_given:
        return SessionState.SIGNED_IN
    if standing.second_factor_enrolled:
        return SessionState.SECOND_FACTOR_DUE
    return SessionState.ENROLMENT_DUE if standing.staff else SessionState.SIGNED_IN


def ended(*, began: datetime, last_used: datetime, now: datetime, limits: Limits) -> Ended | None:
    """Why a session begun and last used at those instants has ended by `now`; None if it goes on.

    The last instant of each limit still counts: twenty minutes to the second is not yet too long.
    A session said to begin or be used in the future is not believed, unless by no more than the clocks of two machines
    may differ: the one that began it may be ahead of the one that is asked next.
    """
    if max(began, last_used) > now + CLOCKS_APART or now - began > limits.absolute:
        return Ended.TOO_OLD
    return Ended.IDLE if now - last_used > limits.idle else None
