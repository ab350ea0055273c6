"""The confined process that binds a bundle: it counts and reads the pages of strangers' PDFs, and sets them."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from almoner.documents.confinement import confine
from almoner.documents.letters.typesetting import FONTS

_MEMORY_BYTES = 3 << 30
_CPU_SECONDS = 150
_WRITTEN_BYTES = 1 << 29
_MOST_PAGES = 3_000
_MOST_TEXT = 6_000


class _Fault(Exception):
    pass


def main() -> None:
    """Bind the bundle in the folder named last on the command line; answer.json says how it went."""
    folder = Path(sys.argv[-1])
    confine(memory_bytes=_MEMORY_BYTES, cpu_seconds=_CPU_SECONDS, file_bytes=_WRITTEN_BYTES, files=64, threads=True)
    order = json.loads((folder / "order.json").read_text())
    title = ""
    try:
        at, first_pages = 1, []
        for item in order["items"]:
            title = item["title"]
            item["pages"] = _pages(folder, item)
            item["first"] = at
            first_pages.append(at)
            at += len(item["pages"])
            if at > _MOST_PAGES:
                raise _Fault(f"The bundle would have more than {_MOST_PAGES:,} pages.")
        title = ""
        _typeset(folder, order)
        _say(folder, {"first_pages": first_pages, "pages": at - 1})
    except _Fault as fault:
        _say(
            folder,
            {"title": title, "because": str(fault), "what_to_do": "Replace it by another copy, or leave it out."},
        )
    os._exit(0)


def _pages(folder: Path, item: dict[str, Any]) -> list[str]:
    """The text of each page, which is its alternative in the bundle; one page for what is no PDF."""
    if item["kind"] == "empty":
        return [""] * item["empty_pages"]
    if item["kind"] != "pdf":
        return [""]
    try:
        reader = PdfReader(io.BytesIO((folder / item["file"]).read_bytes()))
        if reader.is_encrypted:
            raise _Fault("It is protected by a password, so its pages cannot be shown.")
        texts = [_text(page) for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise _Fault("It is damaged, so its pages cannot be shown.") from error
    if not texts:
        raise _Fault("It has no pages.")
    return texts


def _text(page: Any) -> str:
    """Text is a help to those who cannot see the page; a page whose text cannot be taken out is still shown."""
    try:
        return " ".join(str(page.extract_text()).split())[:_MOST_TEXT]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return ""


def _typeset(folder: Path, order: dict[str, Any]) -> None:
    (folder / "data.json").write_text(json.dumps(order))
    year, month, day = order["on"]
    try:
        made = typst.compile(
            str(folder / "bundle.typ"),
            root=str(folder),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            timestamp=int(dt.datetime(year, month, day, 12, tzinfo=dt.UTC).timestamp()),
        )
    except (RuntimeError, typst.TypstError) as error:
        raise _Fault("One of the documents has pages that cannot be shown.") from error
    (folder / "bundle.pdf").write_bytes(made)


def _say(folder: Path, answer: dict[str, Any]) -> None:
    (folder / "answer.json").write_text(json.dumps(answer))
