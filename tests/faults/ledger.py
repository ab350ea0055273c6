"""What a client knows of its own writes: acknowledged, refused, or unknown because no answer came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class Answer(StrEnum):
    """What came back for a write."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger held against what is there: writes by what became of them."""

    acknowledged: int
    refused: int
    unknown: int
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    refused_but_there: tuple[str, ...]
    unexplained: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        """Whether nothing acknowledged is lost, nothing is there twice, refused or unasked for."""
        return not (self.lost or self.twice or self.refused_but_there or self.unexplained)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} acknowledged, {len(self.lost)} lost, {self.unknown} unknown, {self.refused} refused,"
            f" {len(self.twice)} twice, {len(self.unexplained)} unexplained"
        )


@dataclass
class Ledger:
    """Writes by their key. A write that was sent again keeps the best answer that it had."""

    _answers: dict[str, Answer] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def sending(self, key: str) -> None:
        """A write leaves: until an answer comes, nobody knows."""
        with self._lock:
            self._answers.setdefault(key, Answer.UNKNOWN)

    def answered(self, key: str, answer: Answer) -> None:
        """An answer came."""
        with self._lock:
            if self._answers.get(key) is not Answer.ACKNOWLEDGED and answer is not Answer.UNKNOWN:
                self._answers[key] = answer

    def keys(self, answer: Answer) -> list[str]:
        """The writes with this answer."""
        with self._lock:
            return [key for key, given in self._answers.items() if given is answer]

    def believed(self) -> Ledger:
        """The same writes, as somebody has them who takes whatever came back, or nothing, for a yes."""
        with self._lock:
            return Ledger(dict.fromkeys(self._answers, Answer.ACKNOWLEDGED))

    def against(self, there: Iterable[str]) -> Account:
        """The account, given the keys that are there, each as often as it is."""
        found = Counter(there)
        acknowledged, refused = self.keys(Answer.ACKNOWLEDGED), self.keys(Answer.REFUSED)
        return Account(
            acknowledged=len(acknowledged),
            refused=len(refused),
            unknown=len(self.keys(Answer.UNKNOWN)),
            lost=tuple(key for key in acknowledged if not found[key]),
            twice=tuple(key for key, times in found.items() if times > 1),
            refused_but_there=tuple(key for key in refused if found[key]),
            unexplained=tuple(key for key in found if key not in self._answers),
        )
