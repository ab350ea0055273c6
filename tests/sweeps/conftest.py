"""What every sweep may stand on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from pytest_django import Settings


@pytest.fixture
def standing_still(now: datetime) -> Iterator[None]:
    """The clock does not move, so that two answers can be compared."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def unlimited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep asks more in a minute than anybody may."""
    from almoner.operations.web.middleware import KeepLimits

    monkeypatch.setattr(KeepLimits, "_counted", lambda *given: [])
    settings.ACCOUNT_RATE_LIMITS = False
