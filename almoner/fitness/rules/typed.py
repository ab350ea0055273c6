"""What was typed, as the rules read it."""

from __future__ import annotations


def lines_of(typed: object) -> list[str]:
    """What was typed one to a line, each once, without the marks of a list."""
    lines = (line.strip(" \t-•·") for line in str(typed or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))
