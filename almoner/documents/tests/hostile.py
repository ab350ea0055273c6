"""Files that mean harm or were harmed, each with the verdict it must get.

Everything is made here from bytes; nothing is downloaded. A verdict is a fragment of the sentence
that the person who sent the file reads.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl

from almoner.documents.tests.crafted import (
    SMALL_SHEET,
    WORKBOOK,
    WORKBOOK_RELS,
    census,
    far_cell,
    incompressible_sheet,
    many_entries,
    ods,
    ods_row,
    ole,
    overlapping,
    packed,
    patched,
    png,
    recording,
    saved,
    shared_strings_bomb,
    two_of_one_name,
    unusually_packed,
    wide_sheet,
    xlsx,
    zeros,
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file by name, the bytes of it, the words its refusal must hold, and whether it is a bomb."""

    name: str
    make: Callable[[], bytes]
    verdict: str
    bomb: bool = False


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
    Hostile("a workbook that unpacks to 248 MB", lambda: xlsx(zeros(248)), "far larger than the file", True),
    Hostile("a sheet a thousand times its packed size", lambda: xlsx(zeros(40)), "far larger than the file", True),
    Hostile(
        "a sheet that says it is small",
        lambda: patched(xlsx(zeros(150)), "xl/worksheets/sheet1.xml", declared=1000),
        "does not hold what it says",
        True,
    ),
    Hostile(
        "a sheet that says it is small, with the sum of its small part",
        lambda: patched(xlsx(zeros(150)), "xl/worksheets/sheet1.xml", declared=1000, crc=zlib.crc32(b" " * 1000)),
        "does not hold what it says",
        True,
    ),
    Hostile("entries on top of each other", overlapping, "does not hold what it says", True),
    Hostile("fifty thousand entries", lambda: many_entries(50_000), "parts", True),
    Hostile("thirty thousand entries that say they are five", lambda: many_entries(30_000, 5), "parts", True),
    Hostile("two hundred megabytes of shared texts", shared_strings_bomb, "far larger than the file", True),
    Hostile("one cell at the far corner", far_cell, "more memory", True),
    Hostile("a megabyte of text in each of many cells", lambda: incompressible_sheet(120), "far larger", True),
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
    Hostile("a gzip bomb called a list", lambda: gzip.compress(zeros(100)), "compressed file", True),
)

FAULTS = (
    Hostile("an empty file", lambda: b"", "empty"),
    Hostile("nothing but blanks", lambda: b" \r\n\r\n  \r\n", "nothing but blanks"),
    Hostile("nothing but separators", lambda: b",,,\r\n,,,\r\n", "nothing but blanks"),
    Hostile("a byte order mark alone", lambda: b"\xef\xbb\xbf", "nothing but blanks"),
    Hostile("an empty workbook", lambda: saved(openpyxl.Workbook()), "workbook is empty"),
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
    Hostile("a recording", recording, "recording"),
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
    Hostile("an old Word document", lambda: ole("WordDocument"), "Word document"),
    Hostile("an old Office file of another kind", lambda: ole("__nameid_version1.0"), "not a spreadsheet"),
    Hostile("an Apple Numbers file", lambda: packed({"Index/Document.iwa": b"x"}), "Apple Numbers"),
    Hostile("a list inside a zip", lambda: packed({"staff.csv": "Name\r\nAnn"}), "inside it"),
    Hostile("pictures inside a zip", lambda: packed({"a.png": png()}), "zip archive"),
    Hostile("an empty zip", lambda: b"PK\x05\x06" + b"\x00" * 18, "damaged"),
    Hostile("a protected workbook", lambda: ole("EncryptedPackage"), "protected by a password"),
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
    Hostile("two parts of one name", two_of_one_name, "does not hold what it says"),
    Hostile("a workbook packed in an unusual way", unusually_packed, "damaged"),
    Hostile(
        "a workbook without its sheet",
        lambda: packed({"xl/workbook.xml": WORKBOOK, "xl/_rels/workbook.xml.rels": WORKBOOK_RELS}),
        "damaged",
    ),
    Hostile("a workbook of broken XML", lambda: xlsx("<worksheet><sheetData><row><c"), "damaged"),
    Hostile("a workbook without parts that matter", lambda: packed({"xl/workbook.xml": "<workbook/>"}), "damaged"),
    Hostile("a protected old workbook cut off", lambda: ole("Workbook"), "damaged"),
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
    Hostile("ten thousand columns in a workbook", lambda: wide_sheet(10_000), "10,000 columns"),
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
#: Those that every run of the tests tries; all of them are tried by the long ones.
EVERY_TIME = HOSTILE[::8]
