"""ClamAV's daemon, spoken to in its INSTREAM protocol over a socket.

Whatever goes wrong is `NO_ANSWER`: a scanner that is down, slow, confused or whose signatures are out
of date has not looked.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import socket
import struct
import time
from collections.abc import Callable
from typing import IO

from almoner.documents.rules import Finding, Verdict

_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.{1,300}) FOUND")
_VERSION = re.compile(r"(ClamAV [\w.+-]+)(?:/(\d+)/(\w{3} \w{3} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}))?")


class _NoAnswer(Exception):
    pass


class Clamd:
    """A clamd at `host:port` or at the path of a local socket.

    `seconds` bounds the whole conversation. Signatures older than `oldest` do not count as a look;
    None switches that off, and is for a database of one's own, which carries no date.
    """

    def __init__(
        self,
        address: str,
        *,
        seconds: float = 60.0,
        oldest: dt.timedelta | None = dt.timedelta(hours=48),
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._address = address
        self._seconds = seconds
        self._oldest = oldest
        self._clock = clock

    def scan(self, file: IO[bytes]) -> Verdict:
        """Whether clamd finds malware in the file, read from its start. Never raises."""
        deadline = time.monotonic() + self._seconds
        scanner = ""
        try:
            scanner = self._version(deadline)
            return self._instream(file, scanner, deadline)
        except _NoAnswer as silence:
            return Verdict(Finding.NO_ANSWER, str(silence), scanner)
        except TimeoutError:
            return Verdict(Finding.NO_ANSWER, "The virus scanner took too long to answer.", scanner)
        except OSError:
            return Verdict(Finding.NO_ANSWER, "The virus scanner could not be reached.", scanner)

    def _version(self, deadline: float) -> str:
        with self._connected(deadline) as line:
            line.sendall(b"zVERSION\0")
            said = _answer(line, deadline)
        match = _VERSION.fullmatch(said)
        if not match:
            raise _NoAnswer("The virus scanner gave an answer that makes no sense.")
        if self._oldest is not None:
            self._check_age(match[3])
        return said[:200]

    def _check_age(self, dated: str | None) -> None:
        if not dated:
            raise _NoAnswer("The virus scanner does not say how old its signatures are.")
        try:
            made = dt.datetime.strptime(dated, "%a %b %d %H:%M:%S %Y").replace(tzinfo=dt.UTC)
        except ValueError as error:
            raise _NoAnswer("The virus scanner does not say how old its signatures are.") from error
        age = self._clock() - made
        if self._oldest is not None and age > self._oldest:
            hours = int(age.total_seconds() // 3600)
            raise _NoAnswer(f"The virus scanner's signatures are {hours:,} hours old, too old to be relied on.")

    def _instream(self, file: IO[bytes], scanner: str, deadline: float) -> Verdict:
        file.seek(0)
        with self._connected(deadline) as line:
            # A scanner that refuses the size closes the line while it is still being told; its answer is what counts.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(b"zINSTREAM\0")
                while chunk := file.read(_CHUNK):
                    _set_timeout(line, deadline)
                    line.sendall(struct.pack(">L", len(chunk)) + chunk)
                line.sendall(struct.pack(">L", 0))
            said = _answer(line, deadline)
        if said == "stream: OK":
            return Verdict(Finding.NOTHING, said, scanner)
        if found := _FOUND.fullmatch(said):
            return Verdict(Finding.MALWARE, found[1], scanner)
        if "size limit exceeded" in said:
            raise _NoAnswer("The file is larger than the virus scanner is set up to look at.")
        raise _NoAnswer("The virus scanner gave an answer that makes no sense.")

    def _connected(self, deadline: float) -> socket.socket:
        left = _left(deadline)
        if self._address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(left)
            try:
                line.connect(self._address)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=left)


def _answer(line: socket.socket, deadline: float) -> str:
    said = b""
    while not said.endswith(b"\0"):
        _set_timeout(line, deadline)
        piece = line.recv(_LONGEST_ANSWER)
        if not piece or len(said) > _LONGEST_ANSWER:
            break
        said += piece
    if not said:
        raise _NoAnswer("The virus scanner broke off without an answer.")
    return said.decode("utf-8", "replace").strip("\0\r\n ")


def _set_timeout(line: socket.socket, deadline: float) -> None:
    line.settimeout(_left(deadline))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
