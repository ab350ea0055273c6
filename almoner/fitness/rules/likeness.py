"""Whether two concerns could be about the same social worker, or the same event (PLAN-F1). A person decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

CLAUSE = "PLAN-F1"
#: From here on two names are said to be alike: Jaro-Winkler, on the words of each in their order. A setting.
ALIKE = 0.9

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SPELT = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({'|'.join(_MONTHS)}),? (\d{{4}})\b", re.IGNORECASE)
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a concern when it is held beside another."""

    entry: int | None
    number: str
    name: str
    words: str


def likenesses(one: Told, other: Told) -> tuple[str, ...]:
    """What two concerns have in common, the weightiest first, each in words; nothing, if nothing.

    The same entry of the register, the same number, a name that is alike, days that both speak of.
    """
    found = []
    if one.entry is not None and one.entry == other.entry:
        found.append("The same person on the register")
    elif one.number and one.number == other.number:
        found.append("The same registration number")
    elif alike(one.name, other.name):
        found.append("A name that is alike")
    if shared := sorted(days_in(one.words) & days_in(other.words)):
        found.append("The same day" if len(shared) == 1 else "The same days")
    return tuple(found)


def alike(one: str, other: str) -> bool:
    """Whether two names could be of the same person, whatever their order, case and accents."""
    first, second = _plain(one), _plain(other)
    if not first or not second:
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    return JaroWinkler.similarity(" ".join(sorted(first)), " ".join(sorted(second))) >= ALIKE


def days_in(words: str) -> frozenset[str]:
    """The days that a text speaks of, as ISO dates: 5 October 2026, 05/10/2026, 2026-10-05. A month alone is none."""
    spelt = ((y, _MONTHS.index(m.lower()) + 1, d) for d, m, y in _SPELT.findall(words))
    figures = ((y, m, d) for d, m, y in _FIGURES.findall(words))
    return frozenset(
        f"{int(y):04}-{int(m):02}-{int(d):02}"
        for y, m, d in (*spelt, *figures, *_ISO.findall(words))
        if 1 <= int(m) <= 12 and 1 <= int(d) <= 31
    )


def words_of(statement: Iterable[Iterable[str]]) -> str:
    """What was said, as one text."""
    return "\n".join(said for pair in statement for said in list(pair)[1:])


def keys_of(name: str) -> list[str]:
    """The beginnings of a name by which others like it are looked for: of each word of three letters or more."""
    return sorted({word[:3] for word in _plain(name) if len(word) >= 3})


def _plain(name: str) -> list[str]:
    spread = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"[a-z]+", "".join(letter for letter in spread if not unicodedata.combining(letter)))
