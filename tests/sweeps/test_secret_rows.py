"""Nobody can tell whether a row is there that they may not see: no list, count, search, filter, sort or total (T3).

Every page that somebody reaches is asked for twice, with the secret rows absent and present, and with every question
that its own search forms, filters and sorted columns can put; the answers must be the same to the byte and header.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from almoner.employment.tests.factories import a_checked_list
from almoner.people.models import Organisation, Person
from almoner.people.rules import Permission, Role, roles_with
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web.pages import page
from almoner.register import actions as register
from almoner.register.models import Entry
from almoner.register.tests.factories import MACHINE, an_entry
from almoner.scope.context import system
from tests.sweeps.controls import asked_with, queries_of
from tests.sweeps.left_out import COUNTS_EVERYTHING
from tests.sweeps.objects import kinds_of, makers
from tests.sweeps.probing import IN_TURN, ONE_OF_EACH_KIND, Answer, answer, made_elsewhere, somebody
from tests.sweeps.routes import Route, routes
from tests.sweeps.tally import Tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_still", "unlimited")]

#: The register is one for all, so a new entry is seen; what is suppressed in it is tried by itself below.
ABOUT_THE_REGISTER = {
    "register-api:changes",
    "register-api:search",
    "register:search",
    "register:office",
    "fitness:about-whom",
}
WORDS = ["Canary", "Elsewhere"]
#: Where a council or an agency is chosen among all: that it uses Almoner is no secret, and nothing else of it is told.
CHOOSES_AMONG_ORGANISATIONS = {"references:own-file", "references:add-post", "references:ask-agency"}


def steady(route: Route) -> bool:
    """Whether an address answers somebody, needs no arguments, and does not count what the whole platform does."""
    open_to_somebody = route.access is not None and not route.closed
    return open_to_somebody and not route.arguments and bool(route.name) and route.name not in COUNTS_EVERYTHING


def addresses(
    person: Person | None, home: Organisation | None, now: datetime, among: Container[str] | None = None
) -> dict[str, str]:
    """What can be asked for: every address without arguments and, of somebody at home, about their own things.

    `among` names the routes that are wanted, if not all are.
    """
    wanted = [route for route in routes() if among is None or route.name in among]
    found = {reverse(route.name): route.name for route in wanted if steady(route)}
    if person and home:
        known = {route.name: makers()[route.name] for route in wanted if route.name in makers()}
        with system("sweep"):
            made = {maker: maker(home, person, now) for maker in dict.fromkeys(known.values())}
        for name, maker in known.items():
            found |= {reverse(name, kwargs=each): name for each in made[maker][: kinds_of(maker)]}
    return found


def seen_by(client: Client, asked: dict[str, str]) -> dict[str, Answer]:
    """Each address as somebody sees it, and by each question that the page can be asked."""
    seen: dict[str, Answer] = {}
    for address in asked:
        seen[address] = got = in_passing(client, address)
        if got.status == 200:
            for question in asked_with(address, queries_of(got.body, address), WORDS, most=3):
                seen[question] = in_passing(client, question)
    return seen


def in_passing(client: Client, address: str) -> Answer:
    """The answer, with whatever asking leaves behind undone."""
    before = transaction.savepoint()
    got = answer(client, "get", address)
    transaction.savepoint_rollback(before)
    return got


def told_apart(client: Client, before: dict[str, Answer]) -> Iterator[str]:
    """The addresses that answer otherwise than before."""
    for address, was in before.items():
        if in_passing(client, address) != was:
            yield address


def _may_differ(role: Role) -> set[str]:
    """The pages that may differ: the operator sees the names of organisations."""
    named = {"organisations"} if role is Role.PLATFORM_OPERATOR else set()
    return ABOUT_THE_REGISTER | CHOOSES_AMONG_ORGANISATIONS | named


@pytest.mark.parametrize("role", sorted(ONE_OF_EACH_KIND))
def test_nobody_can_tell_whether_another_organisation_holds_anything(role: Role, now: datetime, tried: Tried) -> None:
    client, _, _ = somebody(role)
    asked = {address: name for address, name in addresses(None, None, now).items() if name not in _may_differ(role)}
    before = seen_by(client, asked)
    made_elsewhere(routes(), makers(), now, most=1)
    assert list(told_apart(client, before)) == []
    assert len(before) > 30
    tried("answers compared with the secret row present and absent", len(before))


@pytest.mark.long
@pytest.mark.parametrize("role", IN_TURN)
def test_nobody_with_things_of_their_own_can_tell_either(role: Role, now: datetime, tried: Tried) -> None:
    client, person, home = somebody(role)
    asked = {address: name for address, name in addresses(person, home, now).items() if name not in _may_differ(role)}
    before = seen_by(client, asked)
    made_elsewhere(routes(), makers(), now)
    assert list(told_apart(client, before)) == []
    assert len(before) > 80
    tried("answers compared with the secret row present and absent", len(before))


SECRET_NUMBER = 47_113
#: What somebody may type who looks for the one who is hidden, or for somebody else altogether.
LOOKED_FOR = [
    "Thistledown",
    "Zephyrine Thistledown",
    "thisteldown",
    "Zeph",
    "Unlikely Magna",
    "SW47113",
    "47113",
    "Smith",
]


def of_the_register() -> list[str]:
    """Every way of asking the register about somebody that is open to anybody."""
    shown = f"SW{SECRET_NUMBER}"
    asked = [reverse("register:entry", args=[shown]), reverse("register-api:entry", args=[shown])]
    asked += [f"{address}?{when}" for address, when in zip(asked, ("on=2024-05-03", "as_at=2024-05-03"), strict=True)]
    asked += [f"{reverse('register:compatible')}?swid={SECRET_NUMBER}", reverse("register-api:changes")]
    pages, data = reverse("register:search"), reverse("register-api:search")
    for words in LOOKED_FOR:
        asked += [f"{pages}?q={words}", f"{pages}?q={words}&page=2", f"{data}?q={words}", f"{data}?q={words}&exact=1"]
    public = [route for route in routes() if steady(route) and route.access and route.access.public]
    return [*asked, *(reverse(route.name) for route in public)]


def a_suppressed_entry(now: datetime) -> Entry:
    """Somebody on the register whom nobody may find."""
    entry = an_entry("Zephyrine", "Thistledown", number=SECRET_NUMBER, town="Unlikely Magna", until=date(2027, 11, 30))
    with system("sweep"):
        register.suppress(entry_id=entry.id, reasons="At risk.", by=MACHINE, now=now)
    return entry


@pytest.mark.parametrize("who", [None, Role.HR_OFFICER], ids=["a visitor", "an HR officer"])
def test_nobody_can_tell_whether_a_suppressed_entry_is_on_the_register(
    who: Role | None, now: datetime, tried: Tried
) -> None:
    an_entry("Jane", "Smith", number=47_114)
    assert who not in roles_with(Permission.MANAGE_REGISTER)
    client = somebody(who)[0] if who else Client(raise_request_exception=False)
    before = {address: in_passing(client, address) for address in of_the_register()}
    a_suppressed_entry(now)
    assert list(told_apart(client, before)) == []
    assert {before[address].status for address in before} >= {200, 404}
    tried("answers compared with the secret row present and absent", len(before))


def test_a_planted_page_that_forgets_suppression_is_found(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    before = {address: in_passing(client, address) for address in of_the_register()}
    entry = an_entry("Zephyrine", "Thistledown", number=SECRET_NUMBER, town="Unlikely Magna")
    assert reverse("register:entry", args=[f"SW{entry.number}"]) in set(told_apart(client, before))


LISTED = "Name,SWE No,Town\nZephyrine Thistledown,SW47113,Unlikely Magna\nZephyrine Thisteldown,,Unlikely Magna\n"


def judged(officer: Person, home: Organisation, now: datetime) -> list[Any]:
    """What an employer who lists the person is told of each row."""
    before = transaction.savepoint()
    checked = a_checked_list(LISTED, by=officer, to=home, now=now)
    told = list(checked.rows.order_by("line").values_list("outcome", "why", "remarks", "possible", "may_practise"))
    transaction.savepoint_rollback(before)
    return told


def test_no_employer_can_tell_by_listing_somebody_who_is_suppressed(now: datetime) -> None:
    with system("sweep"):
        home = an_organisation()
        officer = a_person("Officer", Role.HR_OFFICER, home)
        before = judged(officer, home, now)
        a_suppressed_entry(now)
        assert judged(officer, home, now) == before
    assert len(before) == 2


def test_a_planted_count_over_everybody_is_found(now: datetime, settings: Settings) -> None:
    @page()
    def counting(request: HttpRequest) -> HttpResponse:
        with system("planted"):
            return HttpResponse(str(Person.objects.count()))

    class counted:  # noqa: N801
        urlpatterns = [path("planted/count/", counting, name="planted-count")]

    maker = makers()["person"]
    client, _, _ = somebody(Role.HR_OFFICER)
    settings.ROOT_URLCONF = counted
    before = seen_by(client, addresses(None, None, now))
    with system("sweep"):
        elsewhere = an_organisation()
        maker(elsewhere, a_person("E", Role.HR_OFFICER, elsewhere), now)
    assert list(told_apart(client, before)) == ["/planted/count/"]


def test_a_planted_filter_that_looks_past_what_its_reader_may_see_is_found(now: datetime, settings: Settings) -> None:
    @page()
    def filtering(request: HttpRequest) -> HttpResponse:
        with system("planted"):
            some = Person.objects.filter(name__icontains=request.GET.get("q", "nobody at all")).exists()
        return HttpResponse(f'<form method="get"><input name="q"></form>{"some" if some else "none"}')

    class filtered:  # noqa: N801
        urlpatterns = [path("planted/filter/", filtering, name="planted-filter")]

    client, _, _ = somebody(Role.HR_OFFICER)
    settings.ROOT_URLCONF = filtered
    before = seen_by(client, addresses(None, None, now))
    with system("sweep"):
        a_person("Elsewhere Canary", Role.HR_OFFICER)
    assert set(told_apart(client, before)) == {"/planted/filter/?q=Canary", "/planted/filter/?q=Elsewhere"}
