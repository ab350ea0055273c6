"""Files that mean harm or were harmed, each with the verdict it must get.

Everything is made here from bytes; nothing is downloaded. A verdict is a fragment of the sentence
that the person who sent the file reads.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import wave
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import openpyxl


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file by name, the bytes of it, the words its refusal must hold, and whether it is a bomb."""

    name: str
    make: Callable[[], bytes]
    verdict: str
    bomb: bool = False


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


def _zeros(megabytes: int) -> bytes:
    return b" " * (megabytes << 20)


def _overlapping() -> bytes:
    """Many directory entries that all point at one and the same packed kernel."""
    kernel = packed({"a": b" " * 60_000})
    end = kernel.rfind(b"PK\x05\x06")
    start = kernel.find(b"PK\x01\x02")
    entry = kernel[start:end]
    entries = b"".join(entry[:46] + bytes([97 + index]) for index in range(20))
    head = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 20, 20, len(entries), start, 0)
    return kernel[:start] + entries + head


def _many_entries(count: int, admitted: int | None = None) -> bytes:
    data = bytearray(packed({f"xl/{index}": b"" for index in range(count)}))
    if admitted is not None:
        at = data.rfind(b"PK\x05\x06")
        struct.pack_into("<HH", data, at + 8, admitted, admitted)
    return bytes(data)


def _two_of_one_name() -> bytes:
    return packed({"xl/workbook.xml": WORKBOOK, "xl/workbook.xmL": WORKBOOK})


def _unusually_packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", _zeros(4))
    return out.getvalue()


def _sheet_of(cells: str, after: str = "") -> bytes:
    return xlsx(f'{SHEET_START}<sheetData><row r="1">{cells}</row></sheetData>{after}</worksheet>')


def _letters(index: int) -> str:
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)


def _wide_sheet(columns: int) -> bytes:
    return _sheet_of("".join(inline(f"{_letters(index)}1", f"H{index}") for index in range(columns)))


def _far_cell() -> bytes:
    cells = inline("A1", "Name")
    far = f'<row r="1048576">{inline("XFD1048576", "x")}</row>'
    return xlsx(f'{SHEET_START}<sheetData><row r="1">{cells}</row>{far}</sheetData></worksheet>')


def _shared_strings_bomb() -> bytes:
    return _with_part("xl/sharedStrings.xml", b"<sst>" + b"<si><t>aaaaaaaa</t></si>" * 8_000_000 + b"</sst>")


def _with_part(name: str, content: bytes) -> bytes:
    return xlsx(**{name.replace("/", "__"): content})


def _incompressible_sheet(megabytes: int) -> bytes:
    """A sheet whose ratio is modest, but whose text alone is more than the child may hold."""
    noise = os.urandom(4096).hex()
    cell = f'<c t="inlineStr"><is><t>{noise}</t></is></c>'
    return xlsx(
        SHEET_START + '<sheetData><row r="1">' + cell * (megabytes << 20 >> 13) + "</row></sheetData></worksheet>"
    )


