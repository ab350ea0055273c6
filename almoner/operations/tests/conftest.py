"""What these tests need of the thread that they run in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture
def no_running_loop() -> Iterator[None]:
    """No event loop runs in this thread: a browser's, which lives as long as the test run, is put aside meanwhile."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
