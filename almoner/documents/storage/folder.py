"""Documents in a folder of this machine."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO

from almoner.documents.storage import Missing


class FolderStore:
    """Content under `folder`, readable by its owner alone, put in place whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, file: IO[bytes]) -> None:
        """Store the file's content from its start; on the disk before this returns."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        file.seek(0)
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                shutil.copyfileobj(file, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)

    def open(self, key: str) -> IO[bytes]:
        """The content, open for reading. Raises `Missing`."""
        try:
            return open(self._path(key), "rb")
        except FileNotFoundError as error:
            raise Missing(key) from error

    def remove(self, key: str) -> None:
        """Remove the content, and drafts of it that a killed process left; nothing happens where there is none."""
        path = self._path(key)
        for each in (path, *path.parent.glob(f".{path.name}.*")):
            each.unlink(missing_ok=True)

    def keys(self, prefix: str, *, untouched: timedelta) -> Iterator[str]:
        """The keys that begin with `prefix`, a folder's name, last put so long ago by the disk's own clock."""
        folder = self._path(prefix)
        if not folder.is_dir():
            return
        before = _time_of(folder) - untouched.total_seconds()
        for entry in list(os.scandir(folder)):
            with contextlib.suppress(FileNotFoundError):  # another worker was quicker
                if not entry.name.startswith(".") and entry.stat().st_mtime < before:
                    yield prefix + entry.name

    def _path(self, key: str) -> Path:
        path = (self._folder / key).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise ValueError("a key stays inside the folder")
        return path


def _time_of(folder: Path) -> float:
    """What the clock of the folder's disk says, in seconds since 1970: the time that it gives a new file."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".") as file:
        return os.fstat(file.fileno()).st_mtime
