"""Whether somebody may practise today, in the words an employer needs, and what does not agree with what it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Standing(Protocol):
    """How an entry stands on a day, as the register works it out."""

    @property
    def on(self) -> date: ...
    @property
    def standing(self) -> str: ...
    @property
    def registered_from(self) -> date | None: ...
    @property
    def registered_until(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def may_practise(self) -> bool: ...


WORDS = {
    "registered": "Registered",
    "registered_with_conditions": "Registered, with conditions",
    "suspended": "Suspended",
    "lapsed": "Not registered: lapsed",
    "ended": "No longer registered",
    "not_yet": "Not registered yet",
    "never": "Not registered",
    "unpublished": "Not on the published register",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A standing in words: may they practise, the status, until when, and why."""

    may_practise: bool
    status: str
    until: date | None
    why: str


def say(standing: Standing | None) -> Said:
    """What an employer is told of a standing; None is an entry that is not on the published register (SWP-28)."""
    if standing is None:
        return Said(False, WORDS["unpublished"], None, "The register publishes no entry for this person.")
    status = WORDS.get(standing.standing, standing.standing.replace("_", " ").capitalize())
    return Said(standing.may_practise, status, standing.registered_until, _why(standing))


def _why(standing: Standing) -> str:
    until = standing.registered_until
    match standing.standing:
        case "registered":
            return f"The registration covers {day(standing.on)}" + (f" and runs to {day(until)}." if until else ".")
        case "registered_with_conditions":
            return f"The registration covers {day(standing.on)}, and conditions bind the person’s practice."
        case "suspended":
            return f"A suspension is in force on {day(standing.on)}."
        case "lapsed":
            return f"The last day of the registration was {day(until)}, and it was not renewed." if until else ""
        case "ended":
            return f"The registration ended on {day(standing.ended_on)}." if standing.ended_on else "It has ended."
        case "not_yet":
            return f"The registration has not begun on {day(standing.on)}."
        case _:
            return "No registration is recorded."


def day(on: date | None) -> str:
    """A date as people write it: 30 November 2026."""
    return f"{on.day} {on:%B} {on.year}" if on else ""
