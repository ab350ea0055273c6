"""Every read of documents that a page or another context needs."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from almoner.documents import access
from almoner.documents.models import Document
from almoner.documents.rules import TO_BE_SCANNED, may_be_served
from almoner.documents.settings import store, without_scanner
from almoner.documents.storage import Missing
from almoner.people.models import Person


def documents_visible_to(person: Person, on: date) -> QuerySet[Document]:
    """The documents that the person may see on a day, newest first."""
    return access.visible_to(person, on).select_related("organisation", "received_by").order_by("-received_at", "id")


def documents_about(person: Person, about: str, on: date) -> QuerySet[Document]:
    """The documents of one matter ("<app>.<model>:<id>") that the person may see, newest first."""
    return documents_visible_to(person, on).filter(about=about)


def sent_since(person: Person, since: datetime) -> tuple[int, int]:
    """How many files the person sent from `since` on, and how many bytes together; refused ones count as well."""
    sent = Document.objects.filter(received_by=person, received_at__gte=since)
    found = sent.aggregate(files=Count("pk"), bytes=Coalesce(Sum("size"), 0))
    return found["files"], found["bytes"]


def is_served(document: Document) -> bool:
    """Whether its content is handed out as things stand: clean, or let through by the operator's stated policy."""
    return may_be_served(document.standing, without_scanner())


def content_of(document: Document) -> IO[bytes]:
    """The document's content, open for reading from its start; the caller closes it.

    For the platform's own readers, whatever the state: a staff list is read in its limited child
    before any scanner has looked. Raises `Missing` where the content was deleted or is lost.
    """
    return store().open(document.key)


@contextlib.contextmanager
def copied(document: Document) -> Iterator[Path]:
    """The document's content as a file of its own, for a reader that wants a path; gone afterwards.

    For the platform's own readers, and raises `Missing`, as `content_of`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy"
        with content_of(document) as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        yield path


def to_be_scanned(now: datetime, *, most: int = 200, untouched: timedelta = timedelta(minutes=2)) -> list[UUID]:
    """Documents still quarantined or waiting whose last try is a while ago, oldest first."""
    found = Document.objects.filter(state__in=TO_BE_SCANNED, received_at__lte=now - untouched)
    return list(found.order_by("received_at").values_list("id", flat=True)[:most])


__all__ = ["Missing", "content_of", "copied", "documents_about", "documents_visible_to", "is_served", "to_be_scanned"]
