"""Who may see a document: the people of the organisations it is shared with who may see documents there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from almoner.documents.models import Document
from almoner.people.models import Person
from almoner.people.queries import holds, kept_from, organisations_where
from almoner.people.rules import Permission

#: The rows of a matter that somebody sees on a day.
Seen = Callable[[Person, date], QuerySet[Any]]
_matters: dict[str, Seen] = {}


def keep_within(matter: type[Model], seen: Seen) -> None:
    """Have the documents of a kind of matter seen by those alone who see the matter itself.

    Without it they are seen by whoever may see documents of the organisation. They are then withdrawn where the matter
    is dealt with, and not from the documents' own pages, since something may rest on them.
    """
    _matters[f"{matter._meta.label_lower}:"] = seen


def visible_to(person: Person, on: date) -> QuerySet[Document]:
    """The documents that the person may see on a day, those of matters they are kept from left out."""
    organisations = organisations_where(person, Permission.SEE_DOCUMENTS, on)
    kept = kept_from(person)
    found = Document.objects.filter(visible_to__overlap=sorted(organisations)).exclude(about__in=sorted(kept))
    for about, seen in _matters.items():
        matter = seen(person, on).order_by().filter(pk=OuterRef("case_id"))
        found = found.filter(~Q(about__startswith=about) | Exists(matter))
    return found


def can_withdraw(person: Person, document: Document, on: date) -> bool:
    """Whether the person may withdraw the document: who may upload in the organisation that holds it.

    Nobody may withdraw here what is withdrawn where its matter is dealt with.
    """
    if document.about.startswith(tuple(_matters)):
        return False
    return holds(person, Permission.UPLOAD_DOCUMENTS, document.organisation_id, on)
