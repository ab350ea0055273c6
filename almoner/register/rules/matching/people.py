"""The two sides of a match: a row of an employer's list, and an entry of the register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from almoner.register.rules.names import PersonName, fold

from .readings import ListedNumber, NameReading, read_name, read_number


@dataclass(frozen=True)
class Listed:
    """One row of an employer's list. `line` is its place in the file; everything else is as the employer has it."""

    line: int
    number: str = ""
    full_name: str = ""
    first_name: str = ""
    last_name: str = ""
    known_as: str = ""
    former_name: str = ""
    town: str = ""
    starts: date | None = None
    born: date | None = None

    @cached_property
    def reading(self) -> ListedNumber:
        """The registration number as read."""
        return read_number(self.number)

    @cached_property
    def names(self) -> tuple[NameReading, ...]:
        """The name, and then the name with a former surname where the list gives one."""
        now = read_name(full=self.full_name, first=self.first_name, last=self.last_name, known_as=self.known_as)
        if not self.former_name.strip():
            return (now,)
        words = fold(self.former_name).split()
        before = read_name(full=self.former_name) if len(words) > 1 else read_name(last=self.former_name)
        return (
            now,
            NameReading(before.given or now.given, now.middles, before.surname, before.parts, now.called),
        )

    @cached_property
    def place(self) -> str:
        """The town, folded."""
        return fold(self.town)

    @property
    def shown_name(self) -> str:
        """The name as the employer wrote it."""
        return self.full_name.strip() or " ".join(f"{self.first_name} {self.last_name}".split())


@dataclass(frozen=True)
class Entry:
    """One entry of the register, as far as matching needs it. `key` is whatever finds the entry again.

    `former_names` are those that the register may use for this purpose; they are compared and never repeated in words.
    """

    key: str
    number: str
    forenames: str
    family: str
    former_names: tuple[PersonName, ...] = ()
    town: str = ""
    registered_from: date | None = None
    born: date | None = None

    @property
    def name(self) -> str:
        """The name as the register shows it."""
        return f"{self.forenames} {self.family}".strip()


@dataclass(frozen=True)
class Frequencies:
    """How common names and towns are among the entries of the register searched.

    An agreement on a rare surname says more than one on Smith; these counts are what the weights know of it.
    """

    entries: int
    surnames: Mapping[str, int] = field(default_factory=dict)
    givens: Mapping[str, int] = field(default_factory=dict)
    towns: Mapping[str, int] = field(default_factory=dict)
