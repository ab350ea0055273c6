"""What a ZIP archive says of itself, checked before anything is unpacked.

Workbooks, ODF files and Word documents are ZIP archives. The directory at an archive's end is
small and bounded here, so the check costs microseconds and no memory; whoever unpacks later must
still count what really comes out, because a directory can lie.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_SIGNATURE = b"PK\x05\x06"
_END_SEARCH = 65_535 + _END.size
_ENTRY_BYTES = 46
# A directory larger than this holds more names than any document has.
_DIRECTORY_BYTES = 1 << 20
_RATIO_FROM_BYTES = 1 << 20
_CHUNK = 1 << 18


class BadArchive(Exception):
    """An archive that is not to be unpacked; `fault` is one of the constants below."""

    def __init__(self, fault: str, detail: str = "") -> None:
        super().__init__(f"{fault} {detail}".strip())
        self.fault = fault
        self.detail = detail


BROKEN = "broken"
ENCRYPTED = "encrypted"
TOO_MANY = "too many entries"
TOO_LARGE = "too large"
LYING = "lying"


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may unpack to: bytes in all, times its packed size, number of entries."""

    unpacked_bytes: int
    unpacked_ratio: int
    entries: int


def open_checked(file: IO[bytes], limits: ArchiveLimits) -> zipfile.ZipFile:
    """The archive opened, its directory found sound and within the limits; nothing is unpacked.

    Raises `BadArchive`: broken or cut off, password-protected, more entries or bytes than allowed,
    or lying (entries on top of each other, two of one name, sizes that cannot be).
    """
    size = file.seek(0, 2)
    _check_end(file, size, limits)
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError, struct.error) as error:
        raise BadArchive(BROKEN, str(error)) from error
    _check_entries(archive.infolist(), size, limits)
    return archive


def _check_end(file: IO[bytes], size: int, limits: ArchiveLimits) -> None:
    file.seek(max(0, size - _END_SEARCH))
    tail = file.read(_END_SEARCH)
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or len(tail) - at < _END.size:
        raise BadArchive(BROKEN, "it has no end record")
    _, disk, directory_disk, _, entries, directory_bytes, _, _ = _END.unpack_from(tail, at)
    if disk or directory_disk:
        raise BadArchive(BROKEN, "it is one part of several")
    if entries > limits.entries or directory_bytes > _DIRECTORY_BYTES:
        raise BadArchive(TOO_MANY, str(entries))
    if entries == 0 or directory_bytes < entries * _ENTRY_BYTES:
        raise BadArchive(BROKEN, "its directory is too short")


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: ArchiveLimits) -> None:
    if len(entries) > limits.entries:
        raise BadArchive(TOO_MANY, str(len(entries)))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise BadArchive(ENCRYPTED)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise BadArchive(BROKEN, "it is packed in an unusual way")
    declared = sum(entry.file_size for entry in entries)
    if declared > limits.unpacked_bytes:
        raise BadArchive(TOO_LARGE, str(declared))
    for entry in entries:
        if entry.file_size > _RATIO_FROM_BYTES and entry.file_size > limits.unpacked_ratio * max(
            1, entry.compress_size
        ):
            raise BadArchive(TOO_LARGE, str(declared))
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise BadArchive(LYING, "two entries have one name")
    _check_overlap(entries, size)


def _check_overlap(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Entries stand one after another; sharing bytes is how a small file unpacks to petabytes."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end or entry.header_offset + entry.compress_size > size:
            raise BadArchive(LYING, "entries overlap")
        end = entry.header_offset + 30 + entry.compress_size


def chunks_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The entry's content, piece by piece, holding it to what the directory says of it.

    zipfile stops quietly at the declared size, and another reader would not; so the stream is
    inflated here to its end. Raises `BadArchive` past `most` bytes, or where size or sum differ.
    """
    raw = _raw(archive, entry)
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    out, check = 0, 0
    try:
        for piece in raw if inflate is None else _inflated(inflate, raw):
            out += len(piece)
            if out > most:
                raise BadArchive(TOO_LARGE, str(out))
            if out > entry.file_size:
                raise BadArchive(LYING, "an entry holds more than it says")
            check = zlib.crc32(piece, check)
            yield piece
    except (zlib.error, OSError, struct.error) as error:
        raise BadArchive(BROKEN, str(error)) from error
    if inflate is not None and not inflate.eof:
        raise BadArchive(BROKEN, "an entry ends early")
    if out != entry.file_size or check != entry.CRC:
        raise BadArchive(BROKEN, "an entry is not what was stored")


def _raw(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file = archive.fp
    if file is None:
        raise BadArchive(BROKEN, "it is closed")
    file.seek(entry.header_offset)
    local = file.read(_LOCAL.size)
    if len(local) < _LOCAL.size or not local.startswith(b"PK\x03\x04"):
        raise BadArchive(BROKEN, "an entry is not where the directory says")
    *_, name_bytes, extra_bytes = _LOCAL.unpack(local)
    at, left = entry.header_offset + _LOCAL.size + name_bytes + extra_bytes, entry.compress_size
    while left:
        file.seek(at)
        piece = file.read(min(left, _CHUNK))
        if not piece:
            raise BadArchive(BROKEN, "it ends early")
        at, left = at + len(piece), left - len(piece)
        yield piece


def _inflated(inflate: zlib._Decompress, raw: Iterator[bytes]) -> Iterator[bytes]:
    for piece in raw:
        left = piece
        while left and not inflate.eof:
            yield inflate.decompress(left, _CHUNK)
            left = inflate.unconsumed_tail
    while not inflate.eof and (last := inflate.decompress(b"", _CHUNK)):
        yield last


def measure(archive: zipfile.ZipFile, limits: ArchiveLimits) -> None:
    """Unpack every entry into nothing, to know that the directory told the truth.

    Costs a pass of decompression and no memory. Raises `BadArchive`.
    """
    left = limits.unpacked_bytes
    for entry in archive.infolist():
        for chunk in chunks_of(archive, entry, left):
            left -= len(chunk)
