"""A browser without one, for the tests of pages: somebody signed in, and what a page says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from almoner.people.models import Person
from almoner.people.queries import remembering
from almoner.procedure.models import Docket
from almoner.procedure.queries import needs_me
from almoner.scope.clock import london_date
from almoner.scope.context import system


def signed_in(person: Person) -> Client:
    """A client in which the person is signed in, whole."""
    client = Client()
    with system("test"):
        client.force_login(person)
    return client


def text(response: Any) -> str:
    """What an answer says, each run of white space as one space."""
    return " ".join(response.content.decode().split())


def worklist_of(person: Person, now: datetime) -> list[Docket]:
    """The lines of a person's worklist, put together as for a page: what the person is gets asked once."""
    with system("test"), remembering():
        return list(needs_me(person, london_date(now)))


def on_worklist(person: Person, now: datetime) -> list[str]:
    """The procedures of the cases on a person's worklist."""
    return [line.procedure for line in worklist_of(person, now)]
