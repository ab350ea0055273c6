"""Who may sit on a panel, and when: conflicts of interest, and two sittings at once (PLAN-F9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from almoner.dates.days import LAST, is_working_day
from almoner.people.rules.recusal import Ground, Matter, Party, Reader, conflicts
from almoner.procedure.rules import About, Refusal

CLAUSE = "PLAN-F9"
#: Adjudicators on a panel, at least. The Social Workers Regulations 2018, Schedule 2 paragraph 8 (domain 2.4).
FEWEST = 2
#: Days of one listing, at most: a slip of the year must not book a room for ten.
LONGEST_LISTING = timedelta(days=90)


class Half(StrEnum):
    """Half a day, in which somebody can be in one place."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


#: A session as it is chosen, and the halves of each of its days.
SESSIONS = (
    ("day", "All day, from 9:30am"),
    ("morning", "Morning, from 9:30am"),
    ("afternoon", "Afternoon, from 1:30pm"),
)
HALVES = {"day": (Half.MORNING, Half.AFTERNOON), "morning": (Half.MORNING,), "afternoon": (Half.AFTERNOON,)}


def halves_of(first: date, last: date, session: str) -> Iterator[tuple[date, Half]]:
    """Each half day on which a listing sits: working days of England only."""
    day = first
    while day <= min(last, first + LONGEST_LISTING, LAST):
        if is_working_day(day):
            yield from ((day, half) for half in HALVES.get(session, ()))
        day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Employment:
    """Somebody worked for an organisation from a day to a day, both included; None while it lasts."""

    organisation: int
    called: str
    starts: date
    ends: date | None = None

    def overlaps(self, other: Employment) -> bool:
        """Whether both were there on some day."""
        together = self.organisation == other.organisation
        return together and self.starts <= (other.ends or LAST) and other.starts <= (self.ends or LAST)


@dataclass(frozen=True, slots=True)
class Worker:
    """The social worker whom a hearing is about, as far as the platform knows them."""

    parties: tuple[Party, ...] = ()
    worked: tuple[Employment, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might sit: what they are, where they worked, and what they did on this concern before."""

    reader: Reader
    name: str
    adjudicator: bool = True
    recused: bool = False
    took_part: bool = False
    worked: tuple[Employment, ...] = field(default_factory=tuple)


def may_sit(candidate: Candidate, worker: Worker) -> Iterator[Refusal]:
    """Every reason why somebody may not sit on a panel about this worker, each with what would change it."""
    name = candidate.name
    if not candidate.adjudicator:
        yield _no(f"{name} is not an adjudicator today.", "Choose an adjudicator.")
    if candidate.recused:
        yield _no(f"{name} has a conflict in this case.", "Choose somebody who has none.")
    if candidate.took_part:
        yield _no(f"{name} has worked on this concern before.", "Choose somebody to whom it is new.")
    matter = Matter(worker.parties, frozenset(one.organisation for one in worker.worked))
    grounds = conflicts(candidate.reader, matter)
    if Ground.SELF in grounds:
        yield _no(f"The hearing is about {name}.", "Choose somebody else.")
    together = next((a for a in candidate.worked for b in worker.worked if a.overlaps(b)), None)
    if together:
        because = f"{name} was a colleague of the social worker at {together.called}."
        yield _no(because, "Choose somebody who never worked with them.")
    elif Ground.EMPLOYER in grounds:
        because = f"{name} worked, in the last five years, for an employer of the social worker."
        yield _no(because, "Choose somebody who did not.")
    # A family name alone is most often somebody else's.
    if Ground.SELF not in grounds and any(name.casefold() == party.name.casefold() for party in worker.parties):
        yield _no(f"{name} has the name of the social worker.", "Choose somebody else.")


def _no(because: str, change: str) -> Refusal:
    return Refusal(CLAUSE, because, change, About.FIELD, "person")
