"""Asking as somebody of a role, and what an answer gives away: shared by the sweeps that compare answers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.test import Client

from almoner.people.models import Organisation, Person
from almoner.people.rules import ROLES, OrganisationKind, Role, roles_with
from almoner.people.tests.factories import a_person, an_organisation
from almoner.scope.context import system
from tests.faults.wide import WIDE
from tests.sweeps.objects import Maker, kinds_of
from tests.sweeps.routes import Route

TODAY = date.today().toordinal()
COMMON, OTHER = ("get", "post"), ("head", "options", "put", "patch", "delete")
#: Of those that no page uses, the long run tries two each day, by turns; all with WIDE=1.
OTHER_IN_TURN = OTHER if WIDE else tuple(OTHER[(2 * TODAY + place) % len(OTHER)] for place in range(2))
MOVE = {"version": 1, "key": "probe"}
#: The roles that are given to somebody; the rest follow from where they stand in the line.
GIVEN = [role for role in Role if not ROLES[role].from_the_line]
#: One role of each kind, and those that see most: what the quick suite goes through.
ONE_OF_EACH_KIND = {
    Role.HR_OFFICER,
    Role.REGISTER_OFFICER,
    Role.ORGANISATION_ADMINISTRATOR,
    Role.PLATFORM_OPERATOR,
}
#: Whom the long run goes through: those, and of the rest another third each day; everybody with WIDE=1.
IN_TURN = [role for place, role in enumerate(GIVEN) if WIDE or role in ONE_OF_EACH_KIND or place % 3 == TODAY % 3]
VARIES = re.compile(
    rb'nonce-[\w+/=-]+|nonce="[^"]+"|(?:csrfmiddlewaretoken|name="key)" value="[^"]+"|"challenge": "[^"]+"'
)


@dataclass(frozen=True)
class Answer:
    """What an answer gives away: its status, headers and body, those parts masked that differ every time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def answer(client: Client, method: str, address: str, data: Any = None) -> Answer:
    """Ask, and keep what the answer gives away; what the address itself says is left out of it."""
    # The API reads JSON, and would otherwise stop before it looks for anything.
    sent: dict[str, Any] = {} if data is None else {"data": data}
    if address.startswith("/api/") and method == "post":
        sent = {"data": MOVE if data is None else data, "content_type": "application/json"}
    return given_away(getattr(client, method)(address, **sent), address)


def given_away(response: Any, address: str) -> Answer:
    """What a response gives away, without what it repeats of its address."""
    body = _unpacked(b"".join(response) if response.streaming else response.content)
    kept = {name: value for name, value in response.headers.items() if name.lower() not in {"x-request-id"}}
    masked = sorted(
        (name, VARIES.sub(b"", value.encode()).decode().replace(quote(address, safe=""), ""))
        for name, value in kept.items()
    )
    return Answer(response.status_code, tuple(masked), VARIES.sub(b"", body).replace(address.encode(), b""))


def _unpacked(body: bytes) -> bytes:
    """A workbook as the parts that say something; the packing and the moment it was made differ every time."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(packed.read(name) for name in sorted(packed.namelist()) if name != "docProps/core.xml")


def home_of(role: Role) -> OrganisationKind:
    """The kind of organisation in which a role is tried: a council where it can be one."""
    kinds = ROLES[role].kinds
    return OrganisationKind.COUNCIL if OrganisationKind.COUNCIL in kinds else sorted(kinds)[0]


def signed_in(person: Person) -> Client:
    """A browser in which somebody is signed in, whole, and errors are answers."""
    client = Client(raise_request_exception=False)
    with system("sweep"):
        client.force_login(person)
    return client


def somebody(role: Role, name: str = "Prober") -> tuple[Client, Person, Organisation]:
    """Somebody of a role at an organisation of their own, signed in."""
    with system("sweep"):
        home = an_organisation(home_of(role), f"Home of {role}")
        person = a_person(name, role, home)
    return signed_in(person), person, home


def probed(found: Iterable[Route], known: dict[str, Maker]) -> list[Route]:
    """The addresses to try: those about something, that are not open to anybody."""
    return [route for route in found if route.name in known and route.access is not None]


def made_elsewhere(
    found: Iterable[Route], known: dict[str, Maker], now: datetime, *, most: int = 3
) -> dict[str, list[dict[str, Any]]]:
    """For each address, up to `most` things of other organisations of each app that has any, made as the system.

    They are the newest and the closed of one council, and one of another kind of employer; a maker that makes one
    thing at a time is asked again. Whatever the makers call “Canary” is theirs.
    """
    with system("sweep"):
        others = [an_organisation(OrganisationKind.COUNCIL, "Elsewhere Canary Council")]
        if most > 2:
            others.append(an_organisation(OrganisationKind.AGENCY, "Elsewhere Canary Agency"))
        wanted = {known[route.name] for route in probed(found, known)}
        things = {
            maker: made_by(maker, others, now, most * kinds_of(maker))
            for maker in sorted(wanted, key=lambda maker: maker.__qualname__)
        }
        return {route.name: things[known[route.name]] for route in probed(found, known)}


def made_by(maker: Maker, others: list[Organisation], now: datetime, most: int) -> list[dict[str, Any]]:
    """As many as `most` different things that a maker makes, of each organisation in turn."""
    made: list[dict[str, Any]] = []
    for turn in range(4):
        if len(made) >= most:
            break
        elsewhere = others[turn % len(others)]
        role = Role.HR_OFFICER if elsewhere.kind == OrganisationKind.COUNCIL else Role.AGENCY_MANAGER
        made += maker(elsewhere, a_person("Elsewhere Canary", role, elsewhere), now)
    return made[:most]


def entitled(route: Route) -> list[Role]:
    """The roles whose holders may open an address, as far as its declaration says."""
    needs = route.access.needs if route.access else None
    return [role for role in (roles_with(needs) if needs else GIVEN) if role in GIVEN]
