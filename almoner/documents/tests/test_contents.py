"""What is taken in, by content alone."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.documents.contents import EVIDENCE_FILES, LIST_FILES, Accepts, Content, examine
from almoner.documents.rules import NotAccepted, safe_name
from almoner.documents.tests.crafted import ods, ods_row, packed, patched, xlsx
from almoner.documents.tests.factories import PDF
from almoner.documents.tests.hostile import BOMBS, FAULTS

DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
TEMPLATE = (
    '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" Target="http://evil/x.dotm" '
    'TargetMode="External"/></Relationships>'
)
LINK = TEMPLATE.replace("attachedTemplate", "hyperlink")


def content(data: bytes, name: str = "file", accepts: Accepts = EVIDENCE_FILES) -> Content:
    return examine(io.BytesIO(data), name, accepts)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "letter.txt", Content.PDF),
        (packed(DOCX), "letter.pdf", Content.DOCX),
        (xlsx(), "a", Content.XLSX),
        (ods(ods_row("a")), "a", Content.ODS),
        (b"Name,Town\r\n", "a.CSV", Content.CSV),
        (b"Dear Ann,\r\n", "note.txt", Content.TXT),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "list.csv", Content.JPEG),
        (packed(DOCX | {"word/_rels/document.xml.rels": LINK}), "with a link.docx", Content.DOCX),
    ],
)
def test_a_kind_is_known_by_its_content_whatever_it_is_called(data: bytes, name: str, kind: Content) -> None:
    assert content(data, name) is kind


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "Windows program"),
        (b"<html><script>alert(1)</script></html>", "web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "drawing"),
        (packed(DOCX | {"word/vbaProject.bin": b"x"}), "macros"),
        (packed(DOCX | {"word/activeX/activeX1.xml": b"x"}), "macros"),
        (packed(DOCX | {"word/_rels/settings.xml.rels": TEMPLATE}), "from elsewhere"),
        (packed({"a.exe": b"MZ"}), "zip archive"),
        (patched(xlsx(), "xl/workbook.xml", flag=1), "password"),
        (PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "password"),
        (PDF.replace(b"/Root", b"/OpenAction<</S/JavaScript/JS(x)>>/Root"), "programs"),
        (PDF.replace(b"/Root", b"/OpenAction<</S/J#61v#61Script/J#53(x)>>/Root"), "programs"),
        (PDF.replace(b"/Root", b"/#45ncrypt 5 0 R/Root"), "password"),
        (PDF.replace(b"/Root", b"/Names<</EmbeddedFiles 4 0 R>>/Root"), "other files inside"),
        (xlsx()[:-30], "cut off"),
    ],
)
def test_what_is_not_taken_in_is_said_with_what_to_do(data: bytes, because: str) -> None:
    with pytest.raises(NotAccepted) as refused:
        content(data)
    assert because in refused.value.because
    assert refused.value.what_to_do.endswith(".")


@pytest.mark.parametrize("hostile", [each for each in BOMBS + FAULTS if each.make()[:2] == b"PK"], ids=lambda e: e.name)
def test_no_hostile_archive_is_taken_for_more_than_it_is(hostile: object) -> None:
    """Whatever passes here is small once unpacked; what is inside is for the limited child and the scanner."""
    data = hostile.make()  # type: ignore[attr-defined]
    try:
        kind = content(data)
    except NotAccepted:
        return
    assert kind in (Content.XLSX, Content.ODS, Content.DOCX)
    assert len(data) < 2 << 20


def test_a_file_over_the_limit_is_told_its_size() -> None:
    with pytest.raises(NotAccepted, match="at most 25 MB"):
        content(PDF + b" " * (26 << 20))


def test_a_list_may_be_what_evidence_may_not() -> None:
    assert content(b"<Message/>", accepts=LIST_FILES) is Content.XML
    with pytest.raises(NotAccepted, match="PDF"):
        content(PDF, accepts=LIST_FILES)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("statement.pdf", "statement.pdf"),
        ("C:\\Users\\ann\\statement.PDF", "statement.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.exe.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("con.pdf", "document con.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('a";b.pdf', "a ;b.pdf"),
        ("Zoë’s \u0301statement.pdf", "Zoë’s \u0301statement.pdf"),
    ],
)
def test_a_file_name_is_made_safe_and_keeps_its_words(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe


@given(st.text())
def test_no_name_can_steer_a_path_a_header_or_the_reading_direction(name: str) -> None:
    safe = safe_name(name, "pdf")
    assert safe.endswith(".pdf")
    assert 5 <= len(safe) <= 125
    assert not set(safe) & set('/\\"<>|:*?%\r\n\0\u202e\u200b')
    assert not safe.startswith(".")
    assert safe_name(safe, "pdf") == safe
