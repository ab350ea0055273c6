"""The registration number: how it is written, shown and read when somebody typed it carelessly."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

STRICT: Final = re.compile(r"^SW[1-9]\d{0,5}$", re.ASCII)
HIGHEST: Final = 999_999

_SEPARATORS: Final = re.compile(r"[\s\-_#\u00ad\u200b-\u200d\ufeff]+|(?<=[A-Za-z])[.:/]|(?<=\d),(?=\d{3}$)")
_LETTERS_LOST: Final = re.compile(r"^(?:SW|S|W)?(\d+)$", re.ASCII)
_WHOLE_AS_DECIMAL: Final = re.compile(r"^((?:SW)?\s*\d+)(?:\.0+|,0{1,2})$", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What was made of a typed number: the number, or why there is none, and what had to be mended."""

    number: int | None
    mended: tuple[str, ...] = ()
    fault: str = ""


def shown(number: int) -> str:
    """The number as the register shows it, upper case: ``SW12345``."""
    return f"SW{number}"


def is_number(text: str) -> bool:
    """Whether ``text`` is a registration number exactly as the register writes it (domain 1.1)."""
    return STRICT.match(text) is not None and not text.endswith("\n")


def parse(text: str) -> int | None:
    """The number that was meant by ``text``, or None when there is no telling."""
    return read(text).number


def read(text: str) -> NumberReading:
    """Read a number as people and spreadsheets write it.

    Forgives spaces, lower case, lost or half-lost letters and a whole number that a spreadsheet wrote
    as a decimal. A leading zero, a seventh digit or any other letter is not forgiven: those are other
    numbers, and a guess could name another person (domain 1.1).
    """
    plain = unicodedata.normalize("NFKC", text).strip().strip("'\"")
    if not plain:
        return NumberReading(None, fault="There is no number.")
    if is_number(plain):
        return NumberReading(int(plain[2:]))
    mended: list[str] = []
    if decimal := _WHOLE_AS_DECIMAL.match(plain):
        plain = decimal[1]
        mended.append("a decimal point was left out")
    closed = _SEPARATORS.sub("", plain)
    if closed != plain:
        mended.append("spaces or marks were left out")
    upper = closed.upper()
    if upper != closed:
        mended.append("small letters were made capital")
    if not (letters := _LETTERS_LOST.match(upper)):
        return NumberReading(None, fault="A number is SW and one to six digits, like SW12345.")
    if not upper.startswith("SW"):
        mended.append("the letters SW were put back")
    return _within_range(letters[1], tuple(mended))


def _within_range(digits: str, mended: tuple[str, ...]) -> NumberReading:
    if digits.startswith("0"):
        return NumberReading(None, mended, "A number does not begin with a zero.")
    if len(digits) > 6:
        return NumberReading(None, mended, "A number has at most six digits.")
    return NumberReading(int(digits), mended)
