"""Every address of the product, read from the URL conf: what a sweep goes through, so that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from almoner.people.web.middleware import NOT_OURS
from almoner.people.web.pages import Access, access_of
from almoner.people.web.sign_in.doors import DOORS


@dataclass(frozen=True)
class Route:
    """One address: its pattern as written, its name with its namespaces, its view, and the arguments in it."""

    pattern: str
    name: str
    view: Any
    arguments: frozenset[str]

    @property
    def package(self) -> str:
        """The package that the view comes from."""
        return str(getattr(self.view, "__module__", "")).split(".")[0]

    @property
    def access(self) -> Access | None:
        """Who may open it: as its view declares, or as the list of doors has it for the sign-in library."""
        if self.package == "allauth":
            return DOORS.get(self.name)
        return access_of(self.view) or NOT_OURS.get(str(getattr(self.view, "__module__", "")))

    @property
    def closed(self) -> bool:
        """Whether it is a page of the sign-in library that the list of doors leaves out, and so does not exist."""
        return self.package == "allauth" and self.name not in DOORS

    def __str__(self) -> str:
        return self.name or self.pattern


def routes() -> list[Route]:
    """Every route, once, in the order of the URL conf."""
    return list(_walk(get_resolver(), "", (), frozenset()))


def _walk(
    resolver: URLResolver, prefix: str, namespaces: tuple[str, ...], arguments: frozenset[str]
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        named = arguments | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, pattern, inner, named)
        elif isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name or ""))
            yield Route(pattern, name, entry.callback, named)
