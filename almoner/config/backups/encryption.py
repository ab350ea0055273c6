"""How a file of a backup is kept: compressed, then encrypted to public keys in the age format; whole or not at all."""

from __future__ import annotations

import gzip
import os
import secrets
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias, cast

import pyrage

PIECE = 1 << 20
ENCRYPTED, PLAIN = ".gz.age", ".gz"
# The library says nothing of its types.
PublicKey: TypeAlias = Any
PrivateKey: TypeAlias = Any


class NotReadable(RuntimeError):
    """A kept file cannot be read: no key, another key, or it is not what was written. The message says which."""


class Source(Protocol):
    """Anything that bytes are read from."""

    def read(self, size: int = -1, /) -> bytes: ...


def make_key() -> tuple[str, str]:
    """A new pair: the private one (AGE-SECRET-KEY-…) and the public one (age1…)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipients_of(listed: Sequence[str]) -> list[PublicKey]:
    """The public keys. Raises NotReadable where one is none."""
    try:
        return [pyrage.x25519.Recipient.from_str(each) for each in listed]
    except pyrage.RecipientError as error:
        raise NotReadable("A public key of ALMONER_BACKUP_KEY is not one: it begins with age1.") from error


def identities_of(path: Path | None) -> list[PrivateKey]:
    """The private keys in a file, one a line, lines with # left out. Raises NotReadable."""
    if path is None:
        return []
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise NotReadable(f"{path} holds no private key (it begins with AGE-SECRET-KEY-1)") from error


class _Compressed:
    """What is read from a source, compressed as it is read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._compressor = zlib.compressobj(1, wbits=31)
        self._ready = bytearray()
        self._ended = False
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._ready) < size):
            piece = self._source.read(PIECE)
            self.taken += len(piece)
            self._ended = not piece
            self._ready += self._compressor.compress(piece) if piece else self._compressor.flush()
        given = bytes(self._ready if size < 0 else self._ready[:size])
        del self._ready[: len(given)]
        return given


def keep(source: Source, path: Path, recipients: Sequence[PublicKey]) -> int:
    """Write what `source` gives to `path`, on the disk before this returns; how many bytes it gave.

    Without recipients it is compressed only. The path has no ending; the file has one that says what it is.
    """
    whole = path.with_name(path.name + (ENCRYPTED if recipients else PLAIN))
    whole.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = whole.with_name(f".{whole.name}.{secrets.token_hex(4)}")
    compressed = _Compressed(source)
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            if recipients:
                pyrage.encrypt_io(compressed, out, list(recipients))
            else:
                while piece := compressed.read(PIECE):
                    out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(whole)
    finally:
        draft.unlink(missing_ok=True)
    return compressed.taken


def kept_as(path: Path) -> Path | None:
    """The file that was kept under a path without its ending; None where there is none."""
    return next((found for end in (ENCRYPTED, PLAIN) if (found := path.with_name(path.name + end)).exists()), None)


@contextmanager
def reading(path: Path, identities: Sequence[PrivateKey]) -> Iterator[IO[bytes]]:
    """The content of a kept file, read as it is decrypted. Raises NotReadable, at the end where it was cut short."""
    try:
        if path.name.endswith(ENCRYPTED):
            with _decrypted(path, identities) as source, gzip.GzipFile(fileobj=source) as content:
                yield cast(IO[bytes], content)
        else:
            with gzip.open(path, "rb") as content:
                yield cast(IO[bytes], content)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise NotReadable(f"{path} is not what was written: it was cut short or altered") from error


@contextmanager
def _decrypted(path: Path, identities: Sequence[PrivateKey]) -> Iterator[IO[bytes]]:
    if not identities:
        raise NotReadable(f"{path.name} is encrypted: give the private key with --key FILE")
    out, into = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with open(into, "wb") as pipe, path.open("rb") as file:
                pyrage.decrypt_io(file, pipe, list(identities))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=decrypt, daemon=True)
    thread.start()
    ended = False
    try:
        with open(out, "rb") as pipe:
            yield pipe
            ended = not pipe.read(1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        ended = True
        raise
    finally:
        thread.join()
        if failed and (ended or not isinstance(failed[0], BrokenPipeError)):
            raise NotReadable(f"{path} cannot be decrypted: another key, or it was altered") from failed[0]