def _ole(stream: str) -> bytes:
    """A compound file as far as anybody looks at it: header, a directory entry with this name."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + b"\x3e\x00\x03\x00\xfe\xff\x09\x00"
    name = stream.encode("utf-16-le")
    return head.ljust(512, b"\x00") + b"\xff" * 512 + name.ljust(128, b"\x00") + b"\x00" * 2048


def _recording() -> bytes:
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


def _saved(book: openpyxl.Workbook) -> bytes:
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


_LAUGHS = (
    "<!DOCTYPE Message ["
    + '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(12))
    + "]>"
)
_OUTSIDE = '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_FETCH = '<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/none.dtd">'
_QUADRATIC = f'<!DOCTYPE Message [<!ENTITY x "{"x" * 50_000}">]>'

BOMBS = (
    Hostile("a workbook that unpacks to 248 MB", lambda: xlsx(_zeros(248)), "far larger than the file", True),
    Hostile("a sheet a thousand times its packed size", lambda: xlsx(_zeros(40)), "far larger than the file", True),
    Hostile(
        "a sheet that says it is small",
        lambda: patched(xlsx(_zeros(150)), "xl/worksheets/sheet1.xml", declared=1000),
        "does not hold what it says",
        True,
    ),
    Hostile(
        "a sheet that says it is small, with the sum of its small part",
        lambda: patched(xlsx(_zeros(150)), "xl/worksheets/sheet1.xml", declared=1000, crc=zlib.crc32(b" " * 1000)),
        "does not hold what it says",
        True,
    ),
    Hostile("entries on top of each other", _overlapping, "does not hold what it says", True),
    Hostile("fifty thousand entries", lambda: _many_entries(50_000), "parts", True),
    Hostile("thirty thousand entries that say they are five", lambda: _many_entries(30_000, 5), "parts", True),
    Hostile("two hundred megabytes of shared texts", _shared_strings_bomb, "far larger than the file", True),
    Hostile("one cell at the far corner", _far_cell, "more memory", True),
    Hostile("a megabyte of text in each of many cells", lambda: _incompressible_sheet(120), "far larger", True),
    Hostile(
        "an ODS cell repeated over a whole sheet",
        lambda: ods(ods_row("Name") + ods_row("x", repeat_row=1_048_576, repeat_cell=16_384)),
        "damaged",
        True,
    ),
    Hostile(
        "an ODS row repeated a thousand million times",
        lambda: ods(ods_row("x", repeat_row=10**9)),
        "more than 250,000 rows",
        True,
    ),
    Hostile("entities that laugh a billion times", lambda: census(before=_LAUGHS), "declares entities", True),
    Hostile("one long entity used often", lambda: census("&x;" * 50_000, before=_QUADRATIC), "declares entities", True),
    Hostile(
        "entities inside a workbook",
        lambda: xlsx(SMALL_SHEET.replace("<worksheet", _LAUGHS + "<worksheet")),
        "XML declarations",
        True,
    ),
    Hostile("entities inside an ODS", lambda: ods(ods_row("&j;"), doctype=_LAUGHS), "XML declarations", True),
    Hostile("XML nested a hundred thousand deep", lambda: census("<a>" * 100_000), "nested far deeper", True),
    Hostile(
        "a quotation mark before sixty megabytes",
        lambda: b'Name,Town\r\n"' + b"a,b\r\n" * 2_000_000,
        "quotation mark",
        True,
    ),
    Hostile("one line of twenty megabytes", lambda: b"Name,Town\r\n" + b"ab " * (7 << 20), "longer than", True),
    Hostile("a file of seventy megabytes", lambda: b"Name,Town\r\n" + b"a" * (70 << 20), "at most 64 MB", True),
    Hostile("a gzip bomb called a list", lambda: gzip.compress(_zeros(100)), "compressed file", True),
)

FAULTS = (
    Hostile("an empty file", lambda: b"", "empty"),
    Hostile("nothing but blanks", lambda: b" \r\n\r\n  \r\n", "nothing but blanks"),
    Hostile("nothing but separators", lambda: b",,,\r\n,,,\r\n", "nothing but blanks"),
    Hostile("a byte order mark alone", lambda: b"\xef\xbb\xbf", "nothing but blanks"),
    Hostile("an empty workbook", lambda: _saved(openpyxl.Workbook()), "workbook is empty"),
    Hostile("a photograph", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + os.urandom(3000), "photograph (JPEG)"),
    Hostile("a phone's photograph", lambda: b"\x00\x00\x00\x18ftypheic" + os.urandom(3000), "photograph (HEIC)"),
    Hostile("a picture", png, "picture (PNG)"),
    Hostile("a moving picture", lambda: b"GIF89a" + os.urandom(500), "picture (GIF)"),
    Hostile("a bitmap", lambda: b"BM" + os.urandom(3000), "picture (bitmap)"),
    Hostile("a scan", lambda: b"II*\x00" + os.urandom(500), "TIFF"),
    Hostile("a web picture", lambda: b"RIFF\x24\x00\x00\x00WEBPVP8 " + os.urandom(500), "WebP"),
    Hostile("a drawing", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "drawing"),
    Hostile("a PDF", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
    Hostile("a rich text document", lambda: b"{\\rtf1\\ansi Names}", "rich text"),
    Hostile("a recording", _recording, "recording"),
    Hostile("a song", lambda: b"ID3\x04\x00" + os.urandom(500), "recording"),
    Hostile("a video", lambda: b"\x00\x00\x00\x18ftypmp42" + os.urandom(500), "video"),
    Hostile("a Windows program", lambda: b"MZ\x90\x00\x03\x00\x00\x00" + os.urandom(3000), "Windows program"),
    Hostile("a program", lambda: b"\x7fELF\x02\x01\x01" + os.urandom(3000), "program"),
    Hostile("a shortcut", lambda: b"L\x00\x00\x00\x01\x14\x02\x00" + os.urandom(300), "shortcut"),
    Hostile("a compressed list", lambda: gzip.compress(b"Name,Town\r\nAnn,Leeds\r\n"), "compressed file"),
    Hostile("a list packed by bzip2", lambda: bz2.compress(b"Name,Town\r\n" * 50), "compressed file"),
    Hostile("a list packed by xz", lambda: lzma.compress(b"Name,Town\r\n" * 50), "compressed file"),
    Hostile("a 7-Zip archive", lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + os.urandom(300), "7-Zip"),
    Hostile("a RAR archive", lambda: b"Rar!\x1a\x07\x01\x00" + os.urandom(300), "RAR"),
    Hostile("a database", lambda: b"SQLite format 3\x00" + os.urandom(300), "database"),
    Hostile("an Access database", lambda: b"\x00\x01\x00\x00Standard ACE DB\x00" + os.urandom(300), "Access"),
    Hostile("a Parquet file", lambda: b"PAR1" + os.urandom(300), "Parquet"),
    Hostile("a JSON file", lambda: b'[{"name": "Ann", "town": "Leeds"}]', "JSON"),
    Hostile("random bytes", lambda: bytes(range(1, 32)) * 200, "not a spreadsheet"),
    Hostile("nothing but zeros", lambda: b"\x00" * 5000, "not a spreadsheet"),
    Hostile(
        "text with bytes of a program behind it",
        lambda: b"Name,Town\r\n" * 400 + b"\x01\x02\x03" * 900,
        "not a spreadsheet",
    ),
    Hostile("a web page called .xls", lambda: b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
    Hostile("a web page with a mark before it", lambda: b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "web page"),
    Hostile(
        "an Excel 2003 XML file",
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "Excel 2003",
    ),
    Hostile(
        "a Word document", lambda: packed({"[Content_Types].xml": "", "word/document.xml": "<w/>"}), "Word document"
    ),
    Hostile("an old Word document", lambda: _ole("WordDocument"), "Word document"),
    Hostile("an old Office file of another kind", lambda: _ole("__nameid_version1.0"), "not a spreadsheet"),
    Hostile("an Apple Numbers file", lambda: packed({"Index/Document.iwa": b"x"}), "Apple Numbers"),
    Hostile("a list inside a zip", lambda: packed({"staff.csv": "Name\r\nAnn"}), "inside it"),
    Hostile("pictures inside a zip", lambda: packed({"a.png": png()}), "zip archive"),
    Hostile("an empty zip", lambda: b"PK\x05\x06" + b"\x00" * 18, "damaged"),
    Hostile("a protected workbook", lambda: _ole("EncryptedPackage"), "protected by a password"),
    Hostile("a zip with a password", lambda: patched(xlsx(), "xl/workbook.xml", flag=1), "protected by a password"),
    Hostile(
        "a protected ODS",
        lambda: ods(
            "",
            manifest='<manifest:file-entry manifest:full-path="content.xml">'
            "<manifest:encryption-data/></manifest:file-entry>",
        ),
        "protected by a password",
    ),
    Hostile("a workbook cut off at a half", lambda: xlsx()[: len(xlsx()) // 2], "damaged"),
    Hostile("a workbook less its last ten bytes", lambda: xlsx()[:-10], "damaged"),
    Hostile("a workbook with its front cut away", lambda: b"PK\x03\x04" + xlsx()[200:], "does not hold what it says"),
    Hostile("a workbook with a flipped sum", lambda: patched(xlsx(), "xl/worksheets/sheet1.xml", crc=1), "damaged"),
    Hostile(
        "a workbook that says more than it holds", lambda: patched(xlsx(), "xl/workbook.xml", declared=9_999), "damaged"
    ),
    Hostile("two parts of one name", _two_of_one_name, "does not hold what it says"),
    Hostile("a workbook packed in an unusual way", _unusually_packed, "damaged"),
    Hostile(
        "a workbook without its sheet",
        lambda: packed({"xl/workbook.xml": WORKBOOK, "xl/_rels/workbook.xml.rels": WORKBOOK_RELS}),
        "damaged",
    ),
    Hostile("a workbook of broken XML", lambda: xlsx("<worksheet><sheetData><row><c"), "damaged"),
    Hostile("a workbook without parts that matter", lambda: packed({"xl/workbook.xml": "<workbook/>"}), "damaged"),
    Hostile("a protected old workbook cut off", lambda: _ole("Workbook"), "damaged"),
    Hostile("UTF-8 cut inside a letter", lambda: "Name,Town\r\nJosé,Málaga\r\nZoé".encode()[:-1], "cut off"),
    Hostile("UTF-16 cut inside a letter", lambda: "Name,Town\r\nAnn,Leeds\r\n".encode("utf-16")[:-1], "cut off"),
    Hostile(
        "UTF-16 without a mark, cut", lambda: ("Name,Town\r\nAnn,Leeds\r\n" * 9).encode("utf-16-le")[:-1], "cut off"
    ),
    Hostile(
        "a file that lies about being UTF-8",
        lambda: b"\xef\xbb\xbfName,Town\r\nJos\xe9,Leeds\r\n",
        "parts of it are not",
    ),
    Hostile("a quotation mark never closed", lambda: b'Name,Town\r\nAnn,"Leeds\r\nBo,York\r\n', "never closed"),
    Hostile(
        "ten thousand columns",
        lambda: ",".join(f"Heading {n}" for n in range(10_000)).encode() + b"\r\n1",
        "10,000 columns",
    ),
    Hostile("ten thousand columns in a workbook", lambda: _wide_sheet(10_000), "10,000 columns"),
    Hostile(
        "ten thousand columns in an ODS", lambda: ods(ods_row(*[f"H{n}" for n in range(10_000)])), "10,000 columns"
    ),
    Hostile("a return that reads a file of ours", lambda: census("&x;", before=_OUTSIDE), "declares entities"),
    Hostile("a return that fetches from afar", lambda: census(before=_FETCH), "document type"),
    Hostile("a return cut off", lambda: census()[:-20], "cut off"),
    Hostile("a return of another collection", lambda: census(collection="CIN"), "another collection"),
    Hostile("a return without workers", lambda: census(""), "no workers"),
    Hostile("XML of another kind", lambda: b'<?xml version="1.0"?><rss><channel/></rss>', "not a census return"),
    Hostile(
        "a return in an unknown encoding",
        lambda: census(before='<?xml version="1.0" encoding="x-klingon"?>'),
        "encoding",
    ),
)

HOSTILE = BOMBS + FAULTS
