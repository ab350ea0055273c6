"""Reading a file that somebody sent: the parent's side.

The parent looks at a few kilobytes and an archive's directory. Everything else happens in a child
process with little memory, little time and nothing open; its rows come back over a pipe a batch at
a time, so the parent's memory stays flat, and a child that dies takes nothing with it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from almoner.documents.spreadsheets import kinds
from almoner.documents.spreadsheets.tables import Kind, Limits, Row, Shape, Unreadable, Value

_ROOT = str(Path(__file__).resolve().parents[3])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from almoner.documents.spreadsheets.child import main; main()"
_READ = 1 << 16
_LONGEST_MESSAGE = 32 << 20
_TOO_LONG = Unreadable(
    "Reading this file took too long, so it was stopped.",
    "Copy the list's rows into a new workbook, or save them as CSV, and upload that.",
)
_TOO_MUCH = Unreadable(
    "Opening this file takes more memory than any list should need.",
    "Often a stray cell far below or to the right of the list is the cause. Copy the list's rows into a new workbook, "
    "or save them as CSV, and upload that.",
)
_DAMAGED = Unreadable(
    "This file is damaged: it begins like a spreadsheet, but what is inside cannot be read.",
    "Open it in a spreadsheet program, save it as a new workbook (.xlsx), and upload that.",
)


class Table:
    """A table being read. Iterate over it once for its rows; use it in a `with`, or `close()` it.

    `columns`, `header_line`, `kind`, `encoding`, `separator`, `sheet`, `sheets` and `about` are known
    from the start; `notices`, in words for the person who sent the file, is complete after the last row.
    """

    def __init__(self, shape: Shape, messages: Iterator[dict[str, Any]], child: _Child) -> None:
        self._shape = shape
        self._messages = messages
        self._child = child
        self.kind: Kind = shape.kind
        self.columns: tuple[str, ...] = shape.columns
        self.header_line: int | None = shape.header_line
        self.encoding: str | None = shape.encoding
        self.separator: str | None = shape.separator
        self.sheet: str | None = shape.sheet
        self.sheets: tuple[str, ...] = shape.sheets
        self.about: dict[str, str] = shape.about
        self.notices: list[str] = shape.notices

    def __iter__(self) -> Iterator[Row]:
        for message in self._messages:
            if "end" in message:
                self.notices.extend(message["end"])
                break
            for line, cells, extra, problem in message["rows"]:
                yield Row(
                    line,
                    tuple([_value(cell) for cell in cells]),
                    tuple([cell if isinstance(cell, str) else cell[1] if cell else "" for cell in cells]),
                    tuple(extra),
                    problem,
                )
        self.close()

    def close(self) -> None:
        """End the child process, whatever it was doing."""
        self._child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(
    source: str | os.PathLike[str] | bytes | IO[bytes],
    *,
    limits: Limits | None = None,
    sheet: str | None = None,
    expects: Collection[str] = (),
) -> Table:
    """A file somebody sent, as a table of rows under named columns.

    `source` is a path, the bytes themselves, or an open file with a descriptor. `sheet` names a sheet
    (else the first visible one that holds anything); `expects` are headings the caller knows, which
    help to find the row of headings. Reads CSV in any usual encoding and separator, XLSX, XLSB, XLS,
    ODS, and the workforce census XML.

    Raises `Unreadable` at once where the file as a whole cannot be read, and while iterating where a
    row cannot be passed. No file takes down the caller: parsing runs in a child under `limits`.
    """
    limits = limits or Limits()
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(_opened(source))
        kind = kinds.kind_of(file, limits)
        file.seek(0)
        order = {"limits": limits.as_json(), "kind": kind.name, "sheet": sheet, "expects": list(expects)}
        child = _Child(file, json.dumps(order), limits)
    messages = child.messages()
    try:
        first = next(messages)
    except BaseException:
        child.end()
        raise
    return Table(Shape.from_json(first["shape"]), messages, child)


@contextlib.contextmanager
def _opened(source: str | os.PathLike[str] | bytes | IO[bytes]) -> Iterator[IO[bytes]]:
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as file:
            file.write(source)
            file.flush()
            yield file
    elif isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            yield file
    else:
        yield source


class _Child:
    """The limited process. It is ended when its table is closed, read to the end, or forgotten."""

    def __init__(self, file: IO[bytes], order: str, limits: Limits) -> None:
        self._limits = limits
        # No environment: no setting, secret or database address reaches it.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, _ROOT, order],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"RUST_BACKTRACE": "0"},
            close_fds=True,
        )
        self.end = weakref.finalize(self, _end, self._process)

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the child says, one message at a time; `Unreadable` if it refuses, dies or dawdles."""
        for line in self._lines():
            message = json.loads(line)
            if "unreadable" in message:
                self.end()
                raise Unreadable(*message["unreadable"])
            yield message
            if "end" in message:
                return
        raise self._last_words()

    def _lines(self) -> Iterator[bytes]:
        pipe = cast(IO[bytes], self._process.stdout).fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN | select.POLLHUP)
        left = self._limits.wall_seconds
        held: list[bytes] = []
        size = 0
        while True:
            asked = time.monotonic()
            ready = poll.poll(max(0.0, left) * 1000)
            left -= time.monotonic() - asked
            if not ready:
                self.end()
                raise _TOO_LONG
            piece = os.read(pipe, _READ)
            if not piece:
                return
            size += len(piece)
            if size > _LONGEST_MESSAGE:
                self.end()
                raise _TOO_MUCH
            *whole, rest = piece.split(b"\n")
            for line in whole:
                yield b"".join([*held, line])
                held = []
            if whole:
                size = len(rest)
            held.append(rest)

    def _last_words(self) -> Unreadable:
        """Why the child fell silent: the kernel's limits end it by signal, Rust's allocator by abort."""
        code = self._process.wait()
        self.end()
        if code == -signal.SIGXCPU:
            return _TOO_LONG
        if code in (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, 1):
            return _TOO_MUCH
        return _DAMAGED


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _value(cell: Any) -> Value:
    if cell is None:
        return None
    if isinstance(cell, str):
        return cell.strip() or None
    return dt.date.fromisoformat(cell[0])
