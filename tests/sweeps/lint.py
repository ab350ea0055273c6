"""A lint of our own from the command line: what it found is printed, and nothing to read is a fault too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

OURS = Path(__file__).resolve().parents[2] / "almoner"


def run(
    arguments: list[str], sources: Callable[[Path], Iterable[Path]], check: Callable[[Path], Iterable[object]]
) -> int:
    """Print what `check` found below the folder named, `almoner` if none is; 1 if anything was."""
    root = Path(arguments[0]) if arguments else OURS
    found = list(check(root))
    for finding in found:
        print(finding)
    if not any(True for _ in sources(root)):
        print(f"{root}: nothing to read; is this the right folder?")
        return 1
    return 1 if found else 0
