"""A process on a clock that is set otherwise, and what is asked of work that was done by such a clock."""

from __future__ import annotations

from typing import Final

import pytest

from tests.proxy_install import FAKETIME

needs_faketime = pytest.mark.skipif(not FAKETIME, reason="libfaketime is not installed (Debian: libfaketime)")
#: How many things ended before they began.
BACKWARDS: Final = "select count(*) from procedure_span where ends_at < starts_at"
#: A case's moves, in their order, each with its moment.
STEPS: Final = "select move, at from procedure_step where case_id = %s order by number"
RIGHT: Final = {"LD_PRELOAD": "", "FAKETIME": ""}


def set_by(offset: str) -> dict[str, str]:
    """The variables of a process whose clock is off by this much, as faketime writes it: `-10m`, `+3600`."""
    return {"LD_PRELOAD": FAKETIME or "", "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
