"""Files made from bytes, sound and unsound: what the hostile ones are put together from."""

from __future__ import annotations

import io
import os
import struct
import wave
import zipfile
import zlib
from collections.abc import Mapping

import openpyxl

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
WORKBOOK = (
    '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)
SHEET_START = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def inline(reference: str, text: str) -> str:
    """One text cell of a sheet, as XML."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


SMALL_SHEET = (
    SHEET_START + "<sheetData>"
    f'<row r="1">{inline("A1", "Name")}{inline("B1", "Town")}</row>'
    f'<row r="2">{inline("A2", "Ann")}{inline("B2", "Leeds")}</row>'
    "</sheetData></worksheet>"
)


def packed(parts: Mapping[str, bytes | str], store: tuple[str, ...] = ()) -> bytes:
    """A ZIP archive of these parts; those in `store` are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in store else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xlsx(sheet: str | bytes = SMALL_SHEET, **more: bytes | str) -> bytes:
    """A small real XLSX around one sheet's XML; further parts by name, `/` written `__`."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELS,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELS,
        "xl/worksheets/sheet1.xml": sheet,
    }
    return packed(parts | {name.replace("__", "/"): content for name, content in more.items()})


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>{{more}}</manifest:manifest>'
)
ODS_START = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="List">'
)
ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods(rows: str, doctype: str = "", manifest: str = "") -> bytes:
    """A small real ODS around the XML of its rows."""
    content = ODS_START.format(doctype=doctype) + rows + ODS_END
    return packed(
        {"mimetype": ODS_TYPE, "META-INF/manifest.xml": ODS_MANIFEST.format(more=manifest), "content.xml": content},
        store=("mimetype",),
    )


def ods_row(*texts: str, repeat_row: int = 1, repeat_cell: int = 1) -> str:
    """One row of an ODS sheet, as XML."""
    cells = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeat_cell}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeat_row}">{cells}</table:table-row>'


def patched(archive: bytes, name: str, *, declared: int | None = None, crc: int | None = None, flag: int = 0) -> bytes:
    """The archive with one entry's declared size, sum or flags changed in both its headers."""
    data = bytearray(archive)
    wanted = name.encode()
    at = 0
    while (at := data.find(b"PK", at)) >= 0:
        kind = bytes(data[at : at + 4])
        offset = {b"PK\x03\x04": 6, b"PK\x01\x02": 8}.get(kind)
        if offset is not None:
            length = struct.unpack_from("<H", data, at + offset + 20)[0]
            start = at + (30 if offset == 6 else 46)
            if data[start : start + length] == wanted:
                flags = struct.unpack_from("<H", data, at + offset)[0]
                struct.pack_into("<H", data, at + offset, flags | flag)
                if crc is not None:
                    struct.pack_into("<L", data, at + offset + 8, crc)
                if declared is not None:
                    struct.pack_into("<L", data, at + offset + 16, declared)
        at += 4
    return bytes(data)


def zeros(megabytes: int) -> bytes:
    return b" " * (megabytes << 20)


def overlapping() -> bytes:
    """Many directory entries that all point at one and the same packed kernel."""
    kernel = packed({"a": b" " * 60_000})
    end = kernel.rfind(b"PK\x05\x06")
    start = kernel.find(b"PK\x01\x02")
    entry = kernel[start:end]
    entries = b"".join(entry[:46] + bytes([97 + index]) for index in range(20))
    head = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 20, 20, len(entries), start, 0)
    return kernel[:start] + entries + head


def many_entries(count: int, admitted: int | None = None) -> bytes:
    data = bytearray(packed({f"xl/{index}": b"" for index in range(count)}))
    if admitted is not None:
        at = data.rfind(b"PK\x05\x06")
        struct.pack_into("<HH", data, at + 8, admitted, admitted)
    return bytes(data)


def two_of_one_name() -> bytes:
    return packed({"xl/workbook.xml": WORKBOOK, "xl/workbook.xmL": WORKBOOK})


def unusually_packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", zeros(4))
    return out.getvalue()


def sheet_of(cells: str, after: str = "") -> bytes:
    return xlsx(f'{SHEET_START}<sheetData><row r="1">{cells}</row></sheetData>{after}</worksheet>')


def letters(index: int) -> str:
    return (letters(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)


def wide_sheet(columns: int) -> bytes:
    return sheet_of("".join(inline(f"{letters(index)}1", f"H{index}") for index in range(columns)))


def far_cell() -> bytes:
    cells = inline("A1", "Name")
    far = f'<row r="1048576">{inline("XFD1048576", "x")}</row>'
    return xlsx(f'{SHEET_START}<sheetData><row r="1">{cells}</row>{far}</sheetData></worksheet>')


def shared_strings_bomb() -> bytes:
    return with_part("xl/sharedStrings.xml", b"<sst>" + b"<si><t>aaaaaaaa</t></si>" * 8_000_000 + b"</sst>")


def with_part(name: str, content: bytes) -> bytes:
    return xlsx(**{name.replace("/", "__"): content})


def incompressible_sheet(megabytes: int) -> bytes:
    """A sheet whose ratio is modest, but whose text alone is more than the child may hold."""
    noise = os.urandom(4096).hex()
    cell = f'<c t="inlineStr"><is><t>{noise}</t></is></c>'
    return xlsx(
        SHEET_START + '<sheetData><row r="1">' + cell * (megabytes << 20 >> 13) + "</row></sheetData></worksheet>"
    )


def ole(stream: str) -> bytes:
    """A compound file as far as anybody looks at it: header, a directory entry with this name."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + b"\x3e\x00\x03\x00\xfe\xff\x09\x00"
    name = stream.encode("utf-16-le")
    return head.ljust(512, b"\x00") + b"\xff" * 512 + name.ljust(128, b"\x00") + b"\x00" * 2048


def recording() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x00" * 800)
    return out.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKER = "<CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>SW12345</SWENo></CSWWWorker>"


def census(workers: str = WORKER, *, before: str = "", collection: str = "CSWW") -> bytes:
    """A small census return around the XML of its workers."""
    return (
        f"{before}<Message><Header><CollectionDetails><Collection>{collection}</Collection><Year>2026</Year>"
        f"</CollectionDetails></Header>{workers}</Message>"
    ).encode()
