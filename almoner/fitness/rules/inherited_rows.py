"""One row of a former regulator's file, read into a case or refused with every reason (PLAN-F4).

The columns are documented in `docs/inherited-cases.md`, which is made from this table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from almoner.documents.spreadsheets.dates import date_of
from almoner.fitness.rules.inherited import Reached
from almoner.register.rules import number as numbers

FIRST: Final = date(1990, 1, 1)
LONGEST_HISTORY: Final = 300

REFERENCE, NAME, STAGE, RECEIVED = "Former reference", "Name", "Stage", "Received on"
NUMBER, SAID, OUTCOME, HISTORY = "Registration number", "Concern", "Outcome", "History"
BEGAN: Final[Mapping[Reached, str]] = {
    Reached.TRIAGE: "Triage from",
    Reached.INVESTIGATION: "Investigation from",
    Reached.EXAMINERS: "Case examiners from",
    Reached.HEARING: "Hearing from",
    Reached.CLOSED: "Closed on",
}
REQUIRED: Final = (REFERENCE, NAME, STAGE, RECEIVED)
COLUMNS: Final = (*REQUIRED, NUMBER, SAID, *BEGAN.values(), OUTCOME, HISTORY)
#: What each column holds, for the documents and the page.
MEANING: Final[Mapping[str, str]] = {
    REFERENCE: "The former regulator’s own reference. Each once in a file.",
    NAME: "The social worker’s name.",
    STAGE: f"How far the case had come: {', '.join(one.words for one in Reached)}.",
    RECEIVED: "The day on which the former regulator received it.",
    NUMBER: "The social worker’s registration number. Without it, or in doubt, a triage officer looks at it.",
    SAID: "What the concern is, in words.",
    BEGAN[Reached.TRIAGE]: "The day on which triage began.",
    BEGAN[Reached.INVESTIGATION]: "The day on which the investigation began.",
    BEGAN[Reached.EXAMINERS]: "The day on which it came to case examiners.",
    BEGAN[Reached.HEARING]: "The day on which it was sent to a hearing.",
    BEGAN[Reached.CLOSED]: "The day on which it was closed. Needed where the stage is Closed.",
    OUTCOME: "What was decided, in words.",
    HISTORY: "Each step on a line of its own, or after a semicolon: the day, a colon, what happened.",
}
#: At most so many characters.
_LONGEST: Final = {REFERENCE: 60, NAME: 200, NUMBER: 100, STAGE: 100, SAID: 20_000, OUTCOME: 4_000}
_STAGES: Final[Mapping[str, Reached]] = {
    **{one.value: one for one in Reached},
    **{one.words.lower(): one for one in Reached},
    "at triage": Reached.TRIAGE, "under investigation": Reached.INVESTIGATION, "case examiner": Reached.EXAMINERS,
    "concluded": Reached.CLOSED,
}  # fmt: skip
_DAY_AS = "Write it like 4 March 2019 or 04/03/2019."


@dataclass(frozen=True, slots=True)
class Given:
    """A row as it stands in the file: its line, and under each column's name what was written or the day it holds."""

    line: int
    cells: Mapping[str, str | date]

    def text(self, column: str) -> str:
        """What is written under a column, white space closed up within its lines; "" where there is nothing."""
        return str(self.cells.get(column, "")).replace("\0", "").strip()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused, and what to do about it."""

    because: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.because} {self.what_to_do}"


@dataclass(frozen=True, slots=True)
class InheritedRow:
    """A former regulator's case, as its row gives it. `history` is what was recorded, the oldest first."""

    line: int
    reference: str
    name: str
    number: int | None
    number_given: str
    reached: Reached
    received: date
    said: str
    outcome: str
    history: tuple[tuple[date, str], ...]

    @property
    def digest(self) -> str:
        """The same for the same case, on whatever line and in whichever kind of file it comes again."""
        said = [self.reference, self.name, self.number_given, self.reached, self.received.isoformat(), self.said]
        told = [[day.isoformat(), words] for day, words in self.history]
        return hashlib.sha256(json.dumps([*said, self.outcome, told]).encode()).hexdigest()


def same_reference(reference: str) -> str:
    """A reference without case, spaces or marks: two that differ in these alone are one."""
    return "".join(each for each in reference.casefold() if each.isalnum())


def read_row(given: Given, on: date) -> InheritedRow | tuple[Fault, ...]:
    """The case of a row, or every reason for which it cannot be one. `on` is the day on which it is read."""
    faults = [*_missing(given), *_too_long(given)]
    reached = _STAGES.get(" ".join(given.text(STAGE).casefold().split()))
    if given.text(STAGE) and reached is None:
        stages = ", ".join(one.words for one in Reached)
        faults.append(Fault(f"“{given.text(STAGE)[:60]}” is no stage.", f"Give one of: {stages}."))
    days = {column: _day(given, column) for column in (RECEIVED, *BEGAN.values())}
    faults += [day for day in days.values() if isinstance(day, Fault)]
    known = {column: day for column, day in days.items() if isinstance(day, date)}
    if reached:
        faults += _not_of_this_stage(reached, days)
    faults += [*_in_time(known, on), *_out_of_order(known)]
    steps = list(_steps(given))
    faults += [step for step in steps if isinstance(step, Fault)]
    told = [step for step in steps if isinstance(step, tuple)]
    faults += _history_in_time(told, known.get(RECEIVED), on)
    if faults or reached is None:
        return tuple(dict.fromkeys(faults))
    return InheritedRow(
        line=given.line,
        reference=given.text(REFERENCE),
        name=" ".join(given.text(NAME).split()),
        number=numbers.parse(given.text(NUMBER)),
        number_given=given.text(NUMBER),
        reached=reached,
        received=known[RECEIVED],
        said=given.text(SAID),
        outcome=given.text(OUTCOME),
        history=_whole_history(known, told, given.text(OUTCOME)),
    )


