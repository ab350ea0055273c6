"""What the addresses of documents are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from almoner.documents.tests.factories import a_clean_document, a_document
from almoner.people.models import Organisation, Person


def documents(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A document that has been looked at, and one that waits."""
    clean = a_clean_document(by, organisation.id, now, name="canary.pdf")
    waiting = a_document(by, organisation.id, now, name="waiting canary.pdf")
    return [{"document_id": clean.id}, {"document_id": waiting.id}]


OBJECTS = {
    "documents:document_detail": documents,
    "documents:document_file": documents,
    "documents:document_withdraw": documents,
}
