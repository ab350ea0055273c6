"""Putting back: a base copy, then the log up to a moment, then the files that the database of that moment names."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from almoner.config.backups.catalogue import Base, Catalogue
from almoner.config.backups.encryption import PIECE, NotReadable, PrivateKey, kept_as, reading
from almoner.config.backups.postgresql import BackupProblem, one
from almoner.config.cluster import Cluster
from almoner.documents.rules import WITHOUT_CONTENT

Progress = Callable[[str], None]
#: How long recovery may take before it is given up, in seconds.
PATIENCE = 6 * 3600
#: How long before the end of a round of following its mark was committed, at most.
A_MARK = timedelta(seconds=10)
LOG = "restored_log"
OURS = {"config_file": "restore.conf", "hba_file": "restore.hba", "ident_file": "restore.ident"}


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    base: str
    moment: datetime | None
    events: int
    head: str
    files: int
    missing: list[str]
    seconds: float

    def as_mapping(self) -> dict[str, object]:
        """For --json."""
        return {
            "base": self.base,
            "moment": self.moment.isoformat() if self.moment else None,
            "events": self.events,
            "head": self.head,
            "files": self.files,
            "missing": self.missing,
            "seconds": round(self.seconds, 1),
        }


class Place(Cluster):
    """A data directory to be filled from a backup."""

    def holds_something(self) -> bool:
        """Whether there is anything in it."""
        return self.data.exists() and any(self.data.iterdir())

    def last_written(self) -> str:
        """When the database that is there was last written, in PostgreSQL's words; empty where it cannot be read."""
        code, said = self._program("pg_controldata", "-D", str(self._home))
        found = [line.partition(":")[2].strip() for line in said.splitlines() if line.startswith("Time of latest")]
        return found[0] if found and not code else ""

    def put_aside(self, now: datetime) -> Path:
        """Stop what runs on it and move it aside, whole; where it is now."""
        self.stop()
        home = self._home
        aside = home.with_name(f"{home.name}.before-{now.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}")
        home.rename(aside)
        return aside

    def make_room(self) -> Path:
        """An empty folder that PostgreSQL may use; where it is."""
        self._place()
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._home.chmod(0o700)
        return self._home

    def recover(self, lines: list[str]) -> None:
        """Start it with settings of its own, reached by nobody but this program; returns once it has recovered."""
        home = self._home
        (home / "restore.conf").write_text("\n".join([*lines, f"unix_socket_directories = '{self.socket}'", ""]))
        (home / "restore.hba").write_text("local all all trust\n")
        (home / "restore.ident").write_text("")
        with self._alone():
            self._own(self.socket)
            for folder, _, names in os.walk(home):
                self._own(Path(folder))
                for name in names:
                    self._own(Path(folder, name))
            options = " ".join(f"-c {setting}={home / name}" for setting, name in OURS.items())
            log = home / "restore.log"
            code, said = self._program(
                "pg_ctl", "-D", str(home), "-l", str(log), "-w", "-t", str(PATIENCE), "-o", options, "start"
            )
            if code or not self._recovered():
                tail = log.read_text(errors="replace")[-1500:] if log.exists() else said
                raise BackupProblem(_in_words(tail))

    def _recovered(self) -> bool:
        """Wait until it takes connections, which it does once it has recovered; False where it ended instead."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.running():
            if self.answers():
                return True
            time.sleep(0.2)
        return False

    def tidy(self) -> None:
        """Stop it, and leave nothing of the restore in it."""
        self.stop()
        for name in [*OURS.values(), "restore.log", "backup_manifest"]:
            (self._home / name).unlink(missing_ok=True)
        shutil.rmtree(self._home / LOG, ignore_errors=True)


def _in_words(log: str) -> str:
    if "recovery ended before configured recovery target was reached" in log:
        return "The log that is kept ends before that moment."
    return f"PostgreSQL could not recover:\n{log}"


@dataclass
class Restore:
    """One restore: from where, to where, with which keys, up to when (None: as far as the log goes)."""

    catalogue: Catalogue
    place: Place
    files: Path | None
    identities: list[PrivateKey]
    at: datetime | None
    progress: Progress
    _base: Base | None = field(default=None, init=False)

    def choose(self) -> Base:
        """The base copy to begin from. Raises BackupProblem where that moment cannot be had."""
        until = self.catalogue.followed_until()
        base = self.catalogue.base_for(self.at)
        if base is None:
            first = [each.ended for each in self.catalogue.bases()][:1]
            raise BackupProblem(
                f"The first moment that can be restored is {first[0]}."
                if first
                else "There is no whole base copy here."
            )
        if self.at and (until is None or self.at > until):
            raise BackupProblem(f"The log is kept up to {until.isoformat() if until else base.ended}, not to then.")
        self._base = base
        return base

    def carry_out(self) -> Restored:
        """Do it. Raises BackupProblem or NotReadable; then the place holds what had been put there, and says so."""
        began = time.monotonic()
        base = self._base or self.choose()
        home = self.place.make_room()
        self.progress("Unpacking the base copy")
        self._unpack(base, home)
        self.progress("Fetching the log")
        self._fetch_log(base, home / LOG)
        self.progress("Applying the log")
        (home / "recovery.signal").touch()
        self.place.recover(self._settings(home))
        try:
            moment, events, head, keys = self._look(base)
        finally:
            self.place.tidy()
        put, missing = self._put_files(keys)
        self._insist_on_the_whole_log(moment)
        return Restored(base.name, moment, events, head, put, missing, time.monotonic() - began)

    def _insist_on_the_whole_log(self, moment: datetime | None) -> None:
        """A gap in the log ends recovery early without a word; the marks that follow commits tell how far it goes."""
        until = self.catalogue.followed_until()
        if self.at is None and until and (moment is None or moment < until - A_MARK):
            raise BackupProblem(
                f"Restored only up to {moment.isoformat() if moment else 'the base copy'}, though the log was followed"
                f" until {until.isoformat()}: some of it is missing. Was the base copy taken before it was followed?"
            )

    def _settings(self, home: Path) -> list[str]:
        until = [f"recovery_target_time = '{self.at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'"] if self.at else []
        return [
            "listen_addresses = ''", "hot_standby = off", "autovacuum = off", "TimeZone = 'UTC'",
            f"restore_command = 'cp \"{home / LOG}/%f\" \"%p\"'", "recovery_target_action = 'promote'", *until,
        ]  # fmt: skip

    def _unpack(self, base: Base, home: Path) -> None:
        kept = kept_as(self.catalogue.base(base.name) / "base.tar")
        if kept is None:
            raise BackupProblem(f"The base copy {base.name} is gone.")
        with reading(kept, self.identities) as content:
            try:
                with tarfile.open(fileobj=content, mode="r|") as tar:
                    tar.extractall(home, filter="data")
            except tarfile.TarError as error:
                raise NotReadable(f"{kept} is not what was written: it was cut short or altered") from error
            while content.read(PIECE):
                pass
        for name in ("standby.signal", "recovery.signal", "postmaster.pid"):
            (home / name).unlink(missing_ok=True)

    def _fetch_log(self, base: Base, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        for name, path in self.catalogue.segments():
            if "." not in name and name[8:] < base.first_segment[8:]:
                continue
            with reading(path, self.identities) as content, (folder / name).open("wb") as out:
                shutil.copyfileobj(content, out, PIECE)

    def _look(self, base: Base) -> tuple[datetime | None, int, str, list[tuple[str, str]]]:
        """What the database holds now: the moment of its last commit, its sealed events and head, its files."""
        reached = {"host": str(self.place.socket), "dbname": base.database}
        with psycopg.connect(**reached, user="almoner_owner") as connection:  # type: ignore[arg-type]
            found = one(connection, "select rolname from pg_roles where rolsuper and rolcanlogin limit 1")
        with psycopg.connect(**reached, user=found[0], autocommit=True) as connection:  # type: ignore[arg-type]
            moment = one(connection, "select pg_last_xact_replay_timestamp()")[0]
            head = connection.execute("select size, note from record_head order by size desc limit 1").fetchone()
            states = [state.value for state in WITHOUT_CONTENT]
            documents = connection.execute(
                "select replace(id::text, '-', ''), sha256 from documents_document where state != all(%s)", [states]
            ).fetchall()
            # A slot of the server that was copied would hold back this one's log for ever.
            connection.execute("select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active")
        keys = [(f"documents/{key[:2]}/{key}", sha256) for key, sha256 in documents]
        return moment, (head[0] if head else 0), (head[1] if head else ""), keys

    def _put_files(self, keys: list[tuple[str, str]]) -> tuple[int, list[str]]:
        if self.files is None:
            return 0, []
        missing = []
        for number, (key, sha256) in enumerate(keys, start=1):
            if number % 100 == 1:
                self.progress(f"Putting back files ({number:,} of {len(keys):,})")
            if not _holds(self.files / key, sha256) and not self._put_file(self.files / key, key, sha256):
                missing.append(key)
        return len(keys) - len(missing), missing

    def _put_file(self, path: Path, key: str, sha256: str) -> bool:
        kept = kept_as(self.catalogue.files / key)
        if kept is None:
            return False
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.restored")
        try:
            with reading(kept, self.identities) as content, draft.open("wb") as out:
                os.fchmod(out.fileno(), 0o600)
                shutil.copyfileobj(content, out, PIECE)
            draft.replace(path)
        except NotReadable:
            return False
        finally:
            draft.unlink(missing_ok=True)
        return _holds(path, sha256)


def _holds(path: Path, sha256: str) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
