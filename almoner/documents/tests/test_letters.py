"""Letters and bundles: readable by everybody, checkable by anybody, the same today and tomorrow."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from almoner.documents.letters import (
    Bundle,
    Heading,
    Item,
    Letter,
    Paragraph,
    Points,
    Sealed,
    Sender,
    Table,
    Unbindable,
    article,
    bind,
    page,
    pdf,
)
from almoner.documents.tests.crafted import png

THE_DAY = dt.date(2026, 11, 23)
ROOT = "4f3a9c01" * 8


def a_letter(**more: object) -> Letter:
    values: dict[str, object] = {
        "title": "Decision on your application to restore your name",
        "reference": "RES-2026-00042",
        "date": THE_DAY,
        "sender": Sender("Northshire Council", ("County Hall", "Northtown NT1 2AB"), "social.work@northshire.example"),
        "to": ("Zoë O'Brien-Núñez", "12 Long Lane", "Leeds LS1 1AA"),
        "greeting": "Dear Zoë O'Brien-Núñez",
        "body": (
            Paragraph("We have decided to restore your name from 1 December 2026."),
            Heading("Why"),
            Points(("You met the requirement.", "You paid the fee.")),
            Table("What you told us", ("Item", "Date"), (("CPD", "1 May 2026"), ("Practice <b>", "2 June 2026"))),
        ),
        "signed_by": "Ann Example",
        "signed_as": "Head of registration",
        "enclosures": ("Standards",),
        "sealed": Sealed(1233, 5678, ROOT),
    }
    return Letter(**(values | more))  # type: ignore[arg-type]


def catalogue(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def structure(reader: PdfReader) -> list[str]:
    """The kinds of the structure elements of a tagged PDF, in reading order."""
    found: list[str] = []

    def walk(element: object) -> None:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, dict):
            if "/S" in element:
                found.append(str(element["/S"]))
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(catalogue(reader)["/StructTreeRoot"])
    return found


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_letter_is_tagged_titled_and_says_its_language() -> None:
    reader = PdfReader(io.BytesIO(pdf(a_letter())))
    root = catalogue(reader)
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == "Decision on your application to restore your name"
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"']+1", xmp)
    assert re.search(r"pdfaid:part[>=\"']+2", xmp)
    kinds = structure(reader)
    for kind in ("/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD"):
        assert kind in kinds, kind


def test_the_page_says_what_the_letter_says() -> None:
    letter = a_letter()
    told = words(html.unescape(re.sub(r"<[^>]+>", " ", article(letter))))
    printed = words(" ".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf(letter))).pages))
    for said in (
        letter.title,
        letter.reference,
        "23 November 2026",
        "Zoë O'Brien-Núñez",
        "You paid the fee.",
        "Practice <b>",
        "Head of registration",
        "How to check this letter",
        "entry 1,233 of a record that held 5,678 entries",
    ):
        assert said in told, said
        assert words(said).replace("'", "") in printed.replace("’", "").replace("'", ""), said


def test_the_page_escapes_what_it_was_given_and_needs_nothing_from_outside() -> None:
    kept = page(a_letter(title="<script>alert(1)</script>"))
    assert "<script" not in kept
    assert "Practice &lt;b&gt;" in kept
    assert '<html lang="en-GB">' in kept
    assert "http" not in kept


def test_nothing_in_a_letter_is_read_as_the_typesetters_own_words() -> None:
    text = '#panic("x") = Not a heading *bold* $x$ @ref #read("/etc/passwd") \\ //'
    printed = PdfReader(io.BytesIO(pdf(a_letter(body=(Paragraph(text),), title=text)))).pages[0].extract_text()
    assert "#panic" in printed
    assert "*bold*" in printed
    assert "root:" not in printed


def test_the_foot_of_every_page_has_its_number_and_the_records_head() -> None:
    long = tuple(Paragraph(f"Paragraph {n}. " + "Words that take up room on the page. " * 12) for n in range(30))
    reader = PdfReader(io.BytesIO(pdf(a_letter(body=long))))
    count = len(reader.pages)
    assert count > 3
    for number, each in enumerate(reader.pages, start=1):
        text = words(each.extract_text())
        assert f"Page {number} of {count}" in text
        assert ROOT in text
        assert "RES-2026-00042" in text


def test_the_same_letter_is_the_same_bytes() -> None:
    assert pdf(a_letter()) == pdf(a_letter())


def test_a_letter_without_a_seal_claims_none() -> None:
    letter = a_letter(sealed=None)
    assert "How to check" not in article(letter)
    assert "Record entry" not in PdfReader(io.BytesIO(pdf(letter))).pages[0].extract_text()


def test_a_table_with_a_short_row_is_not_written() -> None:
    with pytest.raises(ValueError, match="as long as"):
        Table("x", ("a", "b"), (("1",),))


def a_bundle(*items: Item) -> Bundle:
    return Bundle("Hearing bundle", "FTP-7", "Northshire Council", THE_DAY, items, Sealed(1, 2, ROOT))


def a_paper(title: str, paragraphs: int = 1) -> Item:
    body = tuple(Paragraph(f"{title} {n}. " + "Words that take up room. " * 40) for n in range(paragraphs))
    return Item(title, pdf(a_letter(title=title, body=body)), "application/pdf", THE_DAY)


def test_a_bundle_has_an_index_and_a_number_on_every_page() -> None:
    bound = bind(a_bundle(a_paper("Referral", 12), a_paper("Answer"), Item("Photograph", png(), "image/png")))
    reader = PdfReader(io.BytesIO(bound.pdf))
    texts = [words(each.extract_text()) for each in reader.pages]
    index, papers = texts[0], texts[1:]
    assert "Index page i" in index
    assert bound.pages == len(papers)
    for number, text in enumerate(papers, start=1):
        assert f"Bundle page {number}" in text
    for title, first in zip(("Referral", "Answer", "Photograph"), bound.first_pages, strict=True):
        assert re.search(rf"{title}.*? {first}\b", index)
        assert title in papers[first - 1]
    assert bool(catalogue(reader)["/MarkInfo"]["/Marked"])
    assert catalogue(reader)["/Lang"] == "en-GB"
    links = reader.pages[0].get("/Annots", [])
    assert len(links) >= 3


def test_each_page_in_a_bundle_has_its_text_as_its_alternative() -> None:
    bound = bind(a_bundle(a_paper("Referral")))
    assert "Page 1 of Referral: " in _alternatives(PdfReader(io.BytesIO(bound.pdf)))
    assert "Words that take up room" in _alternatives(PdfReader(io.BytesIO(bound.pdf)))


def _alternatives(reader: PdfReader) -> str:
    found: list[str] = []

    def walk(element: object) -> None:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, dict):
            if "/Alt" in element:
                found.append(str(element["/Alt"]))
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(catalogue(reader)["/StructTreeRoot"])
    return " | ".join(found)


def test_a_document_added_later_changes_no_number_already_used() -> None:
    papers = [a_paper("Referral", 8), a_paper("Answer", 3)]
    before = bind(a_bundle(*papers))
    after = bind(a_bundle(*papers, *(a_paper(f"Later paper {n}") for n in range(40))))
    assert after.first_pages[: len(papers)] == before.first_pages
    assert "Index page ii" in PdfReader(io.BytesIO(after.pdf)).pages[1].extract_text()


def test_a_file_that_cannot_be_shown_is_named_with_its_fingerprint() -> None:
    item = Item("Rota", b"PK\x03\x04", "application/vnd.oasis.opendocument.spreadsheet", name="rota.ods")
    text = words(PdfReader(io.BytesIO(bind(a_bundle(item)).pdf)).pages[1].extract_text())
    assert "rota.ods (4 bytes)" in text
    assert hashlib.sha256(b"PK\x03\x04").hexdigest() in text.replace(" ", "")


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", pdf(a_letter())[:2000], b""])
def test_a_damaged_document_is_named_and_nothing_is_bound(content: bytes) -> None:
    with pytest.raises(Unbindable) as refused:
        bind(a_bundle(a_paper("Referral"), Item("Broken", content, "application/pdf")))
    assert refused.value.title == "Broken"
    assert refused.value.what_to_do


def test_a_bundle_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        bind(a_bundle())