def _missing(given: Given) -> Iterator[Fault]:
    for column in REQUIRED:
        if not given.text(column):
            yield Fault(f"{column} is empty.", "Fill it in.")
    if given.text(REFERENCE) and not same_reference(given.text(REFERENCE)):
        yield Fault(f"{REFERENCE} has no letter or figure.", "Give the former regulator’s own reference.")


def _too_long(given: Given) -> Iterator[Fault]:
    for column, longest in _LONGEST.items():
        if len(given.text(column)) > longest:
            yield Fault(
                f"{column} is longer than {longest:,} characters.", "Shorten it, and keep the rest as evidence."
            )


def _day(given: Given, column: str) -> date | Fault | None:
    cell = given.cells.get(column, "")
    if isinstance(cell, date):
        return cell
    if not given.text(column):
        return None
    found = date_of(given.text(column))
    return found or Fault(f"{column}: “{given.text(column)[:40]}” is no date.", _DAY_AS)


def _not_of_this_stage(reached: Reached, days: Mapping[str, date | Fault | None]) -> Iterator[Fault]:
    """A day of a stage beyond the one it had reached cannot be; a closed case had reached any of them."""
    if reached is Reached.CLOSED:
        if days[BEGAN[reached]] is None:
            yield Fault(f"The stage is Closed, and {BEGAN[reached]} is empty.", "Give the day on which it was closed.")
        return
    for stage in list(Reached)[list(Reached).index(reached) + 1 :]:
        if days[BEGAN[stage]] is not None:
            because = f"The stage is {reached.words}, and {BEGAN[stage]} is given."
            yield Fault(because, "Give the stage that it had reached last, or leave that day out.")


def _in_time(days: Mapping[str, date], on: date) -> Iterator[Fault]:
    for column, day in days.items():
        if day > on:
            yield Fault(f"{column}, {_written(day)}, is in the future.", "Give the day on which it happened.")
        elif day < FIRST:
            yield Fault(f"{column}, {_written(day)}, is before {FIRST.year}.", "Check the year.")


def _out_of_order(days: Mapping[str, date]) -> Iterator[Fault]:
    before = ""
    for column in (RECEIVED, *BEGAN.values()):
        if column not in days:
            continue
        if before and days[column] < days[before]:
            because = f"{column}, {_written(days[column])}, is before {before}, {_written(days[before])}."
            yield Fault(because, "Check both days.")
        before = column


def _steps(given: Given) -> Iterator[tuple[date, str] | Fault]:
    cell = given.cells.get(HISTORY, "")
    lines = [line.strip() for line in str(cell).replace("\0", "").replace(";", "\n").splitlines() if line.strip()]
    if len(lines) > LONGEST_HISTORY:
        yield Fault(f"{HISTORY} has more than {LONGEST_HISTORY} steps.", "Leave the lesser ones out.")
        return
    for line in lines:
        day, _, told = line.partition(":")
        found = date_of(day.strip())
        if found is None or not told.strip():
            yield Fault(f"{HISTORY}: “{line[:60]}” is no day, colon and words.", "Write it like 4 March 2019: Opened.")
        else:
            yield found, told.strip()[:2_000]


def _history_in_time(told: list[tuple[date, str]], received: date | None, on: date) -> Iterator[Fault]:
    for day, words in told:
        if day > on:
            because = f"{HISTORY}: “{words[:40]}” is on {_written(day)}, in the future."
            yield Fault(because, "Give the day on which it happened.")
        elif received and day < received:
            because = f"{HISTORY}: “{words[:40]}” is on {_written(day)}, before the case was received."
            yield Fault(because, "Check both days.")


def _whole_history(
    days: Mapping[str, date], told: list[tuple[date, str]], outcome: str
) -> tuple[tuple[date, str], ...]:
    stages = {RECEIVED: "Received", **{column: f"{stage.words} began" for stage, column in BEGAN.items()}}
    stages |= {BEGAN[Reached.EXAMINERS]: "Came to case examiners", BEGAN[Reached.HEARING]: "Sent to a hearing"}
    stages[BEGAN[Reached.CLOSED]] = f"Closed: {outcome}" if outcome else "Closed"
    known = [(days[column], words) for column, words in stages.items() if column in days]
    # A file often says the same day both ways; what is said at length comes after the stage that it belongs to.
    return tuple(sorted([*known, *told], key=lambda step: step[0]))


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
