"""A staff list's way from upload to finished, as a procedure (STD-7.1, SWP-28)."""

from __future__ import annotations

from almoner.people.rules import Permission, roles_with
from almoner.procedure.rules import MACHINE, OPEN, Asking, Move, Procedure, Refusal

CHECKERS = tuple(roles_with(Permission.CHECK_STAFF))
CLAUSE = "STD-7.1"


def every_row_is_decided(asking: Asking) -> Refusal | None:
    """STD-7.1: nothing below certain is accepted without a person, so each such row has a person's decision."""
    left = getattr(asking.facts, "undecided", 0)
    if not left:
        return None
    rows = "row is" if left == 1 else "rows are"
    return Refusal(
        CLAUSE, f"{left} {rows} not decided yet.", "Look at each row and say who it is, or that it is nobody."
    )


def it_can_be_undone(asking: Asking) -> Refusal | None:
    """A list is undone exactly or not at all: not when a later one has changed the same people."""
    later = getattr(asking.facts, "changed_since", 0)
    if not later:
        return None
    because = f"{later} of the people in this list were changed by a later list."
    return Refusal(CLAUSE, because, "Undo the later list first.")


STAFF_LIST = Procedure(
    "staff_list",
    title="Staff list",
    states={
        "uploaded": "Being read",
        "unreadable": "Could not be read",
        "read": "Columns to confirm",
        "mapped": "Being checked",
        "checked": "Rows to look at",
        "decided": "Ready to finish",
        "finished": "Finished",
        "undone": "Undone",
        "discarded": "Thrown away",
    },
    moves=[
        Move("upload", to="uploaded", by=CHECKERS, cites=CLAUSE, done="Uploaded the list"),
        Move("read", "uploaded", to="read", by=[MACHINE], cites=CLAUSE, done="The list was read"),
        Move("give_up", "uploaded", to="unreadable", by=[MACHINE], cites=CLAUSE, done="It could not be read"),
        Move(
            "map", ("read", "checked", "decided"), to="mapped", by=CHECKERS, cites=CLAUSE, done="Confirmed the columns"
        ),
        Move("check", "mapped", to="checked", by=[MACHINE], cites=CLAUSE, done="Every row was checked"),
        Move(
            "complete", "checked", to="decided", by=[*CHECKERS, MACHINE], only_if=[every_row_is_decided], cites=CLAUSE,
            label="All rows are decided", done="Every row was decided",
        ),
        Move(
            "reopen", "decided", to="checked", by=CHECKERS, cites=CLAUSE, waits=False,
            done="A decision was taken back",
        ),
        Move(
            "finish", "decided", to="finished", by=CHECKERS, only_if=[every_row_is_decided], cites=CLAUSE,
            label="Finish", done="Finished the list; its people are checked from now on",
        ),
        Move(
            "undo", "finished", to="undone", by=CHECKERS, only_if=[it_can_be_undone], reasons=True, grave=True,
            waits=False, cites=CLAUSE, label="Undo the whole list", done="Undid the whole list",
        ),
        Move(
            "discard", OPEN, to="discarded", by=CHECKERS, cites=CLAUSE, label="Throw the list away",
            done="Threw it away",
        ),
    ],
)  # fmt: skip
