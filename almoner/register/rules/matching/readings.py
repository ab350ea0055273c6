"""What a row of an employer's list says, read the way its writer meant it.

Employers type names and registration numbers by hand, paste them from payroll and pass them through
spreadsheets. These functions read what was meant and say how far the reading departs from what was typed,
so that nothing is mended silently (domain.md 1.1).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from almoner.register.rules import number as numbers
from almoner.register.rules.names import HONOURS, PARTICLES, TITLES, PersonName, fold, split_registered_name
from almoner.register.rules.nicknames import may_be_the_same

_NO_NUMBER = frozenset({"", "na", "n/a", "none", "tbc", "tba", "pending", "unknown", "nil", "-", "?", "0", "applied"})
_BRACKETED = re.compile(r"[(\[\"“]([^)\]\"”]*)[)\]\"”]")


@dataclass(frozen=True, slots=True)
class ListedNumber:
    """A registration number as read: `number` as the register writes it, or None where there is none to read."""

    number: str | None
    typed: str
    mended: tuple[str, ...] = ()
    fault: str = ""

    @property
    def words(self) -> str:
        """How the reading departs from what was typed, or nothing where it does not."""
        if self.fault:
            return f"“{self.typed}” cannot be read as a registration number. {self.fault}"
        if self.mended:
            return f"“{self.typed}” was read as {self.number}: {' and '.join(self.mended)}."
        return ""


@lru_cache(maxsize=1 << 16)
def read_number(typed: str) -> ListedNumber:
    """The registration number in a cell of a list; words such as “pending” count as none given."""
    plain = " ".join(typed.split())
    if plain.casefold() in _NO_NUMBER:
        return ListedNumber(None, plain)
    read = numbers.read(plain)
    if read.number is None:
        return ListedNumber(None, plain, fault=read.fault)
    return ListedNumber(numbers.shown(read.number), plain, read.mended)


@dataclass(frozen=True, slots=True)
class NameReading:
    """A person's name in the parts that comparing needs, all folded: no accents, capitals or punctuation.

    `surname` is whole and without breaks; `parts` are the halves of a double-barrelled one; `called` are other given
    names the person goes by.
    """

    given: str = ""
    middles: tuple[str, ...] = ()
    surname: str = ""
    parts: tuple[str, ...] = ()
    called: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether there is no name here at all."""
        return not self.given and not self.surname


@lru_cache(maxsize=1 << 15)
def read_name(*, full: str = "", first: str = "", last: str = "", known_as: str = "") -> NameReading:
    """Reads a name given whole (“Dr SMITH, Jane Anne”, “Jane (Jan) Smith-Jones”) or in columns.

    Columns win over the whole where both are given; brackets and quotation marks hold the name a person goes by.
    """
    called = [fold(word).split(" ")[0] for word in (*_BRACKETED.findall(f"{full} {first}"), known_as) if fold(word)]
    first, last, full = (" ".join(_BRACKETED.sub(" ", part).split()) for part in (first, last, full))
    whole = _split(full) if full and not (first and last) else PersonName("", "")
    givens = _untitled(fold(first or whole.forenames).split())
    surnames = _unhonoured(_untitled(fold(last or whole.family).split()))
    return NameReading(
        given=givens[0] if givens else "",
        middles=tuple(givens[1:]),
        surname="".join(surnames),
        parts=_halves(surnames),
        called=tuple(dict.fromkeys(name for name in called if name not in givens[:1])),
    )


def registered_family(family: str) -> tuple[str, tuple[str, ...]]:
    """An entry's surname, whole and in its halves. The register already keeps the parts of a name apart."""
    surnames = fold(family).split()
    return "".join(surnames), _halves(surnames)


def registered_forenames(forenames: str) -> tuple[str, ...]:
    """An entry's given names, the first and then the middle ones."""
    return tuple(fold(forenames).split())


def _split(full: str) -> PersonName:
    """A whole name in two; letters after the name may follow a comma, and are not a first name."""
    before, comma, after = full.partition(",")
    if comma and set(fold(after).split()) <= HONOURS:
        return split_registered_name(before)
    return split_registered_name(full)


def _untitled(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return words


def _unhonoured(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1] in HONOURS:
        words = words[:-1]
    return words


def _halves(surnames: list[str]) -> tuple[str, ...]:
    """The halves of a double-barrelled surname; a particle stays with the word it introduces."""
    if len(surnames) < 2:
        return tuple(surnames)
    halves: list[str] = []
    held = ""
    for at, word in enumerate(surnames):
        if word in PARTICLES and at < len(surnames) - 1:
            held += word
            continue
        halves.append(held + word)
        held = ""
    return tuple(halves)


@lru_cache(maxsize=1 << 17)
def same_given_name(one: str, other: str) -> bool:
    """Whether one folded given name is a usual short or long form of the other."""
    return may_be_the_same(one, other)
