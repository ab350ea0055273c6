"""What a letter about a case says, before its values are put in (PLAN-F8).

A letter is a title and parts. Parts are sentences with `{values}`, headings, points, or `Said`: words of the case that
go in as they were written, paragraph by paragraph. Everything that a template needs is known from the template, so a
letter that lacks something is refused when it is queued, not when it is to be sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter


class Addressee(StrEnum):
    """To whom a letter goes."""

    WORKER = "worker"
    RAISER = "raiser"

    @property
    def words(self) -> str:
        """As the case page says it."""
        return "the social worker" if self is Addressee.WORKER else "whoever raised the concern"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph, with `{values}`."""

    text: str


@dataclass(frozen=True, slots=True)
class Title:
    """A heading within the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Points, each with `{values}`."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the case under the name of a value, as they were written."""

    value: str


Part = Sentence | Title | Listed | Said


@dataclass(frozen=True)
class LetterTemplate:
    """One kind of letter. `to` is whom it is for; `answer` says that it asks for an answer."""

    name: str
    title: str
    to: Addressee
    parts: tuple[Part, ...]
    signed_as: str = "Case examiners’ office"

    @property
    def needs(self) -> frozenset[str]:
        """The names of everything that it says of the case."""
        return frozenset(name for part in (Sentence(self.title), *self.parts) for name in _names(part))

    def filled(self, values: Mapping[str, str]) -> tuple[str, list[Part]]:
        """The title and the parts with the values in them; LookupError names what is missing."""
        if missing := sorted(self.needs - set(values)):
            raise LookupError(f"the letter {self.name!r} needs {', '.join(missing)}")
        return self.title.format_map(values), [one for part in self.parts for one in _filled(part, values)]


def _names(part: Part) -> Iterator[str]:
    if isinstance(part, Said):
        yield part.value
        return
    texts = part.points if isinstance(part, Listed) else (part.text,)
    yield from (name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def _filled(part: Part, values: Mapping[str, str]) -> Iterator[Part]:
    if isinstance(part, Said):
        yield from (Sentence(" ".join(one.split())) for one in re.split(r"\n\s*\n", values[part.value]) if one.strip())
    elif isinstance(part, Listed):
        yield Listed(tuple(point.format_map(values) for point in part.points))
    else:
        yield type(part)(part.text.format_map(values))
