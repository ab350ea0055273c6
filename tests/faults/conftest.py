"""One demonstration is made for all drills of a run; each drill has it, or a copy of it that it may spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.estate import Estate, a_demonstration, copied


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A stopped installation with the demonstration in it."""
    with a_demonstration(tmp_path_factory.mktemp("drill") / "var") as var:
        yield var


@pytest.fixture
def estate_of(prepared: Path, tmp_path: Path) -> Iterator[Callable[..., Estate]]:
    """Makes estates, each with a copy of the demonstration; settings of PostgreSQL first, then variables."""
    made: list[Estate] = []

    def make(settings: dict[str, str] | None = None, **variables: str) -> Estate:
        made.append(Estate(copied(prepared, tmp_path / f"var{len(made)}"), settings, **variables))
        return made[-1]

    yield make
    for estate in made:
        estate.remove()
