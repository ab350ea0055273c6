"""Why something may not be done, in words, with the clause and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a refusal turns on, so that a page can put it beside the right thing."""

    STATE = "state"
    ROLE = "role"
    DUTIES = "duties"
    REASONS = "reasons"
    FIELD = "field"
    TEST = "test"


@dataclass(frozen=True)
class Refusal:
    """One reason why not. `clause` is an id such as "FTP-3.8"; the other two are plain sentences."""

    clause: str
    because: str
    what_would_change_it: str
    about: About = About.TEST
    field: str = ""


class Refused(Exception):
    """Raised by an action that may not be taken; holds every refusal, never only the first."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__(" ".join(f"{r.because} ({r.clause})" for r in refusals))

    @property
    def clause(self) -> str:
        """The clause of the first refusal, which is the one a page leads with."""
        return self.refusals[0].clause
