"""The ways from a case to its letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from almoner.fitness.models import Letter
from almoner.fitness.queries.letters import letters_of
from almoner.fitness.rules.letters import Addressee
from almoner.fitness.wording.letters import letter_named
from almoner.people.models import Person


def ways(case_id: UUID, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """Each letter about a case in words, with its address: to be put into the `related` of its page."""
    return [(_words(one), reverse("fitness:letter", args=[one.pk])) for one in letters_of(case_id, person, on)]


def _words(letter: Letter) -> str:
    title = letter_named(letter.kind).title
    return f"Letter to {Addressee(letter.addressee).words}: {title[:1].lower()}{title[1:]}"
