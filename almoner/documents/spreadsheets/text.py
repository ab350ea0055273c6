"""Delimited text: its encoding, its separator, and its records.

The child opens it; nothing here holds more than one record and a small sample in memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from almoner.documents import signatures
from almoner.documents.spreadsheets.cells import Record
from almoner.documents.spreadsheets.tables import Limits, Unreadable

_CHUNK = 1 << 18
_LINE_CHARACTERS = 1 << 22
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_RECORDS = 60
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# Bytes that Windows-1252 leaves undefined: a file that has one is in another code page.
_NOT_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_ENCODING_WORDS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}
_SEPARATOR_LINE = re.compile(r"\s*sep=(.)\s*", re.I)
# What UTF-8 looks like once somebody has read it as Windows-1252 and saved it again.
_GARBLED = re.compile("[\u00c2\u00c3\u00c4\u00c5][\u0080-\u00bf\u2018-\u2026\u0152-\u017e\u20ac\u2122]|\u00e2\u20ac")
_LOST = "\ufffd"
_CUT = Unreadable(
    "The file ends in the middle of a letter: it was cut off while it was copied or uploaded.",
    "Save or export the list again and upload the whole file.",
)


@dataclass(slots=True)
class TextFile:
    """A text file whose encoding and separator are known; `notices` grows while it is read."""

    file: IO[bytes]
    encoding: str
    separator: str
    skip_first_record: bool
    nul_bytes: int
    notices: list[str]

    @property
    def encoding_words(self) -> str:
        """The encoding, in the words for a page."""
        return _ENCODING_WORDS[self.encoding]

    @property
    def separator_words(self) -> str:
        """The separator, in the words for a page."""
        return SEPARATORS[self.separator]


def open_text(file: IO[bytes], limits: Limits) -> TextFile:
    """Find the encoding and the separator of a text file.

    Every byte is looked at before an encoding is chosen, for the first accented letter may stand in
    the last row. Raises `Unreadable` for a file that is binary or ends inside a character.
    """
    encoding, nul_bytes = _encoding_of(file)
    file.seek(0)
    sample = _sample(file, encoding)
    if not sample.strip('\ufeff \r\n\t\x1a,;|"'):
        raise Unreadable("The file holds no words or figures: nothing but blanks.", "Upload the list itself.")
    told = _SEPARATOR_LINE.fullmatch(sample.split("\n", 1)[0])
    separator = told[1] if told and told[1] in SEPARATORS else _separator_of(sample)
    notices: list[str] = []
    if nul_bytes:
        notices.append(f"{nul_bytes:,} empty (NUL) characters were taken out of the text.")
    return TextFile(file, encoding, separator, bool(told), nul_bytes, notices)


def records(text: TextFile, limits: Limits) -> Iterator[Record]:
    """Every record with its row number as a spreadsheet program would show it.

    Raises `Unreadable` for a quotation mark never closed and for a cell no list could hold.
    """
    csv.field_size_limit(4 * limits.cell_characters)
    lines = _Lines(_characters(text))
    reader = csv.reader(lines, delimiter=text.separator)
    look = _Look()
    for line in itertools.count(1):
        lines.begin()
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise _runs_on(line) if len(lines.record) > 1 else _too_long(line) from error
        if line == 1 and text.skip_first_record:
            continue
        if lines.ended and _never_closed(lines.record, text.separator):
            raise _runs_on(line)
        look.at(line, lines.record)
        open_ended = lines.ended and not lines.record[-1].endswith(("\n", "\r"))
        yield line, [cell if cell and not cell.isspace() else None for cell in record], open_ended
    text.notices.extend(look.notices())


def _runs_on(line: int) -> Unreadable:
    return Unreadable(
        "A quotation mark is opened in this row and never closed, so the rows after it run together.",
        "Take out the stray quotation mark, or save the list again as an Excel workbook. "
        "If the row is the last one, the file may have been cut off: export it again.",
        line,
    )


def _too_long(line: int) -> Unreadable:
    return Unreadable(
        "One cell of this row is longer than any that a list holds.",
        "Open the list in a spreadsheet program, see what stands there, and upload it again.",
        line,
    )


@dataclass(slots=True)
class _Look:
    """What is noticed of the letters and lines in passing: the first row of each kind."""

    garbled: int = 0
    lost: int = 0
    spread: int = 0

    def at(self, line: int, lines: list[str]) -> None:
        if len(lines) > 1:
            self.spread = self.spread or line
        joined = lines[0] if len(lines) == 1 else "".join(lines)
        if not joined.isascii():
            self.garbled = self.garbled or (line if _GARBLED.search(joined) else 0)
            self.lost = self.lost or (line if _LOST in joined else 0)

    def notices(self) -> Iterator[str]:
        if self.garbled:
            yield (
                f"Some letters look garbled (first in row {self.garbled}): the list was probably saved in a wrong "
                "encoding before. Accented names may not be found."
            )
        if self.lost:
            yield (
                f"Some letters were lost before the file reached us (first in row {self.lost}; they show as {_LOST})."
            )
        if self.spread:
            yield (
                f"Some cells run over several lines (first in row {self.spread}). "
                "Rows are numbered as a spreadsheet program shows them."
            )


class _Lines:
    """Lines for the CSV reader, remembering those of the record being read."""

    def __init__(self, characters: Iterator[str]) -> None:
        self._lines = characters
        self._next = next(characters, None)
        self.record: list[str] = []
        self.ended = False

    def begin(self) -> None:
        self.record = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._next is None:
            raise StopIteration
        line, self._next = self._next, next(self._lines, None)
        self.ended = self._next is None
        self.record.append(line)
        return line


def _never_closed(lines: list[str], separator: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _characters(text: TextFile) -> Iterator[str]:
    """The file's lines as text: marks, NULs and a DOS end-of-file sign taken away."""
    text.file.seek(0)
    reader = io.TextIOWrapper(text.file, encoding=text.encoding, newline="", errors="strict")
    first = True
    for line in _lines(reader):
        if first:
            line = line.lstrip("\ufeff")
            first = False
        if "\x00" in line or "\x1a" in line:
            line = line.replace("\x00", "").replace("\x1a", "")
        yield line
    reader.detach()


