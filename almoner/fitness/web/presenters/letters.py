"""The ways from a case to its letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from almoner.design.formats import format_date, initial_lower
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
    return f"Letter to {Addressee(letter.addressee).words}: {initial_lower(title)}"


def own_rows(letters: Sequence[Letter], address: Callable[[Letter], str]) -> list[dict[str, str]]:
    """Letters as their addressee finds them: what each is, its day, and the way to it by `address`."""
    return [
        {"title": letter_named(one.kind).title, "at": format_date(one.queued_at), "href": address(one)}
        for one in letters
    ]
