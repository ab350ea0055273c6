"""Small files that are large once opened, and XML that is far more than it is: two families of hostile files."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from almoner.documents.tests.crafted import (
    CONTENT_TYPES,
    RELS,
    SHEET_START,
    SMALL_SHEET,
    WORKBOOK,
    WORKBOOK_RELS,
    census,
    inline,
    ods,
    ods_row,
    packed,
    with_part,
    xlsx,
    zeros,
)
from almoner.documents.tests.hostile import Hostile

READ = "(read)"
DAMAGED = "damaged"
LYING = "does not hold what it says"
LARGE = "far larger than"
ENTITIES = "declares entities"
DECLARATIONS = "XML declarations"


def part_of_a_book(name: str, content: bytes | str) -> bytes:
    """A workbook with one more part."""
    return with_part(name, content.encode() if isinstance(content, str) else content)


def _sheet(rows: str, after: str = "") -> bytes:
    return xlsx(f"{SHEET_START}<sheetData>{rows}</sheetData>{after}</worksheet>")


_LAUGH = "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(12))
_DOCTYPES = {
    "laughs": f'<!DOCTYPE x [<!ENTITY a "ha">{_LAUGH}]>',
    "one long entity": f'<!DOCTYPE x [<!ENTITY a "{"x" * 60_000}">]>',
    "an entity of itself": '<!DOCTYPE x [<!ENTITY a "&a;">]>',
    "a parameter entity": "<!DOCTYPE x [<!ENTITY % a \"<!ENTITY b 'c'>\">%a;]>",
    "a file of the machine's": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "a device that never ends": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///dev/zero">]>',
    "an address": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>',
    "an outside description": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}


def declarations() -> Iterator[Hostile]:
    """XML that would be far more than it is, or fetch what is not its own; in each kind of file that holds XML."""
    for what, doctype in _DOCTYPES.items():
        words = "document type" if "description" in what else ENTITIES
        bomb = what in {"laughs", "one long entity", "an entity of itself"}
        used = "<a>&a;</a>" * (1 if what != "one long entity" else 40_000)
        yield Hostile(f"{what}, in a return", partial(census, used, before=doctype), words, bomb)
        yield Hostile(
            f"{what}, in a workbook",
            partial(xlsx, SMALL_SHEET.replace("<worksheet", doctype + "<worksheet")),
            DECLARATIONS,
            bomb,
        )
        yield Hostile(f"{what}, in an ODS", partial(ods, ods_row("&a;"), doctype=doctype), DECLARATIONS, bomb)
    shared = f'<?xml version="1.0"?>{_DOCTYPES["laughs"]}<sst><si><t>&l;</t></si></sst>'
    for name in ("xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml", "xl/theme/theme1.xml"):
        yield Hostile(f"laughs, in {name}", partial(part_of_a_book, name, shared), DECLARATIONS, True)
    in_utf16 = ('<?xml version="1.0" encoding="utf-16"?>' + _DOCTYPES["laughs"] + "<Message>&l;</Message>").encode(
        "utf-16"
    )
    yield Hostile("laughs in UTF-16", partial(bytes, in_utf16), ENTITIES, True)


def _nested_zip(levels: int) -> bytes:
    inner = packed({"0.txt": zeros(60)})
    for level in range(levels):
        inner = packed({f"{level}.zip": inner})
    return inner


def _escalating() -> bytes:
    """Each directory entry covers all the packed bytes after it: a small file that unpacks to far more, many times."""
    whole = bytearray(packed({f"xl/{n}.xml": b" " * 200_000 for n in range(40)}))
    end = len(whole) - 22
    at = whole.find(b"PK\x01\x02")
    directory = at
    while 0 <= at < end:
        offset = struct.unpack_from("<L", whole, at + 42)[0]
        struct.pack_into("<L", whole, at + 20, directory - offset - 60)
        at = whole.find(b"PK\x01\x02", at + 4)
    return bytes(whole)


def _like_a_quine() -> bytes:
    """An archive whose one entry is the archive itself, as far as its directory tells."""
    whole = bytearray(packed({"xl/workbook.xml": b"x" * 400}, store=("xl/workbook.xml",)))
    at = whole.find(b"PK\x01\x02")
    struct.pack_into("<LL", whole, at + 20, len(whole), len(whole))
    return bytes(whole)


def _deep(depth: int) -> bytes:
    return census("<a>" * depth + "</a>" * depth)


def _picture_bomb() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    head = struct.pack(">LLBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * (20 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _pdf_bomb() -> bytes:
    body = zlib.compress(zlib.compress(zlib.compress(b"\x00" * (60 << 20), 9), 9), 9)
    filters = b"[/FlateDecode/FlateDecode/FlateDecode]"
    return b"%%PDF-1.7\n1 0 obj<</Length %d/Filter%s>>stream\n%s\nendstream endobj" % (len(body), filters, body)


def bombs() -> Iterator[Hostile]:
    """Small files that are large once opened."""
    for name in ("xl/sharedStrings.xml", "xl/styles.xml", "xl/theme/theme1.xml", "xl/media/image1.png"):
        yield Hostile(f"ninety megabytes in {name}", partial(part_of_a_book, name, zeros(90)), LARGE, True)
    yield Hostile("two hundred and ten megabytes over many parts", _many_parts, LARGE, True)
    for level in (1, 2, 5):
        yield Hostile(f"archives {level} deep", partial(_nested_zip, level), "zip archive", True)
    yield Hostile(
        "archives five deep in a workbook", lambda: part_of_a_book("xl/embeddings/a.zip", _nested_zip(5)), READ, True
    )
    yield Hostile("entries that cover all after them", _escalating, LYING, True)
    yield Hostile("an archive that holds itself", _like_a_quine, f"{LYING}|{DAMAGED}", True)
    for depth in (2_000, 20_000, 300_000):
        yield Hostile(f"XML {depth:,} deep", partial(_deep, depth), "nested far deeper", True)
    yield Hostile("a sheet nested deep", lambda: _sheet("<row>" * 50_000), "workbook is empty", True)
    yield Hostile("an ODS nested deep", lambda: ods("<table:table-row>" * 50_000), DAMAGED, True)
    for form, pack in (("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress)):
        yield Hostile(f"a {form} bomb called list.csv", partial(_packed_zeros, pack), "compressed file", True)
    yield Hostile("a gzip bomb in a gzip", lambda: gzip.compress(gzip.compress(bytes(60 << 20))), "compressed", True)
    yield Hostile("a picture of ten gigabytes", _picture_bomb, "PNG", True)
    yield Hostile("a PDF packed three times over", _pdf_bomb, "a PDF", True)
    yield Hostile("two columns repeated to the edge", lambda: ods(ods_row("a", repeat_cell=16_000)), "columns", True)
    yield Hostile("every row of an ODS", lambda: ods(ods_row("a", "b", repeat_row=1_048_576)), "more than", True)
    yield Hostile("a million rows of one letter", lambda: b"Name,Town\r\n" + b"a,b\r\n" * 1_000_000, "rows", True)
    yield Hostile("a line of a million separators", lambda: b"Name,Town\r\n" + b"," * 1_000_000, "no rows", True)
    yield Hostile("a cell of a megabyte", lambda: b"Name,Town\r\n" + b"a" * 1_000_000 + b",b\r\n", "longer than", True)
    corner = f'<row r="1">{inline("A1", "Name")}{inline("B1", "Town")}</row>'
    yield Hostile(
        "a cell at the bottom",
        lambda: _sheet(f'{corner}<row r="1048576">{inline("A1048576", "x")}</row>'),
        READ,
        True,
    )
    merges = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 5_000 + "</mergeCells>"
    yield Hostile(
        "five thousand merges of a whole sheet", lambda: _sheet(corner, merges), f"{READ}|no rows|memory|headings", True
    )


def _packed_zeros(pack: Callable[[bytes], bytes]) -> bytes:
    return pack(bytes(40 << 20))


def _many_parts() -> bytes:
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELS,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELS,
            "xl/worksheets/sheet1.xml": SMALL_SHEET,
        }
        | {f"xl/media/{n}.bin": b" " * 900_000 for n in range(245)}
    )
