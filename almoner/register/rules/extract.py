"""The register extract: its eight fields, the words of its status, and one row read into facts or a fault."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from almoner.register.rules import number as numbers
from almoner.register.rules.kinds import ANNOTATION_KINDS
from almoner.register.rules.names import fold, split_registered_name

NUMBER, NAME, STATUS, TOWN = "Registration Number", "Registered Name", "Status", "Town of employment"
FROM, UNTIL, ANNOTATIONS, REGISTERED = "Registered from", "Registered until", "Annotations", "Registered"
FIELDS: Final = (NUMBER, NAME, STATUS, TOWN, FROM, UNTIL, ANNOTATIONS, REGISTERED)
REQUIRED: Final = (NUMBER, NAME, STATUS)

#: Words after "No Longer Registered - " and the ground each stands for (domain 1.1).
GROUNDS: Final = {
    "": "unstated",
    "failed to renew": "not-renewed",
    "voluntary removal": "own-request",
    "deceased": "death",
    "failed to meet cpd requirements": "cpd",
    "removed": "removed",
}
_AS_WRITTEN: Final = {
    "failed to renew": "Failed to Renew",
    "voluntary removal": "Voluntary Removal",
    "deceased": "Deceased",
    "failed to meet cpd requirements": "Failed to meet CPD requirements",
    "removed": "Removed",
}
_GONE: Final = "no longer registered"
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
_SERIAL_DAY_ZERO: Final = date(1899, 12, 30)
_MONTHS: Final = {
    name: i
    for i, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_ISO: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$", re.ASCII)
_BRITISH: Final = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:\s+00:00(?::00)?)?$", re.ASCII)
_WRITTEN: Final = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]+)[\s\-,]+(\d{4})$", re.IGNORECASE)
_SERIAL: Final = re.compile(r"^(\d{4,6})(?:\.0+)?$", re.ASCII)

Cell = str | int | float | bool | date | datetime | timedelta | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row (-1 when the file has no such column), and what else there was."""

    places: tuple[int, ...]
    extra: tuple[str, ...]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]

    @property
    def fault(self) -> str:
        """Why the file cannot be read by these headings; empty when it can."""
        lacking = [f for f in self.missing if f in REQUIRED]
        if lacking:
            return f"The file has no column headed {' or '.join(lacking)}."
        if self.repeated:
            return f"More than one column is headed {self.repeated[0]}."
        return ""


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One row of the extract in the register's own terms. None means the file says nothing of it."""

    number: int
    forenames: str
    family: str
    registered: bool
    ground: str
    town: str | None
    starts: date | None
    until: date | None
    annotations: tuple[str, ...] | None


class RowFault(Exception):
    """A row that cannot be accepted; the message says which value and what would be right."""


def columns(headings: Sequence[Cell]) -> Columns:
    """Find the eight fields among a file's headings, in any order and however capitalised or spaced."""
    known = {_heading(f): i for i, f in enumerate(FIELDS)}
    places, extra, repeated = [-1] * len(FIELDS), [], []
    for at, heading in enumerate(headings):
        text = "" if heading is None else str(heading).strip()
        field = known.get(_heading(text))
        if field is None:
            extra.append(text or f"column {at + 1}, without a heading")
        elif places[field] >= 0:
            repeated.append(FIELDS[field])
        else:
            places[field] = at
    missing = tuple(f for f, at in zip(FIELDS, places, strict=True) if at < 0)
    return Columns(tuple(places), tuple(extra), missing, tuple(repeated))


def _heading(text: str) -> str:
    return re.sub(r"[^a-z]+", "", unicodedata.normalize("NFKC", text).lower())


def read_row(cells: Sequence[Cell], where: Columns) -> ExtractRow:
    """Read one row; raises RowFault in words a register officer can act on.

    A status that says registered beside a "Registered" that says no is refused: either could be the truth.
    """
    value = [cells[at] if 0 <= at < len(cells) else None for at in where.places]
    number = _number(value[0])
    forenames, family = _name(_text(value[1]))
    registered, ground = status(_text(value[2]))
    _agrees(registered, value[7])
    starts, until = _date(value[4], FROM), _date(value[5], UNTIL)
    if starts and until and until < starts:
        raise RowFault(f"{UNTIL} is earlier than {FROM}.")
    if registered and starts is None and where.places[4] >= 0:
        raise RowFault(f"{FROM} is empty, and a registered person needs the day registration began.")
    return ExtractRow(
        number, forenames, family, registered, ground,
        _town(value[3]) if where.places[3] >= 0 else None,
        starts, until,
        annotation_codes(_text(value[6])) if where.places[6] >= 0 else None,
    )  # fmt: skip


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _number(cell: Cell) -> int:
    found = numbers.read(_text(cell))
    if found.number is None:
        raise RowFault(f"{NUMBER}: {found.fault}")
    return found.number