def _lines(reader: io.TextIOWrapper) -> Iterator[str]:
    """Lines ended by any of CRLF, LF or the CR of old Macintosh files."""
    number = 0
    while line := reader.readline(_LINE_CHARACTERS):
        number += 1
        if len(line) == _LINE_CHARACTERS:
            raise Unreadable(
                f"One line of the file is longer than {_LINE_CHARACTERS:,} characters.",
                "Open the list in a spreadsheet program, save it as an Excel workbook (.xlsx), and upload that.",
                number,
            )
        yield line


def _encoding_of(file: IO[bytes]) -> tuple[str, int]:
    file.seek(0)
    head = file.read(signatures.HEAD_BYTES)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return _checked(file, encoding)
    if order := signatures.utf16_order(head):
        return _checked(file, order)
    return _eight_bit_encoding(file)


def _checked(file: IO[bytes], encoding: str) -> tuple[str, int]:
    decode = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(file):
            decode.decode(chunk)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file says that it is {_ENCODING_WORDS[encoding]}, but parts of it are not.",
            "Open it in a spreadsheet program and save it as CSV UTF-8 or as an Excel workbook (.xlsx).",
        ) from error
    if _ends_inside_letter(decode):
        raise _CUT
    return encoding, 0


def _eight_bit_encoding(file: IO[bytes]) -> tuple[str, int]:
    """UTF-8 if every byte agrees, else Windows-1252, else Latin-1."""
    decode = codecs.getincrementaldecoder("utf-8")()
    is_utf8, accented, outside = True, False, False
    size = nul_bytes = controls = 0
    for chunk in _chunks(file):
        size += len(chunk)
        nul_bytes += chunk.count(0)
        controls += len(chunk) - len(chunk.translate(None, _CONTROLS))
        outside = outside or any(byte in chunk for byte in _NOT_CP1252)
        if is_utf8:
            try:
                accented = not decode.decode(chunk).isascii() or accented
            except UnicodeDecodeError:
                is_utf8 = False
    if nul_bytes * 100 > size or controls * 200 > size:
        raise Unreadable(
            "This file is not a spreadsheet: it holds no text that can be read.",
            "Upload the list itself, as CSV, Excel (.xlsx) or OpenDocument (.ods).",
        )
    if is_utf8 and not _ends_inside_letter(decode):
        return "utf-8", nul_bytes
    if is_utf8 and accented:
        raise _CUT
    return ("latin-1" if outside else "cp1252"), nul_bytes


_CONTROLS = bytes(byte for byte in range(1, 32) if byte not in b"\t\n\r\x0c\x1a\x1b")


def _ends_inside_letter(decode: codecs.IncrementalDecoder) -> bool:
    try:
        decode.decode(b"", final=True)
    except UnicodeDecodeError:
        return True
    return False


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _sample(file: IO[bytes], encoding: str) -> str:
    decode = codecs.getincrementaldecoder(encoding)(errors="replace")
    return decode.decode(file.read(_SAMPLE_CHARACTERS)).lstrip("\ufeff").replace("\x00", "")


def _separator_of(sample: str) -> str:
    """The separator by which most records of the sample have one same, largest number of cells."""
    best, best_score = ",", (0, 0)
    for separator in SEPARATORS:
        widths = Counter(len(record) for record in _sample_records(sample, separator) if any(record))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda each: (each[1] * (each[0] > 1), each[0]))
        score = (times * 100 // sum(widths.values()) if width > 1 else 0, width)
        if score > best_score:
            best, best_score = separator, score
    return best


def _sample_records(sample: str, separator: str) -> list[list[str]]:
    lines = list(io.StringIO(sample, newline=""))
    if len(lines) > 1:
        lines.pop()
    found: list[list[str]] = []
    try:
        for record in csv.reader(lines, delimiter=separator):
            found.append(record)
            if len(found) >= _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return found
