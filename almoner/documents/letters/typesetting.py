"""A letter's PDF: tagged, PDF/UA-1 and PDF/A-2a, the same bytes for the same letter."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible
import typst

from almoner.documents.letters.writing import Block, Heading, Letter, Paragraph, Points, day_words

FOLDER = Path(__file__).resolve().parent
FONTS = Path(fontpkg_atkinson_hyperlegible.ROOT) / "files"


def pdf(letter: Letter) -> bytes:
    """The letter as a PDF that a screen reader can read and an archive can keep.

    typst refuses to write one that does not meet PDF/UA-1 and PDF/A-2a as far as it checks them.
    """
    return typeset(FOLDER / "letter.typ", _data(letter), on=letter.date)


def typeset(template: Path, data: Mapping[str, Any], *, on: dt.date) -> bytes:
    """The template filled with data. No font, file or address outside the template's folder is looked at."""
    made: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(dt.datetime(on.year, on.month, on.day, 12, tzinfo=dt.UTC).timestamp()),
    )
    return made


def _data(letter: Letter) -> dict[str, Any]:
    sender = letter.sender
    return {
        "title": letter.title,
        "reference": letter.reference,
        "date": day_words(letter.date),
        "year": letter.date.year,
        "month": letter.date.month,
        "day": letter.date.day,
        "organisation": sender.organisation,
        "sender": [line for line in (*sender.lines, sender.email, sender.telephone) if line],
        "to": list(letter.to),
        "greeting": letter.greeting,
        "body": [_block(block) for block in letter.body],
        "closing": letter.closing,
        "signed": [line for line in (letter.signed_by, letter.signed_as) if line],
        "enclosures": list(letter.enclosures),
        "sealed": letter.sealed.words if letter.sealed else "",
        "foot": (
            f"Record entry {letter.sealed.index} of {letter.sealed.size}, root {letter.sealed.root}"
            if letter.sealed
            else ""
        ),
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text}
    if isinstance(block, Points):
        return {"kind": "points", "items": list(block.items), "numbered": block.numbered}
    return {
        "kind": "table",
        "caption": block.caption,
        "columns": list(block.columns),
        "rows": [list(row) for row in block.rows],
    }
