"""A browser without one, for the tests of pages: somebody signed in, and what a page says."""

from __future__ import annotations

from typing import Any

from django.test import Client

from almoner.people.models import Person
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
