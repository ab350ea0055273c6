"""Where the bytes of documents lie: a folder on this machine, or a bucket that several machines share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import IO, Protocol

__all__ = ["Missing", "Store"]


class Missing(Exception):
    """The bytes of a document are not where they should be."""


class Store(Protocol):
    """Put, open and remove content under a key; and which keys of a prefix ("folder/") were last put so long ago.

    Content is written once, a mark as often as need be. How long ago is told by the store's own clock at both ends: a
    worker whose clock is a year ahead finds nothing old.
    """

    def put(self, key: str, file: IO[bytes]) -> None: ...

    def open(self, key: str) -> IO[bytes]: ...

    def remove(self, key: str) -> None: ...

    def keys(self, prefix: str, *, untouched: timedelta) -> Iterator[str]: ...
