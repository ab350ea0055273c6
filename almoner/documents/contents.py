"""What an uploaded file is by its content, and whether that is a kind we take in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import IO

from almoner.documents import archives, signatures
from almoner.documents.rules import NotAccepted

MEBIBYTE = 1 << 20
_LIMITS = archives.ArchiveLimits(unpacked_bytes=200 * MEBIBYTE, unpacked_ratio=120, entries=2_000)
_SMALL_PART = 4 * MEBIBYTE
_PDF_CHUNK = MEBIBYTE
_PDF_ENCRYPTED = re.compile(rb"/Encrypt[\s/<(]")
_PDF_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_PROGRAM = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles)\b")
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>", re.I)
_FETCHED = re.compile(rb"attachedTemplate|oleObject|frame|subDocument", re.I)
_ELSEWHERE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.I)
_OLE_NAMES = {
    "EncryptedPackage": "protected",
    "Workbook": "xls",
    "Book": "xls",
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "__properties_version1.0": "msg",
}


class Content(Enum):
    """A kind of file that is taken in: its ending, its words, its media type."""

    PDF = ("pdf", "PDF", "application/pdf")
    DOCX = ("docx", "Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    XLSX = ("xlsx", "Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    PPTX = ("pptx", "PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation")
    ODT = ("odt", "OpenDocument text", "application/vnd.oasis.opendocument.text")
    ODS = ("ods", "OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet")
    XLS = ("xls", "Excel 97-2003 workbook", "application/vnd.ms-excel")
    CSV = ("csv", "CSV", "text/csv")
    TXT = ("txt", "plain text", "text/plain")
    XML = ("xml", "XML", "application/xml")
    JPEG = ("jpg", "JPEG photograph", "image/jpeg")
    PNG = ("png", "PNG picture", "image/png")
    HEIC = ("heic", "HEIC photograph", "image/heic")

    def __init__(self, ending: str, words: str, media_type: str) -> None:
        self.ending = ending
        self.words = words
        self.media_type = media_type


EVIDENCE = frozenset(
    {
        Content.PDF,
        Content.DOCX,
        Content.XLSX,
        Content.PPTX,
        Content.ODT,
        Content.ODS,
        Content.CSV,
        Content.TXT,
        Content.JPEG,
        Content.PNG,
        Content.HEIC,
    }
)
LISTS = frozenset({Content.CSV, Content.TXT, Content.XLSX, Content.ODS, Content.XLS, Content.XML})


@dataclass(frozen=True, slots=True)
class Accepts:
    """Which kinds are taken in, and how large they may be, in bytes."""

    kinds: frozenset[Content]
    most_bytes: int

    @property
    def words(self) -> str:
        """The kinds, for a sentence."""
        named = sorted({kind.ending.upper() for kind in self.kinds})
        return f"{', '.join(named[:-1])} or {named[-1]}" if len(named) > 1 else named[0]


EVIDENCE_FILES = Accepts(EVIDENCE, 25 * MEBIBYTE)
LIST_FILES = Accepts(LISTS, 64 * MEBIBYTE)


def examine(file: IO[bytes], name: str, accepts: Accepts) -> Content:
    """What kind of file this is by its content, its archive checked where it is one.

    `name` only tells plain text from CSV. Raises `NotAccepted` for an empty or too large file, a kind
    that is not in `accepts`, and for protected, damaged, lying or overblown archives and macros.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise NotAccepted("The file is empty.", "Choose it again, or ask whoever made it for another copy.")
    if size > accepts.most_bytes:
        raise NotAccepted(
            f"The file is {size / MEBIBYTE:.0f} MB; at most {accepts.most_bytes // MEBIBYTE} MB is taken in.",
            "Make it smaller, for example with fewer or smaller pictures, or send it in parts.",
        )
    file.seek(0)
    signature = signatures.signature_of(file.read(signatures.HEAD_BYTES))
    content = _content_of(file, signature, name)
    file.seek(0)
    if content is None or content not in accepts.kinds:
        words = content.words if content else signature.words
        article = "" if words.startswith(("a ", "an ", "not ", "plain ")) else "a "
        raise NotAccepted(
            f"By its content this file is {article}{words}, which is not taken in here, whatever its name says.",
            f"Send it as {accepts.words}.",
        )
    return content


