"""How many rounds a drill has: few by default, the full number with WIDE=1."""

from __future__ import annotations

import os

WIDE = os.environ.get("WIDE", "") == "1"


def rounds(quick: int, full: int) -> int:
    """`quick`, or with WIDE=1 `full`."""
    return full if WIDE else quick


def say(words: str) -> None:
    """What a drill counted, for whoever reads the run (shown by `make test-long`)."""
    path = os.environ.get("ALMONER_DRILLS")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(words + "\n")
