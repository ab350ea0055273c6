"""A bundle: documents bound into one PDF under an index, each page with a number that stays.

The index has pages i, ii, …; the documents are numbered from 1 on, in the order given. So a document
added at the end, and an index that grows, change no number that somebody has already referred to.

What is bound was made by strangers, so counting, reading and setting their pages happens in a confined child.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from almoner.documents.letters.writing import Sealed, day_words

_ROOT = str(Path(__file__).resolve().parents[3])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from almoner.documents.letters.binding import main; main()"
_SECONDS = 180
_BOUND = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a bundle: its title in the index, its date, its content and media type, its file's name.

    One that was withdrawn since it was numbered has no content and so many `empty_pages`, so that what follows keeps
    its numbers.
    """

    title: str
    content: bytes
    media_type: str
    date: dt.date | None = None
    name: str = ""
    empty_pages: int = 0


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is to be bound, for whom and when."""

    title: str
    reference: str
    organisation: str
    made_on: dt.date
    items: Sequence[Item]
    sealed: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A bundle's PDF, the page each item begins on, and how many numbered pages there are."""

    pdf: bytes
    first_pages: tuple[int, ...]
    pages: int


class Unbindable(Exception):
    """A bundle that cannot be bound: which document is at fault, and what to do."""

    def __init__(self, title: str, because: str, what_to_do: str) -> None:
        super().__init__(f"{title}: {because} {what_to_do}" if title else f"{because} {what_to_do}")
        self.title = title
        self.because = because
        self.what_to_do = what_to_do


def bind(bundle: Bundle) -> Bound:
    """The bundle as one tagged PDF with an index that links to each document.

    PDFs, photographs and pictures are shown page by page, each with its text as its alternative; any
    other document has a page that says which file it is and its fingerprint. Raises `Unbindable` for
    a document that cannot be read, and `ValueError` for a bundle of nothing.
    """
    if not bundle.items:
        raise ValueError("a bundle holds at least one document")
    with tempfile.TemporaryDirectory(prefix="almoner-bundle-") as name:
        folder = Path(name)
        order = _order(bundle, folder)
        (folder / "order.json").write_text(json.dumps(order))
        (folder / "bundle.typ").write_text((Path(__file__).parent / "bundle.typ").read_text())
        _run(folder)
        answer = _answer(folder)
        if "because" in answer:
            raise Unbindable(answer["title"], answer["because"], answer["what_to_do"])
        return Bound((folder / "bundle.pdf").read_bytes(), tuple(answer["first_pages"]), answer["pages"])


def _order(bundle: Bundle, folder: Path) -> dict[str, Any]:
    items = []
    for number, item in enumerate(bundle.items):
        kind = "empty" if item.empty_pages else _BOUND.get(item.media_type, "")
        if kind and kind != "empty":
            (folder / f"item{number}.{kind}").write_bytes(item.content)
        items.append(
            {
                "title": item.title,
                "date": day_words(item.date) if item.date else "",
                "kind": kind,
                "empty_pages": item.empty_pages,
                "file": f"item{number}.{kind}",
                "name": item.name,
                "bytes": len(item.content),
                "sha256": hashlib.sha256(item.content).hexdigest(),
            }
        )
    return {
        "title": bundle.title,
        "reference": bundle.reference,
        "organisation": bundle.organisation,
        "date": day_words(bundle.made_on),
        "on": [bundle.made_on.year, bundle.made_on.month, bundle.made_on.day],
        "sealed": bundle.sealed.words.replace("This letter", "This bundle") if bundle.sealed else "",
        "items": items,
    }


def _run(folder: Path) -> None:
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, _ROOT, str(folder)]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"RUST_BACKTRACE": "0", "TMPDIR": str(folder)},
            timeout=_SECONDS,
            check=False,
        )


def _answer(folder: Path) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads((folder / "answer.json").read_text())
    except (OSError, ValueError):
        return {
            "title": "",
            "because": "The documents could not be bound: one of them is damaged, or together they are too large.",
            "what_to_do": "Bind fewer of them at a time to find which it is, and replace that one.",
        }
    return answer
