"""What the record holds. Pure."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Whoever does something: known to the record by a pseudonymous name."""

    @property
    def actor_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The platform itself, naming the work: `worker:sweep`."""

    actor_id: str
