"""What a context gives to the pages of its cases, beside the table that they run on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.forms import BaseForm

from almoner.people.models import Person
from almoner.procedure.rules import Procedure

Rows = Callable[[Any], Sequence[tuple[str, str]]]
Related = Callable[[Any, Person, date], Sequence[tuple[str, str]]]
Address = Callable[[Any], str]


@dataclass(frozen=True)
class Earlier:
    """What somebody else recorded of a case before it came here, under their own reference: (day, what) in words."""

    by: str
    reference: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """Forms of a context's own for some moves, and what its case page shows, each as (words, words).

    `pages` gives the address of a page of its own for a move that needs more to be seen than its form.

    `details` are facts in a line, `statement` what was said at length; `related` is what belongs with the case, of
    what that person may see on that day, as (words, address).
    """

    forms: Mapping[str, type[BaseForm]] = field(default_factory=dict)
    details: Rows = lambda case: ()
    statement: Rows = lambda case: ()
    related: Related = lambda case, person, on: ()
    pages: Mapping[str, Address] = field(default_factory=dict)
    earlier: Callable[[Any], Earlier | None] = lambda case: None


_shown: dict[str, Shown] = {}


def show(procedure: Procedure, shown: Shown) -> None:
    """Declare what the pages of the procedure's cases show; a form or page for what is no move stops the start."""
    if unknown := [name for name in (*shown.forms, *shown.pages) if procedure.move(name) is None]:
        raise ImproperlyConfigured(f"Procedure {procedure.name!r} has no move {', '.join(map(repr, unknown))}.")
    _shown[procedure.name] = shown


def shown_of(procedure: Procedure) -> Shown:
    """What was declared for it, or nothing beyond what every case page has."""
    return _shown.get(procedure.name, Shown())
