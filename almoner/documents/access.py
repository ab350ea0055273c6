"""Who may see a document: the people of the organisations it is shared with who may see documents there."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from almoner.documents.models import Document
from almoner.people.models import Person
from almoner.people.queries import holds, kept_from, organisations_where
from almoner.people.rules import Permission


def visible_to(person: Person, on: date) -> QuerySet[Document]:
    """The documents that the person may see on a day, those of matters they are kept from left out."""
    organisations = organisations_where(person, Permission.SEE_DOCUMENTS, on)
    kept = kept_from(person)
    return Document.objects.filter(visible_to__overlap=sorted(organisations)).exclude(about__in=sorted(kept))


def can_withdraw(person: Person, document: Document, on: date) -> bool:
    """Whether the person may withdraw the document: who may upload in the organisation that holds it."""
    return holds(person, Permission.UPLOAD_DOCUMENTS, document.organisation_id, on)
