"""What each address is about, gathered from the `tests/objects.py` of every app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import zip_longest
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from almoner.people.models import Organisation, Person
from tests.sweeps.left_out import ONE_FOR_ALL, OPEN
from tests.sweeps.routes import Route

Maker = Callable[[Organisation, Person, datetime], list[dict[str, Any]]]


def makers() -> dict[str, Maker]:
    """For each address with arguments, how to make what it is about."""
    found: dict[str, tuple[Maker, ...]] = {}
    for app in settings.INSTALLED_APPS:
        module = f"{app}.tests.objects"
        if app.startswith("almoner.") and find_spec(f"{app}.tests") and find_spec(module):
            for name, maker in import_module(module).OBJECTS.items():
                found[name] = (*found.get(name, ()), maker)
    return {name: parts[0] if len(parts) == 1 else together(*parts) for name, parts in found.items()}


_parts: dict[Maker, int] = {}


@cache
def together(*parts: Maker) -> Maker:
    """One maker of what several apps have at one address, such as a case: the first of each, then the second."""

    def made(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
        things = [part(organisation, by, now) for part in parts]
        return [each for turn in zip_longest(*things) for each in turn if each is not None]

    made.__qualname__ = " and ".join(f"{part.__module__}.{part.__qualname__}" for part in parts)
    _parts[made] = len(parts)
    return made


def kinds_of(maker: Maker) -> int:
    """Of how many apps a maker makes things: so many of its first things are of different kinds."""
    return _parts.get(maker, 1)


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
        if route.name in known or route.name in ONE_FOR_ALL:
            continue
        if route.access.public and route.name not in OPEN:
            found.append(f"{route}: open to anybody with arguments; say why in OPEN, or how to make what it is about")
        if not route.access.public:
            found.append(f"{route}: nobody says how to make what it is about; add it to tests/objects.py of its app")
    return found
