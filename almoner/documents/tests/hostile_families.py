"""Two hundred more files that mean harm, in families: what one bad file is known for, tried from every side.

Each is made here from bytes, with the verdict it must get at the door for lists and, once let in there, from the
reader. `READ` says that it is harmless: its rows are read and nothing else happens.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Iterator
from functools import partial

from almoner.documents.tests.crafted import (
    ODS_TYPE,
    census,
    ods,
    ods_row,
    ole,
    packed,
    patched,
    png,
    xlsx,
)
from almoner.documents.tests.fakes import EICAR
from almoner.documents.tests.hostile import Hostile
from almoner.documents.tests.hostile_bombs import (
    DAMAGED,
    LARGE,
    LYING,
    READ,
    bombs,
    declarations,
    part_of_a_book,
)

GOOD = b"Name,SWE No\r\nJane Okonkwo,SW11111\r\n"
TYPE = "whatever its name says"
PASSWORD = "protected by a password"
MACROS = "has macros"


def wrong_kinds() -> Iterator[Hostile]:
    """What is no list at all, under names that say that it is one."""
    kinds = {
        "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8,
        "PNG": png(),
        "GIF": b"GIF89a" + bytes(range(256)),
        "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        "RTF": b"{\\rtf1 x}",
        "gzip": gzip.compress(GOOD),
        "bzip2": bz2.compress(GOOD * 9),
        "xz": lzma.compress(GOOD),
        "7-Zip": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(200),
        "RAR": b"Rar!\x1a\x07\x01\x00" + bytes(200),
        "ELF": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4,
        "Mach-O": b"\xca\xfe\xba\xbe" + bytes(range(256)) * 4,
        "shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(200),
        "SQLite": b"SQLite format 3\x00" + bytes(range(256)),
        "Ogg": b"OggS" + bytes(range(256)),
        "HTML": b"<!doctype html><script>alert(1)</script>",
        "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "JSON": b'{"a": ["b"]}',
        "video": b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)),
        "HEIC": b"\x00\x00\x00\x18ftypheic" + bytes(range(256)),
    }
    for kind, content in kinds.items():
        for ending in ("csv", "xlsx", "ods"):
            yield Hostile(f"{kind} called list.{ending}", partial(bytes, content), TYPE)


def cut_off() -> Iterator[Hostile]:
    """Files that ended early, or lost their beginning or middle."""
    for name, whole in (("xlsx", xlsx()), ("ods", ods(ods_row("Name") + ods_row("Ann")))):
        for per_mille in (30, 100, 300, 500, 700, 900, 990):
            cut = whole[: len(whole) * per_mille // 1000]
            yield Hostile(f"{name} of which {per_mille} thousandths arrived", partial(bytes, cut), DAMAGED)
        yield Hostile(f"{name} less its last byte", partial(bytes, whole[:-1]), DAMAGED)
        yield Hostile(f"{name} less its middle", partial(bytes, whole[:200] + whole[400:]), f"{DAMAGED}|{LYING}")
        yield Hostile(f"{name} twice over", partial(bytes, whole[:-22] + whole), f"{DAMAGED}|{LYING}|{READ}")
    whole_return = census()
    for per_mille in (200, 500, 900):
        cut = whole_return[: len(whole_return) * per_mille // 1000]
        yield Hostile(f"a return of which {per_mille} thousandths arrived", partial(bytes, cut), "cut off")


def _flipped(whole: bytes, part: str, back: int = 0) -> bytes:
    data = bytearray(whole)
    at = data.find(part.encode()) + len(part) + 8 + back
    data[at] ^= 0xFF
    return bytes(data)


def bent() -> Iterator[Hostile]:
    """Archives in which one byte or one number is not what it was."""
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels", "[Content_Types].xml"):
        for back in (0, 10, 30):
            bad = _flipped(xlsx(), part, back)
            yield Hostile(f"a byte bent {back} into {part}", partial(bytes, bad), f"{DAMAGED}|{LYING}")
        for declared in (0, 1, 2**31, 2**32 - 1):
            bad = patched(xlsx(), part, declared=declared)
            words = LARGE if declared > 1 << 30 else f"{LYING}|{DAMAGED}"
            yield Hostile(f"{part} said to be {declared:,} bytes", partial(bytes, bad), words)
    for part in ("content.xml", "mimetype", "META-INF/manifest.xml"):
        bad = patched(ods(ods_row("Name")), part, crc=7)
        yield Hostile(f"a wrong sum for {part}", partial(bytes, bad), DAMAGED)
        bad = patched(ods(ods_row("Name")), part, flag=1)
        yield Hostile(f"a password on {part}", partial(bytes, bad), PASSWORD)


def active() -> Iterator[Hostile]:
    """Programs inside documents, and parts fetched from elsewhere."""
    for name in (
        "xl/vbaProject.bin",
        "XL/VBAPROJECT.BIN",
        "xl/macrosheets/sheet1.xml",
        "xl/activeX/activeX1.xml",
        "xl/x/vbaProject.bin",
        "xl/activeX/activeX1.bin",
    ):
        yield Hostile(f"a workbook with {name}", partial(part_of_a_book, name, b"x"), MACROS)
    for name in ("Basic/Standard/Module1.xml", "Scripts/python/a.py", "basic/script-lc.xml"):
        parts = {"mimetype": ODS_TYPE, "META-INF/manifest.xml": "<m/>", "content.xml": "<c/>", name: "x"}
        yield Hostile(f"an ODS with {name}", partial(packed, parts, ("mimetype",)), MACROS)
    for kind in ("attachedTemplate", "oleObject", "frame", "subDocument"):
        link = (
            f'<Relationships><Relationship Id="r" Type="http://x/{kind}" Target="http://127.0.0.1:9/x" '
            'TargetMode="External"/></Relationships>'
        )
        where = "xl/worksheets/_rels/sheet1.xml.rels"
        yield Hostile(f"a workbook that fetches its {kind}", partial(part_of_a_book, where, link), "from elsewhere")


def encrypted() -> Iterator[Hostile]:
    """What nobody can look into."""
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "_rels/.rels"):
        yield Hostile(f"a password on {part}", partial(bytes, patched(xlsx(), part, flag=1)), PASSWORD)
    yield Hostile(
        "a protected workbook with a list beside it", lambda: ole("EncryptedPackage") + ole("Workbook"), PASSWORD
    )
    yield Hostile("strong encryption", lambda: patched(xlsx(), "xl/workbook.xml", flag=0x41), PASSWORD)


def _zip_named(name: str, mode: int = 0) -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, b"/etc/passwd")
    return out.getvalue()


def names_inside() -> Iterator[Hostile]:
    """Names inside an archive that would write elsewhere if anybody unpacked it; nobody does."""
    for name in (
        "../../../etc/cron.d/x",
        "/etc/passwd",
        "C:\\Windows\\x.dll",
        "..\\..\\x",
        "xl/../../x",
        "con",
        "a" * 60_000,
        "\u202etxt.exe",
        "x\x01y",
        "xl/ worksheets",
        ".",
        "..",
        "é" * 2_000,
        "%2e%2e/x",
        "~/.ssh/authorized_keys",
    ):
        yield Hostile(f"a part called {name[:40]!a}", partial(_zip_named, name), READ)
    yield Hostile("a part that is a link to a file of the machine's", partial(_zip_named, "link", 0o120777), READ)
    yield Hostile("two parts of one name in other letters", partial(_zip_named, "XL/WORKBOOK.XML"), LYING)


def _behind(first: bytes, second: bytes) -> bytes:
    return first + second


def polyglots() -> Iterator[Hostile]:
    """Files that are two things at once: what they begin with decides, and what is inside is never run."""
    book = xlsx()
    for kind, head in (
        ("a PDF", b"%PDF-1.7\n"),
        ("a GIF", b"GIF89a"),
        ("a JPEG", b"\xff\xd8\xff\xe0"),
        ("a program", b"MZ\x90\x00\x03\x00"),
        ("a web page", b"<html><body>"),
        ("a script", b"\x7fELF\x02"),
    ):
        yield Hostile(f"{kind} and a workbook", partial(_behind, head, book), TYPE)
    yield Hostile("a workbook and a program behind it", partial(_behind, book, b"MZ" + bytes(100)), READ)
    yield Hostile("a list and a web page", partial(_behind, GOOD, b"<script>alert(1)</script>,x\r\n"), READ)
    yield Hostile("a list and a known virus", partial(_behind, GOOD, EICAR + b",x\r\n"), READ)
    yield Hostile("a list of formulas", lambda: b"Name,SWE No\r\n=cmd|'/c calc'!A0,SW11111\r\n", READ)
    yield Hostile("a return and a web page", partial(_behind, b"<!--<html>-->", census()), READ)


def encodings() -> Iterator[Hostile]:
    """Text that is none, or not in the way it says."""
    text = "Name,SWE No\r\nJané Okonkwo,SW11111\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-32"):
        yield Hostile(f"a list in {encoding}", partial(text.encode, encoding), READ)
    for count in (1, 2, 3, 4096, 5000, 70_000):
        yield Hostile(f"{count:,} zeros", partial(bytes, count), "not a kind of file we know")
    for mark, name in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16 BE"), (b"\xff\xfe\x00\x00", "UTF-32")):
        yield Hostile(f"the mark of {name} alone", partial(bytes, mark), "nothing but blanks|cut off|headings")
    yield Hostile("one letter", lambda: b"a", "no rows")
    yield Hostile("one quotation mark", lambda: b'"', "nothing but blanks")
    yield Hostile("zeros among the letters", lambda: b"Name,SWE No\r\nJa\x00ne,SW11111\r\n", TYPE)
    yield Hostile("letters longer than they may be", lambda: b"Name,SWE No\r\n\xc0\xaf\xc1\xbf,SW11111\r\n", READ)
    yield Hostile("halves of characters", lambda: b"Name,SWE No\r\n\xed\xa0\x80,SW11111\r\n", READ)
    yield Hostile("text that runs backwards", lambda: "Name,SWE No\r\n\u202eenaJ,SW11111\r\n".encode(), READ)
    yield Hostile("signs to a terminal", lambda: b"Name,SWE No\r\n\x1b[2J\x1b]0;x\x07Jane,SW11111\r\n", TYPE)
    yield Hostile(
        "a thousand accents on one letter", lambda: ("Name,SWE No\r\nZ" + "\u0351" * 1000 + ",SW1\r\n").encode(), READ
    )


NAMES = (
    "",
    ".",
    "..",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "/etc/passwd",
    "C:\\con.csv",
    "con.csv",
    "aux",
    "nul.xlsx",
    "a" * 5000,
    "a" * 300 + ".csv",
    "\u202evsc.exe",
    "list.csv.exe",
    "list.csv\u0000.exe",
    "list\n.csv",
    "list\r\nSet-Cookie: a=b",
    '"list".csv',
    "list;.csv",
    "%2e%2e%2f",
    "-rf",
    "~",
    "$(id).csv",
    "`id`.csv",
    "<script>.csv",
    "é" * 200,
    "\u200b.csv",
    "😀.csv",
    "\ud800.csv",
    " .csv ",
    "list.csv.",
    "....csv",
    "*?.csv",
    "=cmd.csv",
    "list.php",
    ".htaccess",
)

FAMILIES: dict[str, Callable[[], Iterator[Hostile]]] = {
    "wrong kinds": wrong_kinds,
    "cut off": cut_off,
    "bent": bent,
    "declarations": declarations,
    "bombs": bombs,
    "active": active,
    "encrypted": encrypted,
    "names inside": names_inside,
    "polyglots": polyglots,
    "encodings": encodings,
}


def all_of_them() -> list[Hostile]:
    """Every file of every family."""
    return [hostile for family in FAMILIES.values() for hostile in family()]
