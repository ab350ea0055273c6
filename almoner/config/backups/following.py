"""Following the database: its log and its files, kept as they are written, so that at most a minute can be lost."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
import structlog

from almoner.config.backups.catalogue import PARTIAL, Catalogue
from almoner.config.backups.encryption import ENCRYPTED, PLAIN, PublicKey, keep
from almoner.config.backups.postgresql import BackupProblem, for_programs, mark, program, received

SLOT = "almoner_backup"
EVERY_SECONDS = 20.0
ARRIVES_WITHIN = 10.0

log = structlog.get_logger("almoner.backup")


@dataclass
class Follower:
    """Keeps what the server writes. `spool` is on this machine's disk; the catalogue may be on another's."""

    url: str
    catalogue: Catalogue
    spool: Path
    recipients: list[PublicKey]
    files: Path | None
    _partials: dict[str, int] = field(default_factory=dict)
    _kept_files: set[str] = field(default_factory=set)

    def prepare(self) -> None:
        """A slot, so that the server keeps its log until it is here. Raises BackupProblem."""
        self.spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._run("--create-slot", "--if-not-exists")
        self.know_what_is_kept()

    def know_what_is_kept(self) -> None:
        """Learn which files are kept already."""
        self._kept_files = {str(path.relative_to(self.catalogue.files)) for path in self.catalogue.files.rglob("*.gz*")}

    def go_on(self, stop: threading.Event, every: float = EVERY_SECONDS) -> None:
        """Follow until told to stop; where the server goes away, wait for it to come back."""
        with self._receiving() as alive:
            while not stop.is_set():
                if not alive():
                    raise BackupProblem("pg_receivewal ended; what it said is above")
                self.round()
                stop.wait(every)
        self.round()

    def round(self) -> datetime | None:
        """Keep what has come since the last round; up to when, or None while the server is away."""
        try:
            until, position = mark(self.url)
            arrived = self._arrives(position)
        except psycopg.Error as error:
            log.warning("backup.lost_database", error=type(error).__name__)
            return None
        if not arrived:
            log.warning("backup.log_lags")
            return None
        # The log before the files: whatever a kept log names was stored before it was written, and so is kept after.
        self.keep_log()
        self.keep_files()
        self.catalogue.followed(until)
        return until

    def _arrives(self, position: str) -> bool:
        """Wait, at most ten seconds, until the log is here up to the mark that was just committed."""
        until = time.monotonic() + ARRIVES_WITHIN
        while not received(self.url, position):
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True

    def keep_log(self) -> None:
        """Keep each segment that is whole and let go of it here; of the one that is not, keep its beginning anew."""
        for path in sorted(self.spool.glob("0*")):
            if path.name.endswith(PARTIAL):
                self._keep_partial(path)
                continue
            with path.open("rb") as file:
                keep(file, self.catalogue.log / path.name, self.recipients)
            for ending in (ENCRYPTED, PLAIN):
                (self.catalogue.log / f"{path.name}{PARTIAL}{ending}").unlink(missing_ok=True)
            path.unlink()

    def _keep_partial(self, path: Path) -> None:
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            changed = path.stat().st_mtime_ns
            if self._partials.get(path.name) == changed:
                return
            keep(file, self.catalogue.log / path.name, self.recipients)
            self._partials[path.name] = changed

    def keep_files(self) -> int:
        """Keep every file that is not kept yet; how many that was. A file never changes once it is there."""
        if self.files is None:
            return 0
        new = 0
        for path in sorted((self.files / "documents").rglob("*")):
            relative = path.relative_to(self.files)
            if path.name.startswith(".") or not path.is_file() or self._has(relative):
                continue
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                keep(file, self.catalogue.files / relative, self.recipients)
                self._kept_files.add(str(relative) + (ENCRYPTED if self.recipients else PLAIN))
                new += 1
        return new

    def _has(self, relative: Path) -> bool:
        return f"{relative}{ENCRYPTED}" in self._kept_files or f"{relative}{PLAIN}" in self._kept_files

    @contextlib.contextmanager
    def _receiving(self) -> Iterator[Callable[[], bool]]:
        address, environment = for_programs(self.url)
        process = subprocess.Popen(
            [
                program("pg_receivewal"), "-D", str(self.spool), "--slot", SLOT, "--synchronous", "--no-password",
                "-d", address,
            ],
            env=environment,
        )  # fmt: skip
        try:
            yield lambda: process.poll() is None
        finally:
            process.terminate()
            process.wait()

    def _run(self, *arguments: str) -> None:
        address, environment = for_programs(self.url)
        done = subprocess.run(
            [program("pg_receivewal"), "--slot", SLOT, "--no-password", "-d", address, *arguments],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise BackupProblem(f"pg_receivewal could not begin:\n{done.stderr.strip()}")


def files_in(store: str) -> Path | None:
    """The folder of the files; None where they are in a bucket, which keeps its own versions."""
    return None if store.startswith("s3://") else Path(store)
