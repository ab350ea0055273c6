from __future__ import annotations

from typing import Any

from django.urls import reverse

from almoner.design.formats import format_datetime
from almoner.documents.models import Document
from almoner.documents.rules import MOVES, State

TONES = {
    State.QUARANTINED: "note",
    State.WAITING: "warn",
    State.CLEAN: "good",
    State.NOT_SCANNED: "warn",
    State.REFUSED: "bad",
    State.WITHDRAWN: "quiet",
}
_KINDS = {
    "application/pdf": "PDF",
    "text/csv": "CSV",
    "text/plain": "Plain text",
    "application/xml": "XML",
    "image/jpeg": "JPEG photograph",
    "image/png": "PNG picture",
    "image/heic": "HEIC photograph",
}


def size_words(size: int) -> str:
    """A size as people say it: 740 bytes, 12 KB, 3.4 MB."""
    if size < 1024:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 1 << 20:
        return f"{size / 1024:.0f} KB"
    return f"{size / (1 << 20):.1f} MB"


def kind_words(document: Document) -> str:
    """The kind of file, in words."""
    ending = document.name.rpartition(".")[2].upper()
    return _KINDS.get(document.detected_type, f"{ending} document")


def row(document: Document) -> dict[str, Any]:
    """One line of a list of documents."""
    return {
        "name": document.name,
        "href": reverse("documents:document_detail", args=[document.id]),
        "kind": f"{kind_words(document)}, {size_words(document.size)}",
        "organisation": document.organisation.name,
        "received_at": document.received_at,
        "status": document.standing.words,
        "tone": TONES[document.standing],
    }


def detail(document: Document, *, served: bool, may_withdraw: bool) -> dict[str, Any]:
    """One document's page."""
    state = document.standing
    facts = [
        {"key": "Kind", "value": f"{kind_words(document)}, {size_words(document.size)}"},
        {"key": "Received", "value": format_datetime(document.received_at)},
        {"key": "Sent by", "value": document.received_by.name if document.received_by else "Almoner itself"},
        {"key": "Held by", "value": document.organisation.name},
    ]
    if document.scanned_at:
        facts.append(
            {
                "key": "Last tried" if state is State.WAITING else "Checked",
                "value": format_datetime(document.scanned_at),
            }
        )
    facts.append({"key": "Fingerprint (SHA-256)", "value": document.sha256})
    withdraw = may_withdraw and State.WITHDRAWN in MOVES[state]
    return {
        "document": document,
        "status": state.words,
        "tone": TONES[state],
        "meaning": _meaning(state, served),
        "reason": document.reason,
        "facts": facts,
        "download": reverse("documents:document_file", args=[document.id]) if served else "",
        "download_words": f"{kind_words(document)}, {size_words(document.size)}",
        "withdraw": reverse("documents:document_withdraw", args=[document.id]) if withdraw else "",
    }


def _meaning(state: State, served: bool) -> str:
    if state is State.NOT_SCANNED and not served:
        return "No virus scanner has looked at it, and documents are no longer handed on without one."
    return state.meaning
