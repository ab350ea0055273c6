"""Where the record's keys are: the private one for the sealer alone, the public ones for everybody."""

from __future__ import annotations

import os
from pathlib import Path

from almoner.record.rules.note import SigningKey, VerifierKey


def signing_key(origin: str, path: Path) -> SigningKey:
    """The sealer's key. Raises FileNotFoundError where there is none, NoteError where the file holds something else,
    and PermissionError where others may read it."""
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} can be read by others: chmod 600 {path}")
    return SigningKey.from_pem(origin, path.read_bytes())


def make_keys(origin: str, private: Path, public: Path) -> SigningKey:
    """Makes a pair of keys, the private file readable by its owner only. Raises FileExistsError where one is there
    already.
    """
    private.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = SigningKey.generate(origin)
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.to_pem())
    public.write_text(f"{key.verifier}\n", encoding="utf-8")
    return key


def public_keys(given: str, path: Path) -> list[VerifierKey]:
    """The published keys: as `given` (one a line), or from their file. Raises FileNotFoundError or NoteError where
    there are none.
    """
    return VerifierKey.parse_file(given or path.read_text(encoding="utf-8"))
