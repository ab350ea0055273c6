"""What the header, the navigation and the footer show. Apps contribute; design knows none of them.

An app registers in its `AppConfig.ready`:

    navigation.contribute(staff_links, order=20)              # (request) -> the links this person may follow
    navigation.contribute(links, place=Place.FOOTER)
    navigation.identify_with(identity_of)                     # (request) -> Identity | None, people does this
    navigation.announce(open_cases)                           # (request) -> what holds for this person while it lasts
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.http import HttpRequest


class Place(StrEnum):
    """Where a link stands."""

    PRIMARY = "primary"
    PUBLIC = "public"
    FOOTER = "footer"
    #: Figures at the top of the first page, each a link to what it counts.
    FIRST_PAGE = "first_page"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a navigation; `count` is shown beside it, `counted` says of what ("things need you").

    `about` says in a few words what lies behind it, where there is room.
    """

    text: str
    href: str
    count: int | None = None
    counted: str = "to deal with"
    active: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Hat:
    """One thing a person is, somewhere: chosen by posting `value` to the identity's `switch`."""

    role: str
    organisation: str
    value: str
    worn: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is signed in, as the header shows it."""

    name: str
    account: str
    sign_out: str
    hats: tuple[Hat, ...] = ()
    switch: str = ""

    @property
    def worn(self) -> Hat | None:
        """The hat that the person acts in now."""
        return next((hat for hat in self.hats if hat.worn), None)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that holds for this person while it lasts, said at the top of every page."""

    text: str
    href: str
    action: str


Announcer = Callable[[HttpRequest], Iterable[Announcement]]
Contributor = Callable[[HttpRequest], Iterable[Link]]
Identifier = Callable[[HttpRequest], Identity | None]

_contributors: dict[Place, list[tuple[int, Contributor]]] = {place: [] for place in Place}
_identifiers: list[Identifier] = []
_announcers: list[Announcer] = []


def contribute(links: Contributor, *, place: Place = Place.PRIMARY, order: int = 50) -> None:
    """Add an app's links to a place; low orders stand first. Registering the same function again changes nothing."""
    if all(links is not known for _, known in _contributors[place]):
        _contributors[place].append((order, links))
        _contributors[place].sort(key=lambda pair: pair[0])


def identify_with(identifier: Identifier) -> None:
    """Say who is signed in; the last to register answers."""
    _identifiers.append(identifier)


def announce(announcer: Announcer) -> None:
    """Have an app say, at the top of every page, what holds for this person now."""
    if announcer not in _announcers:
        _announcers.append(announcer)


def announcements(request: HttpRequest) -> list[Announcement]:
    """What holds for whoever asks."""
    return [one for announcer in _announcers for one in announcer(request)]


def links(request: HttpRequest, place: Place | str) -> list[Link]:
    """The links of a place for this request, the one that leads to this page marked."""
    found = [link for _, contributor in _contributors[Place(place)] for link in contributor(request)]
    here = max((link.href for link in found if _leads_to(link.href, request.path)), key=len, default=None)
    return [replace(link, active=link.href == here) for link in found]


def identity(request: HttpRequest) -> Identity | None:
    """Who is signed in, or None."""
    return _identifiers[-1](request) if _identifiers else None


def _leads_to(href: str, path: str) -> bool:
    folder = href.split("?")[0].rstrip("/")
    return path.rstrip("/") == folder or (bool(folder) and path.startswith(folder + "/"))
