"""RFC 9162's definitions written as the standard states them, slowly: what our own tree is held against."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def _h(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root(hashes: Sequence[bytes]) -> bytes:
    """MTH, 2.1.1, over leaf hashes."""
    if not hashes:
        return _h()
    if len(hashes) == 1:
        return hashes[0]
    k = _k(len(hashes))
    return _h(b"\x01", root(hashes[:k]), root(hashes[k:]))


def path(m: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH, 2.1.3.1."""
    if len(hashes) == 1:
        return []
    k = _k(len(hashes))
    if m < k:
        return [*path(m, hashes[:k]), root(hashes[k:])]
    return [*path(m - k, hashes[k:]), root(hashes[:k])]


def proof(m: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PROOF, 2.1.4.1."""
    return [] if m in (0, len(hashes)) else _subproof(m, hashes, True)


def _subproof(m: int, hashes: Sequence[bytes], whole: bool) -> list[bytes]:
    if m == len(hashes):
        return [] if whole else [root(hashes)]
    k = _k(len(hashes))
    if m <= k:
        return [*_subproof(m, hashes[:k], whole), root(hashes[k:])]
    return [*_subproof(m - k, hashes[k:], False), root(hashes[:k])]
