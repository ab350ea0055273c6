"""What is kept in a folder of backups, and which of it a moment is restored from.

bases/2026-11-22T06-10-00Z/about.json, base.tar.gz.age     one base copy each
log/00000001000000000000002A.gz.age                        the write-ahead log, segment by segment
files/documents/ab/ab….gz.age                              the files, each once
followed.json                                              up to when the log is kept
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from almoner.config.backups.encryption import ENCRYPTED, PLAIN

PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Base:
    """One base copy, and what the database was when it was taken."""

    name: str
    began: str
    ended: str
    postgresql: str
    system: str
    database: str
    first_segment: str
    bytes: int
    encrypted: bool
    head: str

    @property
    def ended_at(self) -> datetime:
        """The first moment that can be restored from it."""
        return datetime.fromisoformat(self.ended)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The folder."""

    folder: Path

    @property
    def log(self) -> Path:
        """Where segments of the write-ahead log are."""
        return self.folder / "log"

    @property
    def files(self) -> Path:
        """Where the files are."""
        return self.folder / "files"

    def base(self, name: str) -> Path:
        """The folder of one base copy."""
        return self.folder / "bases" / name

    def bases(self) -> list[Base]:
        """Every whole base copy, oldest first; one that was broken off has no about.json and is none."""
        found = sorted((self.folder / "bases").glob("*/about.json"))
        return [Base(**json.loads(path.read_text("utf-8"))) for path in found]

    def add(self, base: Base) -> None:
        """Say that a base copy is whole."""
        write_whole(self.base(base.name) / "about.json", json.dumps(asdict(base), indent=2))

    def base_for(self, at: datetime | None) -> Base | None:
        """The newest base copy that had ended by then; None where there is none."""
        ended = [base for base in self.bases() if at is None or base.ended_at <= at]
        return ended[-1] if ended else None

    def followed_until(self) -> datetime | None:
        """The moment, by the database's clock, up to which the log is kept; None where it was never followed."""
        path = self.folder / "followed.json"
        return datetime.fromisoformat(json.loads(path.read_text("utf-8"))["until"]) if path.exists() else None

    def followed(self, until: datetime) -> None:
        """Note up to when the log is kept."""
        write_whole(self.folder / "followed.json", json.dumps({"until": until.isoformat()}))

    def segments(self) -> Iterator[tuple[str, Path]]:
        """Every kept segment and history file of the log, by name; a whole one in place of its beginning."""
        named: dict[str, Path] = {}
        for path in sorted(self.log.glob("*.gz*")):
            name = without_ending(path.name)
            if not name.endswith(PARTIAL):
                named[name] = path
            else:
                named.setdefault(name.removesuffix(PARTIAL), path)
        yield from sorted(named.items())

    def forget(self, days: int, now: datetime) -> list[str]:
        """Remove base copies ended more than `days` ago, but never the newest, and log that none of the rest needs.

        A copy older than the first moment to be restored is kept while that moment needs it. Returns what was removed.
        """
        bases = self.bases()
        needed = self.base_for(now - timedelta(days=days))
        gone = [base for base in bases if needed and base.ended_at < needed.ended_at]
        for base in gone:
            for path in (self.base(base.name) / "about.json", *self.base(base.name).glob("*")):
                path.unlink(missing_ok=True)
            self.base(base.name).rmdir()
        if not gone or needed is None:
            return []
        old = [path for name, path in self.segments() if name[8:24] < needed.first_segment[8:] and "." not in name]
        for path in old:
            path.unlink()
        return [base.name for base in gone] + [path.name for path in old]


def forget_files(catalogue: Catalogue, still: Callable[[str], bool], days: int, now: datetime) -> int:
    """Remove files that were gone from the store for `days` days; `still` says whether one is there. How many."""
    removed = 0
    for path in list(catalogue.files.rglob("[!.]*.gz*")):
        gone = path.with_name(f".{path.name}.gone")
        if still(without_ending(str(path.relative_to(catalogue.files)))):
            gone.unlink(missing_ok=True)
        elif not gone.exists():
            gone.touch(mode=0o600)
        elif now.timestamp() - gone.stat().st_mtime > days * 86400:
            path.unlink()
            gone.unlink()
            removed += 1
    return removed


def without_ending(name: str) -> str:
    """A kept file's own name."""
    return name.removesuffix(ENCRYPTED).removesuffix(PLAIN)


def name_of(moment: datetime) -> str:
    """A base copy is named for the moment it was begun."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}"


def write_whole(path: Path, text: str) -> None:
    """The file is either the old text or the new one, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
