"""Reads for whoever raises a concern."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from almoner.fitness.models import Concern, Evidence, SentFile, UnsentConcern
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.raising import KEPT_FOR
from almoner.procedure.actions import id_to_be
from almoner.register import queries as register
from almoner.register.rules import number as numbers
from almoner.scope.context import system


def unsent_by_code(code: str, now: datetime) -> UnsentConcern | None:
    """What was answered so far under a code; None for any other code, and for one whose time has run out."""
    with system("an unsent concern by its code"):
        return UnsentConcern.objects.filter(code_hash=code_hash(code), saved_at__gt=now - KEPT_FOR).first()


def raised_by_code(code: str) -> Concern | None:
    """The concern that was sent under a code; None for any other code."""
    with system("a concern by the code of whoever raised it"):
        return Concern.objects.filter(raiser__code_hash=code_hash(code)).first()


def code_hash(code: str) -> str:
    """What is kept of a code: enough to know it again, not enough to make it."""
    return hashlib.sha256(f"concern:{code}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Published:
    """Somebody whom the public register shows, as whoever raises a concern chooses them."""

    entry_id: int
    number: str
    name: str
    town: str


def on_the_register(text: str, on: date) -> list[Published]:
    """The first ten whom the register's public search finds for what was typed."""
    found = register.search(text).ids[:10]
    entries = register.facts_for(found, on)
    return [_published(entries[each]) for each in found if each in entries]


def published_as(number: str, on: date) -> Published | None:
    """The person whom the public register shows under a number; None when it shows nobody."""
    return next((found for found in on_the_register(number, on) if found.number == number), None)


def published_under(typed: str, on: date) -> Published | None:
    """Whom the public register shows under a number, however it was typed."""
    number = numbers.parse(typed)
    return published_as(numbers.shown(number), on) if number else None


def _published(entry: register.EntryOn) -> Published:
    return Published(entry.entry_id, entry.shown_number, entry.name.full, entry.town)


def concern_to_be(unsent: UnsentConcern) -> UUID:
    """The id that the concern will have once it is sent, so that its files can already name it."""
    return id_to_be(CONCERN, f"public:{unsent.pk}")


def files_sent(concern_id: UUID) -> list[SentFile]:
    """The files that were sent with a concern and not taken back, the first first."""
    with system("the files sent with a concern"):
        found = SentFile.objects.filter(concern_id=concern_id, taken_back_at__isnull=True).select_related("document")
        return list(found.order_by("sent_at", "pk"))


def files_to_index(concern: Concern) -> list[SentFile]:
    """The files that whoever raised a concern sent with it and that are not in the bundle yet, the first first."""
    indexed = Evidence.objects.filter(concern=concern).values("document_id")
    found = SentFile.objects.filter(concern_id=concern.pk, taken_back_at__isnull=True).exclude(document_id__in=indexed)
    return list(found.select_related("document").order_by("sent_at", "pk"))


def on_the_register_by_number(numbers: Collection[int], on: date) -> dict[int, tuple[int, str]]:
    """Number to (entry, name), of those whom the public register shows on the day. A few queries for all."""
    found = register.ids_of_numbers(numbers)
    entries = register.facts_for(list(found.values()), on)
    return {number: (entry, entries[entry].name.full) for number, entry in found.items() if entry in entries}