def _content_of(file: IO[bytes], signature: signatures.Signature, name: str) -> Content | None:
    if signature is signatures.ZIP:
        return _zip_content(file)
    if signature is signatures.OLE:
        return _ole_content(file)
    if signature is signatures.PDF:
        return _pdf_content(file)
    if signature is signatures.TEXT:
        return Content.CSV if name.lower().endswith((".csv", ".tsv")) else Content.TXT
    by_key = {"jpeg": Content.JPEG, "png": Content.PNG, "heic": Content.HEIC, "xml": Content.XML}
    return by_key.get(signature.key)


def _zip_content(file: IO[bytes]) -> Content | None:
    try:
        archive = archives.open_checked(file, _LIMITS)
        archives.measure(archive, _LIMITS)
        names = archive.namelist()
        content = _office_content(archive, set(names))
        if content:
            _refuse_active_parts(archive, names)
    except archives.BadArchive as bad:
        raise _archive_refusal(bad) from bad
    return content


def _office_content(archive: zipfile.ZipFile, names: Collection[str]) -> Content | None:
    for part, content in (
        ("word/document.xml", Content.DOCX),
        ("xl/workbook.xml", Content.XLSX),
        ("ppt/presentation.xml", Content.PPTX),
    ):
        if part in names:
            return content
    if "mimetype" in names and "content.xml" in names:
        declared = b"".join(archives.chunks_of(archive, archive.getinfo("mimetype"), 200)).decode("latin-1").strip()
        if "META-INF/manifest.xml" in names:
            manifest = b"".join(archives.chunks_of(archive, archive.getinfo("META-INF/manifest.xml"), _SMALL_PART))
            if b"encryption-data" in manifest:
                raise archives.BadArchive(archives.ENCRYPTED)
        return next((each for each in (Content.ODT, Content.ODS) if each.media_type == declared), None)
    return None


def _refuse_active_parts(archive: zipfile.ZipFile, names: list[str]) -> None:
    """Programs inside a document, and parts that it would fetch from elsewhere when opened."""
    lowered = [name.lower() for name in names]
    if any(
        "vbaproject" in name or "/activex/" in name or "macrosheets/" in name or name.startswith(("basic/", "scripts/"))
        for name in lowered
    ):
        raise NotAccepted(
            "This document has macros (small programs) in it, which are not taken in.",
            "Save it without macros, as .docx, .xlsx or PDF, and send that.",
        )
    for entry in archive.infolist():
        if entry.filename.endswith(".rels"):
            relations = b"".join(archives.chunks_of(archive, entry, _SMALL_PART))
            if any(_FETCHED.search(each) and _ELSEWHERE.search(each) for each in _RELATIONSHIP.findall(relations)):
                raise NotAccepted(
                    "This document fetches parts of itself from elsewhere when it is opened.",
                    "Save it as a PDF and send that.",
                )


def _archive_refusal(bad: archives.BadArchive) -> NotAccepted:
    if bad.fault == archives.ENCRYPTED:
        return NotAccepted("This file is protected by a password.", "Take the password off and send it again.")
    if bad.fault in (archives.TOO_LARGE, archives.TOO_MANY):
        return NotAccepted(
            "Unpacked, this file would be far larger than it is, so it was not opened.",
            "If it is a real document, save it as a PDF and send that.",
        )
    if bad.fault == archives.LYING:
        return NotAccepted(
            "This file does not hold what it says it holds, so it was not opened.",
            "If it is a real document, save it as a PDF and send that.",
        )
    return NotAccepted("This file is damaged or was cut off on its way.", "Choose it again, or ask for another copy.")


def _ole_content(file: IO[bytes]) -> Content | None:
    file.seek(0)
    content = file.read()
    found = {kind for name, kind in _OLE_NAMES.items() if name.encode("utf-16-le") in content}
    if "protected" in found:
        raise _archive_refusal(archives.BadArchive(archives.ENCRYPTED))
    return Content.XLS if "xls" in found else None


def _pdf_content(file: IO[bytes]) -> Content:
    """A PDF, but none that says it is protected, runs programs or carries files.

    Only what stands in the open is seen; what is inside compressed streams is left to the scanner.
    """
    file.seek(0)
    before = b""
    while piece := file.read(_PDF_CHUNK):
        # A name may be spelt with escapes (/J#61vaScript), and readers undo them.
        text = _PDF_ESCAPED.sub(lambda escape: bytes([int(escape[1], 16)]), before + piece)
        if _PDF_ENCRYPTED.search(text):
            raise NotAccepted("This PDF is protected by a password.", "Print it to a new PDF and send that.")
        if _PDF_PROGRAM.search(text):
            raise NotAccepted(
                "This PDF has programs or other files inside it, which are not taken in.",
                "Print it to a new PDF, and send that.",
            )
        before = piece[-96:]
    return Content.PDF
