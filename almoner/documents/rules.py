"""What becomes of a file that somebody sends: the states it passes through, and when it may be handed on.

Pure: no Django, no disk, no network. A file is refused or waits; it is never clean because nobody looked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a document stands. The value is stored."""

    QUARANTINED = "quarantined"
    WAITING = "waiting"
    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """The state on a page."""
        return _WORDS[self][0]

    @property
    def meaning(self) -> str:
        """What the state means for whoever wants the document."""
        return _WORDS[self][1]


_WORDS: dict[State, tuple[str, str]] = {
    State.QUARANTINED: (
        "Being checked",
        "It has arrived and is about to be checked for viruses, which takes a minute.",
    ),
    State.WAITING: (
        "Waiting to be checked",
        "It has not been checked for viruses yet, so nobody can open it. It is tried again every few minutes; "
        "there is nothing you need to do.",
    ),
    State.CLEAN: ("Checked", "It was checked for viruses and none was found."),
    State.NOT_SCANNED: (
        "Not checked for viruses",
        "No virus scanner is set up here, and whoever runs this service has chosen to hand documents on without one. "
        "Open it only if you know who sent it.",
    ),
    State.REFUSED: ("Refused", "It was refused and its content was deleted. Ask whoever sent it for another copy."),
    State.WITHDRAWN: ("Withdrawn", "It was withdrawn and its content was deleted."),
}

MOVES: dict[State, frozenset[State]] = {
    State.QUARANTINED: frozenset({State.WAITING, State.CLEAN, State.NOT_SCANNED, State.REFUSED, State.WITHDRAWN}),
    State.WAITING: frozenset({State.WAITING, State.CLEAN, State.NOT_SCANNED, State.REFUSED, State.WITHDRAWN}),
    State.NOT_SCANNED: frozenset({State.CLEAN, State.REFUSED, State.WITHDRAWN}),
    State.CLEAN: frozenset({State.WITHDRAWN}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
WITHOUT_CONTENT = frozenset({State.REFUSED, State.WITHDRAWN})
TO_BE_SCANNED = frozenset({State.QUARANTINED, State.WAITING})
#: What one person may send in any 24 hours: more than the evidence of the largest case, less than fills a store.
MOST_FILES_A_DAY, MOST_BYTES_A_DAY = 1_000, 20 << 30
#: No transaction lasts so long: what is claimed by nobody after it never will be.
IN_DOUBT_FOR = timedelta(days=1)


class WithoutScanner(StrEnum):
    """What the operator has decided happens where no scanner is set up. There is no third, silent way."""

    WAIT = "wait"
    SERVE = "serve"


class Finding(StrEnum):
    """What came of looking at a file."""

    NOTHING = "nothing found"
    MALWARE = "malware found"
    SPOILT = "not what was received"
    NO_ANSWER = "no answer"
    NO_SCANNER = "no scanner is set up"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding, what the scanner said, and which scanner with which signatures said it."""

    finding: Finding
    said: str = ""
    scanner: str = ""


def state_after(verdict: Verdict, policy: WithoutScanner) -> tuple[State, str]:
    """The state a document goes to on a verdict, and the reason shown with it.

    Only a scanner that looked and found nothing makes a document clean. Anything else refuses it or
    leaves it waiting; without a scanner the operator's stated policy decides.
    """
    if verdict.finding is Finding.NOTHING:
        return State.CLEAN, ""
    if verdict.finding is Finding.MALWARE:
        return State.REFUSED, f"The virus scanner found something in it: {verdict.said}."
    if verdict.finding is Finding.SPOILT:
        return State.REFUSED, verdict.said
    if verdict.finding is Finding.NO_SCANNER and policy is WithoutScanner.SERVE:
        return State.NOT_SCANNED, "No virus scanner is set up."
    return State.WAITING, verdict.said or "No virus scanner is set up."


def may_be_served(state: State, policy: WithoutScanner) -> bool:
    """Whether a document in this state may be handed to somebody who may see it.

    One that was let through unscanned stops being served when the operator changes the policy.
    """
    return state is State.CLEAN or (state is State.NOT_SCANNED and policy is WithoutScanner.SERVE)


class NotAccepted(Exception):
    """A file that is not taken in: why, and what to do, each in whole sentences."""

    def __init__(self, because: str, what_to_do: str) -> None:
        super().__init__(f"{because} {what_to_do}")
        self.because = because
        self.what_to_do = what_to_do


class Refusal(Exception):
    """Something that may not be done to a document: why, and what would change it."""

    def __init__(self, because: str, what_would_change_it: str) -> None:
        super().__init__(f"{because} {what_would_change_it}")
        self.because = because
        self.what_would_change_it = what_would_change_it


def too_much_for_a_day(files: int, sent_bytes: int, size: int) -> NotAccepted | None:
    """Why one file of `size` bytes more is not taken from somebody who sent so many files and bytes in 24 hours.

    None where there is room for it.
    """
    if files < MOST_FILES_A_DAY and sent_bytes + size <= MOST_BYTES_A_DAY:
        return None
    most = f"{MOST_FILES_A_DAY:,} files or {MOST_BYTES_A_DAY >> 30} GB"
    because = f"You would have sent more than {most} in 24 hours, which is as much as we take from one person."
    return NotAccepted(because, "What you sent before is kept. Send this tomorrow, or ask a colleague to send it.")


_LONGEST_NAME = 120
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]+')


def safe_name(name: str, ending: str) -> str:
    """A file's name as it is stored and handed out: no path, no signs that steer text or shells, the true ending.

    `ending` is that of the kind the content is (`pdf`); a name that says otherwise gets it added, so
    that `invoice.pdf.exe` never leaves as a program.
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    base = "".join(sign for sign in unicodedata.normalize("NFC", base) if unicodedata.category(sign)[0] != "C")
    base = _NOT_IN_NAMES.sub(" ", base)
    base = " ".join(base.split())
    if base.lower().endswith(f".{ending}"):
        base = base[: -len(ending) - 1]
    base = base.strip(". ")
    if not base or base.split(".")[0].lower() in _RESERVED:
        base = f"document {base}".strip()
    return f"{base[:_LONGEST_NAME].rstrip('. ')}.{ending}"