@lru_cache(maxsize=4096)
def _name(text: str) -> tuple[str, str]:
    if not text:
        raise RowFault(f"{NAME} is empty.")
    if len(text) > 200:
        raise RowFault(f"{NAME} is longer than 200 characters.")
    if "\x00" in text or not fold(text):
        raise RowFault(f"{NAME} has no letters that can be read.")
    name = split_registered_name(text)
    return name.forenames, name.family


@lru_cache(maxsize=256)
def status(text: str) -> tuple[bool, str]:
    """(registered, ground of ending) for a status as the regulator's look-up writes it.

    Trailing commas, capitals and stray spaces are forgiven; a status that is not known is refused, never guessed.
    """
    plain = " ".join(text.split()).strip(" ,;.-").lower()
    if plain == "registered":
        return True, ""
    if plain.startswith(_GONE):
        ground = plain[len(_GONE) :].strip(" -–—:,")
        if ground in GROUNDS:
            return False, GROUNDS[ground]
        raise RowFault(f"{STATUS}: “{text}” gives a ground that is not known.")
    if not plain:
        raise RowFault(f"{STATUS} is empty.")
    raise RowFault(f"{STATUS}: “{text[:60]}” is neither Registered nor No Longer Registered.")


def status_words(registered: bool, ground: str) -> str:
    """The status string for a standing, as clients of the regulator's look-up expect it (domain 1.1)."""
    if registered:
        return "Registered"
    words = next((w for w, g in GROUNDS.items() if g == ground), "")
    return f"No Longer Registered - {_AS_WRITTEN[words]}" if words else "No Longer Registered"


def _agrees(registered: bool, cell: Cell) -> None:
    said = _text(cell).lower()
    if said in ("true", "yes", "y", "1", "registered") and not registered:
        raise RowFault(f"{STATUS} says no longer registered, but {REGISTERED} says {_text(cell)}.")
    if said in ("false", "no", "n", "0", "not registered") and registered:
        raise RowFault(f"{STATUS} says registered, but {REGISTERED} says {_text(cell)}.")


def _town(cell: Cell) -> str:
    town = " ".join(_text(cell).split())
    if len(town) > 100 or "\x00" in town:
        raise RowFault(f"{TOWN} is longer than 100 characters.")
    return town


def _date(cell: Cell, field: str) -> date | None:
    if cell is None or cell == "":
        return None
    found = cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else read_date(_text(cell))
    if found is None or not _EARLIEST <= found <= _LATEST:
        raise RowFault(f"{field}: “{_text(cell)[:40]}” is not a date like 30/11/2026.")
    return found


@lru_cache(maxsize=8192)
def read_date(text: str) -> date | None:
    """A date as an extract or a spreadsheet writes it: ISO, British, in words, or a serial day number."""
    plain = text.strip()
    try:
        if m := _ISO.match(plain):
            return date(int(m[1]), int(m[2]), int(m[3]))
        if m := _BRITISH.match(plain):
            return date(int(m[3]), int(m[2]), int(m[1]))
        if (m := _WRITTEN.match(plain)) and (month := _MONTHS.get(m[2].lower())):
            return date(int(m[3]), month, int(m[1]))
        if m := _SERIAL.match(plain):
            return _SERIAL_DAY_ZERO + timedelta(days=int(m[1]))
    except (ValueError, OverflowError):
        return None
    return None


@lru_cache(maxsize=1024)
def annotation_codes(text: str) -> tuple[str, ...]:
    """The annotation kinds named in a cell: a list in brackets, or separated by commas, semicolons or bars."""
    plain = text.strip().strip("[]")
    titles = {fold(k.title): k.code for k in ANNOTATION_KINDS} | {fold(k.code): k.code for k in ANNOTATION_KINDS}
    found = []
    for part in re.split(r"[,;|\n]", plain):
        word = fold(part.strip(" '\""))
        if not word or word in ("none", "n a"):
            continue
        code = titles.get(word)
        if code is None:
            raise RowFault(f"{ANNOTATIONS}: “{part.strip()[:40]}” is not a kind of annotation that is known.")
        found.append(code)
    return tuple(dict.fromkeys(found))
