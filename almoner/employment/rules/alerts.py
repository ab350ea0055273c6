"""What an employer is alerted to about a registration, and how an alert is dealt with (STD-7.1, SWP-28, FTP-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from almoner.employment.rules.standing import Standing, day
from almoner.people.rules import Permission, Role, roles_with
from almoner.procedure.rules import MACHINE, OPEN, Dated, Field, Move, Procedure, Valid
from almoner.procedure.rules import Kind as Answer

CLAUSE = "STD-7.1"
DEALERS = tuple(roles_with(Permission.DEAL_WITH_ALERTS))

#: Who is told of an alert, beside the line manager: those who keep the staff list, and the lead for practice.
TOLD = (Role.HR_OFFICER, Role.PRINCIPAL_SOCIAL_WORKER, Role.AGENCY_MANAGER, Role.PRACTICE_LEAD)

#: How many days before a registration ends the employer is warned. Almoner's own choice, not a rule of law.
WARN_DAYS: Dated[tuple[int, ...]] = Dated(
    "days of warning before a registration ends", [Valid((60, 30, 7), date(2019, 12, 2), source="a setting")]
)


class Kind(StrEnum):
    """What is the matter."""

    LAPSED = "lapsed"
    ENDED = "ended"
    SUSPENDED = "suspended"
    CONDITIONS = "conditions"
    UNPUBLISHED = "unpublished"
    NOT_YET = "not_yet"
    EXPIRING = "expiring"
    NAME = "name"

    @property
    def words(self) -> str:
        """The matter as a page calls it."""
        return _WORDS[self]

    @property
    def stops_work(self) -> bool:
        """Whether the person may not practise until it is settled."""
        return self in {Kind.LAPSED, Kind.ENDED, Kind.SUSPENDED, Kind.UNPUBLISHED, Kind.NOT_YET}

    @property
    def urgent(self) -> bool:
        """Whether it is told at once to everybody who answers for the person."""
        return self.stops_work or self is Kind.CONDITIONS


_WORDS = {
    Kind.LAPSED: "Registration lapsed",
    Kind.ENDED: "Registration ended",
    Kind.SUSPENDED: "Suspended",
    Kind.CONDITIONS: "Conditions on practice",
    Kind.UNPUBLISHED: "Not on the published register",
    Kind.NOT_YET: "Registration not begun",
    Kind.EXPIRING: "Registration due to end",
    Kind.NAME: "Name differs from the register",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An alert that ought to stand: what, since or until when, in words. `mark` makes it one with itself tomorrow."""

    kind: Kind
    mark: str
    effective_on: date | None
    words: str


def wanted(
    standing: Standing | None, on: date, *, ordered_on: date | None = None, conditions: str = "", renamed: str = ""
) -> tuple[Wanted, ...]:
    """Every alert that ought to stand for a member of staff whose entry stands so on `on`.

    `ordered_on` is the day the order in force began and `conditions` its words; `renamed` is the name on the register
    where it has changed since the person was linked. None is an entry that is no longer published. STD-7.1: expiry
    and conditions are warned ahead.
    """
    found: list[Wanted] = []
    if standing is None:
        words = "The register no longer publishes an entry for this person."
        found.append(Wanted(Kind.UNPUBLISHED, "", None, words))
    else:
        found += _stopping(standing, on, ordered_on, conditions) or _expiring(standing, on)
    if renamed:
        words = f"The register now has the name {renamed}."
        found.append(Wanted(Kind.NAME, renamed, None, words))
    return tuple(found)


def _stopping(standing: Standing, on: date, ordered_on: date | None, conditions: str) -> list[Wanted]:
    until, ended = standing.registered_until, standing.ended_on
    match standing.standing:
        case "lapsed":
            words = f"The last day of the registration was {day(until)}, and it was not renewed."
            return [Wanted(Kind.LAPSED, str(until or ""), until and until + timedelta(days=1), words)]
        case "ended" | "never":
            words = f"The registration ended on {day(ended)}." if ended else "The registration has ended."
            return [Wanted(Kind.ENDED, str(ended or ""), ended, words)]
        case "suspended":
            words = f"A suspension is in force from {day(ordered_on)}. The person may not practise."
            return [Wanted(Kind.SUSPENDED, str(ordered_on or ""), ordered_on, words)]
        case "not_yet":
            return [Wanted(Kind.NOT_YET, "", standing.registered_from, "The registration has not begun.")]
        case "registered_with_conditions":
            words = f"Conditions bind the person’s practice: {conditions or 'see the entry'}."
            return [Wanted(Kind.CONDITIONS, str(ordered_on or ""), ordered_on, words), *_expiring(standing, on)]
    return []


def _expiring(standing: Standing, on: date) -> list[Wanted]:
    until = standing.registered_until
    if until is None or not standing.may_practise:
        return []
    left = (until - on).days
    if left > max(WARN_DAYS.on(on)):
        return []
    return [
        Wanted(Kind.EXPIRING, until.isoformat(), until, f"The registration ends on {day(until)} unless it is renewed.")
    ]


def warning_reached(until: date, on: date) -> int:
    """The nearest warning, in days before the end, that has been reached; 0 when none has."""
    left = (until - on).days
    return min((days for days in WARN_DAYS.on(on) if left <= days), default=0)


STAFF_ALERT = Procedure(
    "staff_alert",
    title="Alert about a registration",
    states={
        "open": "Open",
        "being_dealt_with": "Being dealt with",
        "dealt_with": "Dealt with",
        "settled": "Settled by the register",
    },
    assign_by=[Role.HR_OFFICER, Role.PRINCIPAL_SOCIAL_WORKER],
    moves=[
        Move("raise", to="open", by=[MACHINE], cites=CLAUSE, done="The register changed"),
        Move(
            "take_up", "open", to="being_dealt_with", by=DEALERS, cites=CLAUSE, label="Take it up",
            done="Took it up", guidance="Others will see that you have it.",
        ),
        Move(
            "deal_with", ("open", "being_dealt_with"), to="dealt_with", by=DEALERS, cites=CLAUSE,
            label="Say what was done", done="Dealt with",
            fields=[
                Field(
                    "outcome", "What was done?", Answer.CHOICE,
                    choices=(
                        ("off_cases", "The person was taken off social work until they are registered"),
                        ("renewed", "The person has renewed, or is renewing"),
                        ("left", "The person has left or is leaving"),
                        ("conditions_kept", "The conditions are arranged for and watched"),
                        ("record_put_right", "Our record was put right"),
                        ("other", "Something else"),
                    ),
                ),
                Field("note", "Anything the next reader should know", Answer.LONG, required=False),
            ],
        ),
        Move("settle", OPEN, to="settled", by=[MACHINE], cites=CLAUSE, done="The register no longer says so"),
    ],
)  # fmt: skip
