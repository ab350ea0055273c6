"""Requests to people outside."""

from datetime import date

import pytest

from almoner.procedure.rules import RequestState as S
from almoner.procedure.rules.requests import NEXT, OUTSTANDING, may_become

from .referral import REFERRAL

KIND = REFERRAL.requests[0]


def test_it_expires_six_weeks_after_it_was_sent_and_is_reminded_at_four_and_two_weeks_left() -> None:
    sent = date(2026, 3, 2)
    assert KIND.expires_on(sent) == date(2026, 4, 13)
    assert [KIND.reminders_due(sent, d) for d in (sent, date(2026, 3, 16), date(2026, 3, 29), date(2026, 3, 30))] == [
        0,
        1,
        1,
        2,
    ]


@pytest.mark.parametrize("ended", [S.RECEIVED, S.REVIEWED, S.EXPIRED, S.WITHDRAWN])
def test_nothing_can_be_received_once_it_is_answered_or_let_go(ended: S) -> None:
    assert not may_become(ended, S.RECEIVED)


@pytest.mark.parametrize("out", sorted(OUTSTANDING))
def test_whatever_is_outstanding_can_be_answered_withdrawn_or_expire(out: S) -> None:
    assert {S.RECEIVED, S.WITHDRAWN, S.EXPIRED} <= NEXT[out]
