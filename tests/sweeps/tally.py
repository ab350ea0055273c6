"""What the sweeps tried, counted over the whole run and printed at its end.

A sweep asks for the fixture `tried` and says `tried("addresses x roles x methods", probes)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

Tried = Callable[[str, int], None]
PROPERTY = "tried"


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """Say how many of something were tried; what is said of the same thing is added up."""

    def say(what: str, count: int) -> None:
        record_property(PROPERTY, [what, count])

    return say


def counted(reports: list[Any]) -> Counter[str]:
    """What passed reports say was tried, added up."""
    found: Counter[str] = Counter()
    for report in reports:
        for name, said in getattr(report, "user_properties", ()):
            if name == PROPERTY and report.when == "call":
                found[said[0]] += said[1]
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was tried; what a failed sweep tried proves nothing and is left out."""
    found = counted(terminalreporter.stats.get("passed", []))
    if found:
        terminalreporter.section("tried by the sweeps")
        width = max(len(f"{count:,}") for count in found.values())
        for what, count in sorted(found.items()):
            terminalreporter.write_line(f"{count:>{width},}  {what}")
