"""Which kind of spreadsheet a file is, or why it is none, before anything is parsed.

This runs in the parent: it reads a few kilobytes and an archive's directory, never the content.
"""

from __future__ import annotations

import zipfile
from typing import IO

from almoner.documents import archives, signatures
from almoner.documents.spreadsheets.tables import MEBIBYTE, Kind, Limits, Unreadable

_SAVE_AS = "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx), and upload that."
_SEND_LIST = "Upload the list itself, as CSV, Excel (.xlsx) or OpenDocument (.ods)."
_SEND_AGAIN = "Save the list again, or export it afresh, and upload the new file."
ENCRYPTED = Unreadable(
    "This workbook is protected by a password, so nothing in it can be read.",
    "Take the password off (in Excel: File, Info, Protect Workbook, Encrypt with Password, and clear the box), "
    "save it, and upload it again.",
)
_UTF16_NAMES = {name.encode("utf-16-le"): name for name in ("Workbook", "Book", "EncryptedPackage", "WordDocument")}
_OLE_SEARCH = 1 << 20


def kind_of(file: IO[bytes], limits: Limits) -> Kind:
    """What kind of spreadsheet this open file is, by its content alone.

    Raises `Unreadable` for an empty or oversized file, for anything that is not a spreadsheet, and
    for an archive whose own directory says that it is protected, broken, lying or too large.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise Unreadable("The file is empty: it holds nothing at all.", _SEND_AGAIN)
    if size > limits.file_bytes:
        raise Unreadable(
            f"The file is {size / MEBIBYTE:.0f} MB; at most {limits.file_bytes / MEBIBYTE:.0f} MB can be read.",
            "Take out pictures and sheets that are not the list, or split the list, and upload it again.",
        )
    file.seek(0)
    signature = signatures.signature_of(file.read(signatures.HEAD_BYTES))
    if signature is signatures.ZIP:
        return _zip_kind(file, limits)
    if signature is signatures.OLE:
        return _ole_kind(file)
    if signature is signatures.XML:
        return _xml_kind(file)
    if signature is signatures.TEXT:
        return Kind.CSV
    raise _not_a_spreadsheet(signature)


def _not_a_spreadsheet(signature: signatures.Signature) -> Unreadable:
    if signature is signatures.HTML:
        return Unreadable("This is a web page saved under a spreadsheet's name, as some systems export it.", _SAVE_AS)
    if signature is signatures.BINARY:
        return Unreadable("This file is not a spreadsheet: it holds no text that can be read.", _SEND_LIST)
    return Unreadable(f"This file is {signature.words}, not a spreadsheet, whatever its name says.", _SEND_LIST)


def _zip_kind(file: IO[bytes], limits: Limits) -> Kind:
    names = checked_archive(file, limits).namelist()
    present = set(names)
    if "xl/workbook.xml" in present:
        return Kind.XLSX
    if "xl/workbook.bin" in present:
        return Kind.XLSB
    if "content.xml" in present and "mimetype" in present:
        return Kind.ODS
    if "word/document.xml" in present:
        raise Unreadable("This is a Word document, not a spreadsheet.", _SEND_LIST)
    if any(name.endswith(".iwa") for name in names):
        raise Unreadable("This is an Apple Numbers file, which only Numbers can read.",
                         "In Numbers choose File, Export To, Excel, and upload that file.")  # fmt: skip
    if any(name.lower().endswith((".csv", ".xlsx", ".xls", ".ods")) for name in names):
        raise Unreadable("This is a zip archive with a spreadsheet inside it.",
                         "Unpack it and upload the spreadsheet alone.")  # fmt: skip
    raise Unreadable("This is a zip archive, not a spreadsheet.", _SEND_LIST)


def checked_archive(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """The workbook's archive, its directory found sound; `Unreadable` in words where it is not."""
    try:
        return archives.open_checked(file, archive_limits(limits))
    except archives.BadArchive as bad:
        raise archive_refusal(bad, limits) from bad


def archive_limits(limits: Limits) -> archives.ArchiveLimits:
    """The part of the limits that binds an archive."""
    return archives.ArchiveLimits(limits.unpacked_bytes, limits.unpacked_ratio, limits.archive_entries)


def archive_refusal(bad: archives.BadArchive, limits: Limits) -> Unreadable:
    """What a bad archive is, in words for whoever uploaded it."""
    if bad.fault == archives.ENCRYPTED:
        return ENCRYPTED
    if bad.fault == archives.TOO_LARGE:
        return Unreadable(
            "Unpacked, this workbook would be far larger than the file: more than "
            f"{limits.unpacked_bytes / MEBIBYTE:.0f} MB, or hundreds of times its size. It was not opened.",
            "If it is a real list, copy its rows into a new workbook, or save them as CSV, and upload that.",
        )
    if bad.fault == archives.TOO_MANY:
        return Unreadable(
            f"This workbook is made of more than {limits.archive_entries:,} parts. It was not opened.",
            "Copy the rows of the list into a new workbook and upload that.",
        )
    if bad.fault == archives.LYING:
        return Unreadable(
            "This workbook does not hold what it says it holds, so it was not opened.",
            "If it is a real list, copy its rows into a new workbook and upload that.",
        )
    return Unreadable("This workbook is damaged or was cut off while it was copied or uploaded.", _SEND_AGAIN)


def _ole_kind(file: IO[bytes]) -> Kind:
    """A compound file's directory may stand anywhere; its stream names are UTF-16 and easily found."""
    size = file.seek(0, 2)
    file.seek(0)
    found = _names_in(file.read(min(size, _OLE_SEARCH)))
    if size > _OLE_SEARCH:
        file.seek(max(_OLE_SEARCH, size - _OLE_SEARCH))
        found |= _names_in(file.read())
    if "EncryptedPackage" in found:
        raise ENCRYPTED
    if found & {"Workbook", "Book"}:
        return Kind.XLS
    if "WordDocument" in found:
        raise Unreadable("This is a Word document, not a spreadsheet.", _SEND_LIST)
    raise Unreadable("This is an old Microsoft Office file, but not a spreadsheet.", _SEND_LIST)


def _names_in(piece: bytes) -> set[str]:
    return {name for pattern, name in _UTF16_NAMES.items() if pattern in piece}


def _xml_kind(file: IO[bytes]) -> Kind:
    file.seek(0)
    head = file.read(signatures.HEAD_BYTES).replace(b"\x00", b"")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head or b"Excel.Sheet" in head:
        raise Unreadable("This is an Excel 2003 XML spreadsheet, a form no longer read.", _SAVE_AS)
    return Kind.CENSUS
