"""Taking a base copy: everything in the database at one moment, straight from the server into an encrypted file."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast

from almoner.config.backups.catalogue import Base, Catalogue, name_of
from almoner.config.backups.encryption import PublicKey, keep
from almoner.config.backups.postgresql import BackupProblem, Server, ask, for_programs, mark, program, segment_of

Progress = Callable[[int, int], None]
_START = re.compile(r"start point: ([0-9A-F]+/[0-9A-F]+) on timeline (\d+)")


@dataclass
class _Counted:
    """A source that says how far it has come."""

    source: IO[bytes]
    of: int
    progress: Progress
    come: int = 0

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.come += len(piece)
        self.progress(min(self.come, self.of), self.of)
        return piece


def take(*, url: str, catalogue: Catalogue, recipients: list[PublicKey], now: datetime, progress: Progress) -> Base:
    """Take a base copy with pg_basebackup and say so in the catalogue. Raises BackupProblem; then there is no copy.

    The copy holds the log that makes it whole, so that it can be restored even where the log was not followed.
    """
    server = ask(url)
    name = name_of(now)
    folder = catalogue.base(name)
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        raise BackupProblem(f"A base copy was begun in this very second: {folder}") from None
    try:
        said, size = _copy(url, server, catalogue, name, recipients, progress)
    except BaseException:
        for left in folder.glob("*"):
            left.unlink()
        folder.rmdir()
        raise
    first = _START.search(said)
    base = Base(
        name=name,
        began=server.now.isoformat(),
        ended=mark(url)[0].isoformat(),
        postgresql=server.version,
        system=server.system,
        database=server.database,
        first_segment=segment_of(first[1], int(first[2]), server.segment_bytes) if first else "",
        bytes=size,
        encrypted=bool(recipients),
        head=server.head,
    )
    catalogue.add(base)
    return base


def _copy(
    url: str,
    server: Server,
    catalogue: Catalogue,
    name: str,
    recipients: list[PublicKey],
    progress: Progress,
) -> tuple[str, int]:
    address, environment = for_programs(url)
    arguments = [
        "-D",
        "-",
        "-F",
        "tar",
        "-X",
        "fetch",
        "--checkpoint=fast",
        "--verbose",
        "--no-password",
        "-d",
        address,
    ]
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            [program("pg_basebackup"), *arguments], env=environment, stdout=subprocess.PIPE, stderr=words
        )
        try:
            with cast(IO[bytes], process.stdout) as copied:
                counted = _Counted(copied, server.bytes, progress)
                size = keep(counted, catalogue.base(name) / "base.tar", recipients)
        finally:
            code = process.wait()
        words.seek(0)
        said = words.read().decode(errors="replace")
    if code:
        raise BackupProblem(f"pg_basebackup could not take the copy:\n{said.strip()}")
    return said, size
