"""What each address is about, gathered from the `tests/objects.py` of every app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from almoner.people.models import Organisation, Person
from tests.sweeps.routes import Route

Maker = Callable[[Organisation, Person, datetime], list[dict[str, Any]]]

#: Addresses with arguments that are open to anybody, each with why that is no hole.
OPEN = {
    "clauses:source_detail": "clauses are published",
    "clauses:clause_detail": "clauses are published",
    "casework:procedure": "procedures are published",
    "casework:answer": "opened by a secret link, tested where it is made",
    "invitation": "opened by a secret link that works once, tested where it is made",
    "notices:calendar_feed": "opened by a secret link, tested where it is made",
    "notices:outbox_mail": "the demonstration’s outbox, absent in production",
    "record:one_head": "heads of the record are published",
    "register:entry": "the register is published; suppression is tested where it is made",
    "register-api:entry": "the register is published; suppression is tested where it is made",
    "operations:readyz_of": "health of the platform’s parts",
    "style-trouble": "pages of trouble, for looking at",
    "style-page": "components, for looking at",
    "demo_become": "the demonstration, absent in production",
    "openid_connect_login": "begins a sign-in by a work account",
    "openid_connect_callback": "ends a sign-in by a work account",
    "account_reset_password_from_key": "opened by a secret link, tested with sign-in",
}

#: Addresses about the register, which is one for all: whether somebody may open them is a matter of role alone.
ONE_FOR_ALL = {
    "register:import": "an extract of the register, for its officers",
    "register:office_entry": "an entry as the register’s officers see it",
    "register:amend": "a change to an entry, by the register’s officers",
}

#: Addresses of which there is nothing yet that they could be about, each with why.
NOTHING_YET = {
    "casework:ask": "no procedure in use asks anything of anybody outside",
    "casework:request": "no procedure in use asks anything of anybody outside",
    "casework:pause": "no procedure in use has a clock that pauses",
}


def makers() -> dict[str, Maker]:
    """For each address with arguments, how to make what it is about."""
    found: dict[str, Maker] = {}
    for app in settings.INSTALLED_APPS:
        module = f"{app}.tests.objects"
        if app.startswith("almoner.") and find_spec(f"{app}.tests") and find_spec(module):
            found |= import_module(module).OBJECTS
    return found


def never_existed(route: Route, arguments: dict[str, Any]) -> str:
    """The address of the same kind of thing that was never there."""
    from uuid import UUID

    def absent(value: Any) -> Any:
        if isinstance(value, UUID):
            return uuid4()
        return 2_000_000_000 if isinstance(value, int) else value

    return reverse(route.name, kwargs={name: absent(value) for name, value in arguments.items()})


def undeclared(routes: list[Route], known: dict[str, Maker]) -> list[str]:
    """What is wrong with how addresses are declared: each that says nothing, or that no sweep could probe."""
    found = []
    for route in routes:
        if route.access is None and not route.closed:
            found.append(f"{route}: its view does not say who may open it")
        if not route.arguments or route.closed or route.access is None:
            continue
        if route.name in known or route.name in NOTHING_YET or route.name in ONE_FOR_ALL:
            continue
        if route.access.public and route.name not in OPEN:
            found.append(f"{route}: open to anybody with arguments; say why in OPEN, or how to make what it is about")
        if not route.access.public:
            found.append(f"{route}: nobody says how to make what it is about; add it to tests/objects.py of its app")
    return found
