"""What a file is by its first bytes, whatever its name says.

Only kinds that somebody really uploads are listed; anything else is text or unknown. The archives
(ZIP and the old Microsoft compound file) need a second look, which `archives.py` gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Signature:
    """One kind of file: a short key, the words for it on a page, and its media type."""

    key: str
    words: str
    media_type: str


ZIP = Signature("zip", "a zip archive", "application/zip")
OLE = Signature("ole", "an old Microsoft Office file", "application/x-ole-storage")
PDF = Signature("pdf", "a PDF", "application/pdf")
XML = Signature("xml", "an XML file", "application/xml")
HTML = Signature("html", "a web page", "text/html")
SVG = Signature("svg", "a drawing (SVG)", "image/svg+xml")
JSON = Signature("json", "a JSON data file", "application/json")
RTF = Signature("rtf", "a rich text document", "application/rtf")
JPEG = Signature("jpeg", "a photograph (JPEG)", "image/jpeg")
PNG = Signature("png", "a picture (PNG)", "image/png")
GIF = Signature("gif", "a picture (GIF)", "image/gif")
TEXT = Signature("text", "plain text", "text/plain")
BINARY = Signature("binary", "not a kind of file we know", "application/octet-stream")
EMPTY = Signature("empty", "an empty file", "application/x-empty")

_STARTS: tuple[tuple[bytes, Signature], ...] = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PK\x07\x08", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", Signature("bmp", "a picture (bitmap)", "image/bmp")),
    (b"II*\x00", Signature("tiff", "a scanned picture (TIFF)", "image/tiff")),
    (b"MM\x00*", Signature("tiff", "a scanned picture (TIFF)", "image/tiff")),
    (b"\x1f\x8b", Signature("gzip", "a compressed file (gzip)", "application/gzip")),
    (b"BZh", Signature("bzip2", "a compressed file (bzip2)", "application/x-bzip2")),
    (b"\xfd7zXZ\x00", Signature("xz", "a compressed file (xz)", "application/x-xz")),
    (b"7z\xbc\xaf\x27\x1c", Signature("7z", "a compressed archive (7-Zip)", "application/x-7z-compressed")),
    (b"Rar!\x1a\x07", Signature("rar", "a compressed archive (RAR)", "application/vnd.rar")),
    (b"MZ", Signature("exe", "a Windows program", "application/vnd.microsoft.portable-executable")),
    (b"\x7fELF", Signature("elf", "a program", "application/x-executable")),
    (b"\xca\xfe\xba\xbe", Signature("macho", "a program", "application/x-mach-binary")),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Signature("lnk", "a Windows shortcut", "application/x-ms-shortcut")),
    (b"SQLite format 3\x00", Signature("sqlite", "a database file", "application/vnd.sqlite3")),
    (b"PAR1", Signature("parquet", "a data file (Parquet)", "application/vnd.apache.parquet")),
    (b"OggS", Signature("ogg", "a recording", "audio/ogg")),
    (b"ID3", Signature("mp3", "a recording (MP3)", "audio/mpeg")),
    (b"\x00\x01\x00\x00Standard ACE DB", Signature("access", "an Access database", "application/x-msaccess")),
    (b"\x00\x01\x00\x00Standard Jet DB", Signature("access", "an Access database", "application/x-msaccess")),
)

_ISO_MEDIA = {
    b"heic": Signature("heic", "a photograph (HEIC)", "image/heic"),
    b"heix": Signature("heic", "a photograph (HEIC)", "image/heic"),
    b"mif1": Signature("heic", "a photograph (HEIC)", "image/heic"),
    b"avif": Signature("avif", "a picture (AVIF)", "image/avif"),
}
_VIDEO = Signature("video", "a video", "video/mp4")
_WEBP = Signature("webp", "a picture (WebP)", "image/webp")
_WAV = Signature("wav", "a recording (WAV)", "audio/wav")

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe", b"\xfe\xff")
_HTML_START = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|script|meta|style)\b", re.I | re.S
)
_SVG_START = re.compile(rb"<svg[\s>]", re.I)
_XML_START = re.compile(rb"\s*<(?:\?xml|[A-Za-z_!])")
_JSON_START = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d])")
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0c\x1a\x1b")


def signature_of(head: bytes) -> Signature:
    """What a file beginning with `head` is.

    `head` is the file's first 4,096 bytes, or all of it. Text in any encoding is `TEXT` unless it
    reads as XML, HTML, SVG, JSON; what is neither known nor text is `BINARY`.
    """
    if not head:
        return EMPTY
    for start, signature in _STARTS:
        if head.startswith(start) and not (len(start) == 2 and looks_like_text(head)):
            return signature
    if head[4:8] == b"ftyp":
        return _ISO_MEDIA.get(head[8:12], _VIDEO)
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE"):
        return _WEBP if head[8:12] == b"WEBP" else _WAV
    if not looks_like_text(head):
        return BINARY
    return _text_signature(_as_ascii(head))


def looks_like_text(head: bytes) -> bool:
    """Whether these first bytes can be text: a byte order mark, UTF-16 by its zeros, or hardly a control character."""
    if head.startswith(_BOMS):
        return True
    sample = head[:HEAD_BYTES]
    if utf16_order(sample):
        return True
    controls = sum(1 for byte in sample if byte < 32 and byte not in _TEXT_CONTROLS)
    return controls * 50 <= len(sample)


def utf16_order(sample: bytes) -> str | None:
    """The UTF-16 byte order that a sample without byte order mark shows by its zeros, or None."""
    if len(sample) < 4:
        return None
    pairs = len(sample) // 2
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd * 10 >= pairs * 7 and even * 20 <= pairs:
        return "utf-16-le"
    if even * 10 >= pairs * 7 and odd * 20 <= pairs:
        return "utf-16-be"
    return None


def _as_ascii(head: bytes) -> bytes:
    for mark in _BOMS:
        if head.startswith(mark):
            head = head[len(mark) :]
            break
    return head.replace(b"\x00", b"")


def _text_signature(text: bytes) -> Signature:
    if _HTML_START.match(text):
        return HTML
    if _XML_START.match(text):
        return SVG if _SVG_START.search(text) else XML
    if _JSON_START.match(text):
        return JSON
    return TEXT
