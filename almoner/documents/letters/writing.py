"""What a letter says, as plain data. Pure: both its PDF and its page are made from this and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points, numbered where the letter refers to them by number."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A small table: what it shows, its headings, and rows as long as these. The first cell names its row."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table is as long as its headings")


Block = Paragraph | Heading | Points | Table


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a letter is from."""

    organisation: str
    lines: Sequence[str] = ()
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where the letter's event stands in the record: its leaf, the size of the tree then, and the root in hex."""

    index: int
    size: int
    root: str

    @property
    def words(self) -> str:
        """How the letter can be checked, in a sentence or two."""
        return (
            f"This letter is entry {self.index:,} of a record that held {self.size:,} entries when it was sealed. "
            f"The root of that record is {self.grouped_root}. Anybody who holds this page can tell whether the record "
            "was changed since."
        )

    @property
    def grouped_root(self) -> str:
        """The root in groups of eight, to be read out and compared."""
        return " ".join(self.root[at : at + 8] for at in range(0, len(self.root), 8))


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. `to` is the addressee's name and address, a line each."""

    title: str
    reference: str
    date: dt.date
    sender: Sender
    to: Sequence[str]
    greeting: str
    body: Sequence[Block]
    closing: str = "Yours sincerely"
    signed_by: str = ""
    signed_as: str = ""
    enclosures: Sequence[str] = ()
    sealed: Sealed | None = None


def day_words(day: dt.date) -> str:
    """A date as it is written in a letter: 23 November 2026."""
    return f"{day.day} {day:%B %Y}"
