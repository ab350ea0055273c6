"""The limited process that parses a file somebody sent.

It reads the file on standard input and writes JSON lines on standard output: the table's shape,
batches of rows, and an end. Before it looks at a byte it gives up memory, time, writing, new
processes and the opening of anything at all, the network included.
"""

from __future__ import annotations

import encodings.cp437
import encodings.cp1252
import encodings.latin_1
import encodings.utf_8
import encodings.utf_8_sig
import encodings.utf_16
import encodings.utf_16_be
import encodings.utf_16_le
import encodings.utf_32  # noqa: F401 (nothing can be imported once files are shut)
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from almoner.documents import archives
from almoner.documents.confinement import confine
from almoner.documents.spreadsheets import kinds, text
from almoner.documents.spreadsheets.books import open_book
from almoner.documents.spreadsheets.census import open_census
from almoner.documents.spreadsheets.shaping import ShapedRow, Source, shape_of
from almoner.documents.spreadsheets.tables import Kind, Limits, Unreadable

_BATCH_ROWS = 250
_BATCH_CHARACTERS = 1 << 20
TOO_MUCH = Unreadable(
    "Opening this file takes more memory than any list should need.",
    "Often a stray cell far below or to the right of the list is the cause. Copy the list's rows into a new workbook, "
    "or save them as CSV, and upload that.",
)
DAMAGED = Unreadable(
    "This file is damaged: it begins like a spreadsheet, but what is inside cannot be read.",
    "Open it in a spreadsheet program, save it as a new workbook (.xlsx), and upload that.",
)


def main() -> None:
    """Read the file on standard input under the limits given as JSON in the last argument."""
    order = json.loads(sys.argv[-1])
    limits = Limits(**order["limits"])
    _warm_up(limits)
    confine(memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds)
    source = os.fdopen(0, "rb")
    try:
        for message in _messages(source, Kind[order["kind"]], limits, order["sheet"], order["expects"]):
            _say(message)
    except Unreadable as refusal:
        _say_refusal(refusal)
    except (MemoryError, RecursionError):
        _say_refusal(TOO_MUCH)
    except BrokenPipeError:
        os._exit(0)
    except BaseException:
        # calamine's panics are no Exception; whatever it was, the file is to blame and the parent waits for a word.
        _say_refusal(DAMAGED)
    os._exit(0)


def _warm_up(limits: Limits) -> None:
    """Read one small file of each kind, so that what Python imports on first use is there before files are shut."""
    for kind, content in (
        (Kind.CSV, b"Name,Town\r\nAnn,Leeds\r\nBo,York\r\n"),
        (Kind.CENSUS, b"<Message><CSWWWorker><SWENo>SW1</SWENo></CSWWWorker></Message>"),
    ):
        for _ in _messages(io.BytesIO(content), kind, limits, None, []):
            pass
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part.xml", "<part/>")
    with kinds.checked_archive(packed, limits) as archive:
        archives.measure(archive, kinds.archive_limits(limits))


def _messages(
    file: IO[bytes], kind: Kind, limits: Limits, sheet: str | None, expects: list[str]
) -> Iterator[dict[str, Any]]:
    source = _opened(file, kind, limits, sheet)
    shape, rows = shape_of(source, limits, expects)
    yield {"shape": shape.as_json()}
    yield from _batches(rows)
    yield {"end": source.notices}


def _opened(file: IO[bytes], kind: Kind, limits: Limits, sheet: str | None) -> Source:
    if kind is Kind.CENSUS:
        return open_census(file)
    if kind is not Kind.CSV:
        return open_book(file, kind, limits, sheet)
    found = text.open_text(file, limits)
    return Source(
        kind,
        text.records(found, limits),
        found.notices,
        encoding=found.encoding_words,
        separator=found.separator_words,
        even=True,
    )


def _batches(rows: Iterator[ShapedRow]) -> Iterator[dict[str, Any]]:
    batch: list[ShapedRow] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum(len(cell) for cell in row[1] if cell)
        if len(batch) >= _BATCH_ROWS or characters >= _BATCH_CHARACTERS:
            yield {"rows": batch}
            batch, characters = [], 0
    if batch:
        yield {"rows": batch}


def _say(message: dict[str, Any]) -> None:
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
    while line:
        line = line[os.write(1, line) :]


def _say_refusal(refusal: Unreadable) -> None:
    _say({"unreadable": [refusal.because, refusal.what_to_do, refusal.line]})


if __name__ == "__main__":
    main()
