"""People at work, several at once, until told to stop; what each was told stands in a ledger for its kind of write."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from datetime import date

import requests

from tests.faults.client import Client
from tests.faults.estate import Estate, wait_until
from tests.faults.ledger import Account, Answer, Ledger
from tests.faults.whole import left

#: One of each council, since a person may send a thousand files in a day and no more.
OFFICERS = 3
#: So that none of them has sent a thousand by the end of the longest drill.
BREATH = 0.05


@dataclass
class Ledgers:
    """Uploads by the digest of the list, moves by the list's id, decisions by the registration's number."""

    uploads: Ledger = field(default_factory=Ledger)
    moves: Ledger = field(default_factory=Ledger)
    decisions: Ledger = field(default_factory=Ledger)

    def against(self, estate: Estate) -> dict[str, Account]:
        """Each ledger held against the database."""
        lists = estate.rows("select sha256 from employment_stafflist where title like 'drill%'")
        moved = estate.rows("select case_id::text from procedure_step where move = 'discard'")
        ended = estate.rows(
            "select 'SW' || e.number from register_term t join register_entry e on e.id = t.entry_id"
            " where t.reasons = 'They asked for it.'"
        )
        return {
            "uploads": self.uploads.against(str(row[0]) for row in lists),
            "moves": self.moves.against(str(row[0]) for row in moved),
            "decisions": self.decisions.against(str(row[0]) for row in ended),
        }

    def believed(self) -> Ledgers:
        """The ledgers of somebody who takes every answer for a yes."""
        return Ledgers(self.uploads.believed(), self.moves.believed(), self.decisions.believed())

    def acknowledged(self) -> int:
        """How many writes were acknowledged so far."""
        return self._with(Answer.ACKNOWLEDGED)

    def of_each_kind(self) -> bool:
        """Whether an upload, a move and a decision were acknowledged."""
        return all(ledger.keys(Answer.ACKNOWLEDGED) for ledger in (self.uploads, self.moves, self.decisions))

    def unacknowledged(self) -> int:
        """How many were refused, or had no answer."""
        return self._with(Answer.REFUSED) + self._with(Answer.UNKNOWN)

    def _with(self, answer: Answer) -> int:
        return sum(len(ledger.keys(answer)) for ledger in (self.uploads, self.moves, self.decisions))


def a_list(number: int) -> bytes:
    """A staff list that is like no other."""
    return f"Worker,SWE No,Office\nJane Okonkwo {number},SW{10000 + number},Leeds\nBob Lapse,SW55555,York\n".encode()


class AtWork:
    """Officers of three councils who send lists and throw them away, and the regulator’s, who ends registrations."""

    def __init__(self, estate: Estate, ledgers: Ledgers | None = None) -> None:
        self.estate, self.ledgers = estate, ledgers or Ledgers()
        self._stop = threading.Event()
        self._numbers = itertools.count()
        self._registrations = iter(
            str(row[0])
            for row in estate.rows(
                "select 'SW' || e.number from register_entry e where exists (select from register_term t"
                " where t.entry_id = e.id and t.ended_on is null and t.withdrawn_at is null and t.starts < '2026-01-01'"
                " and (t.until is null or t.until > current_date)) order by e.id"
            )
        )
        self._threads = [threading.Thread(target=self._send_lists, daemon=True) for _ in range(OFFICERS)]
        self._threads.append(threading.Thread(target=self._end_registrations, daemon=True))

    def __enter__(self) -> AtWork:
        sent = self.ledgers.uploads
        self._clients = [Client(self.estate, sent).sign_in("hr_officer", place) for place in range(OFFICERS)]
        self._regulator = Client(self.estate, self.ledgers.decisions).sign_in("register_officer")
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def until_they_have_done(self, more: int, seconds: float = 60.0) -> None:
        """Wait until so many more of their writes were acknowledged, and some of each kind have been."""
        wanted = self.ledgers.acknowledged() + more
        done = wait_until(lambda: self.ledgers.acknowledged() >= wanted and self.ledgers.of_each_kind(), seconds, 0.02)
        assert done, self.estate.said("web")

    def _send_lists(self) -> None:
        client = self._clients.pop()
        mover = Client(self.estate, self.ledgers.moves)
        mover.session = client.session
        while not self._stop.is_set():
            number = next(self._numbers)
            content = a_list(number)
            there = client.upload(content, f"drill{number}.csv")
            if not there:
                self._stop.wait(0.2)
                # No answer: they press the button again, with the same file.
                there = client.upload(content, f"drill{number}.csv")
            if there and number % 2:
                mover.discard(there.rstrip("/").rpartition("/")[2])
            self._stop.wait(BREATH)

    def _end_registrations(self) -> None:
        while not self._stop.is_set():
            number = next(self._registrations)
            done = self._regulator.end_registration(number, date.today())
            self._stop.wait(0.1 if done else 1.0)


def come_to_rest(estate: Estate, seconds: float = 120.0) -> None:
    """Wait until every job is done and every event sealed."""
    rested = wait_until(lambda: _answers(estate) and estate.is_quiet(), seconds, 0.5)
    assert rested, (left(estate), estate.said("worker"))


def _answers(estate: Estate) -> bool:
    try:
        return requests.get(f"{estate.url}/livez", timeout=5).status_code == 200
    except requests.RequestException:
        return False
