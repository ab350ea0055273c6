"""Documents for tests."""

from __future__ import annotations

import io
from datetime import datetime

from almoner.documents import actions
from almoner.documents.models import Document
from almoner.documents.rules import Finding, Verdict
from almoner.people.models import Person
from almoner.record.rules import SystemActor

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TESTER = SystemActor("test:documents")


class Says:
    """A scanner that says what it is told to."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.asked = 0

    def scan(self, file: object) -> Verdict:
        self.asked += 1
        return self.verdict


FOUND_NOTHING = Says(Verdict(Finding.NOTHING, "stream: OK", "ClamAV 1.4.6/27800"))


def a_document(
    by: Person,
    organisation_id: int,
    now: datetime,
    *,
    content: bytes = PDF,
    name: str = "statement.pdf",
    about: str = "",
) -> Document:
    """A document just received, in quarantine."""
    return actions.receive(
        file=io.BytesIO(content), name=name, organisation_id=organisation_id, by=by, now=now, about=about
    )


def a_clean_document(by: Person, organisation_id: int, now: datetime, **more: object) -> Document:
    """A document that a scanner has looked at."""
    document = a_document(by, organisation_id, now, **more)  # type: ignore[arg-type]
    return actions.scan(document_id=document.id, by=TESTER, now=now, scanner=FOUND_NOTHING)
