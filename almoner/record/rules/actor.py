"""Who did it: a pseudonymous name that stays in the record after everything else about a person has gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Whoever takes an action. Only this name of theirs ever reaches the record."""

    @property
    def actor_id(self) -> str:
        """A pseudonym, the same for ever: a person's own id, or a machine's name."""
        ...


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A machine that acts on its own: `SystemActor("worker:sweep")`. The colon keeps it from being taken for a
    person's id.
    """

    actor_id: str

    def __post_init__(self) -> None:
        if ":" not in self.actor_id:
            raise ValueError(f"a system actor is named like 'worker:sweep', not {self.actor_id!r}")
