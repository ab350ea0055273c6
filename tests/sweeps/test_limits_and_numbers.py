"""The register gives away nothing about who is hidden, in bytes or in time; limits trip where they say (T13)."""

from __future__ import annotations

import gc
import math
import statistics
import time
from dataclasses import dataclass
from datetime import datetime
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from almoner.operations import rules
from almoner.operations.rules import Limit
from almoner.operations.web import middleware
from almoner.operations.web.limits import limited
from almoner.people.web.pages import public_page
from almoner.register import actions as register
from almoner.register import queries
from almoner.register.models import Entry
from almoner.register.tests.factories import MACHINE, an_entry
from almoner.scope.context import system
from tests.faults.wide import WIDE
from tests.sweeps.probing import answer
from tests.sweeps.routes import Route, routes
from tests.sweeps.tally import Tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_still")]

ADDRESSES = ("/register/SW{}/", "/api/register/entries/SW{}", "/GetSocialWorkerById?swid={}")
#: Pairs as far apart as this or further come from the same place once in a thousand.
SURE = 0.001


def hidden(numbers: range, now: datetime) -> None:
    """Suppressed entries of these numbers."""
    for number in numbers:
        entry = an_entry("Zephyrine", f"Thistledown{number}", number=number, town="Unlikely Magna")
        with system("sweep"):
            register.suppress(entry_id=entry.id, reasons="At risk.", by=MACHINE, now=now)


def told_apart_by_bytes(client: Client, numbers: list[int]) -> list[str]:
    """The addresses of numbers whose answer is not the one that a number never given gets."""
    found = []
    for address in ADDRESSES:
        never = answer(client, "get", address.format(999_999))
        assert never.status == 404
        found += [address.format(n) for n in numbers if answer(client, "get", address.format(n)) != never]
    return found


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("many", [20, pytest.param(10_000 if WIDE else 2_000, marks=pytest.mark.long)])
def test_suppressed_and_absent_numbers_are_answered_alike(many: int, now: datetime, tried: Tried) -> None:
    start, half = 500_000, many // 2
    hidden(range(start, start + half), now)
    assert told_apart_by_bytes(Client(raise_request_exception=False), list(range(start, start + many))) == []
    tried("numbers of the register, suppressed and absent, answered alike", many)


def signed_rank(pairs: list[tuple[float, float]]) -> float:
    """How likely pairs at least so far apart are if both of a pair come from the same place (Wilcoxon, two-sided)."""
    apart = sorted((first - second for first, second in pairs if first != second), key=abs)
    n = len(apart)
    if not n:
        return 1.0
    ranks, at = 0.0, 0
    while at < n:
        ties = sum(abs(each) == abs(apart[at]) for each in apart[at:])
        ranks += sum(each > 0 for each in apart[at : at + ties]) * (at + (ties + 1) / 2)
        at += ties
    spread = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    return math.erfc(abs(ranks - n * (n + 1) / 4) / spread / math.sqrt(2))


def seconds_of(client: Client, address: str) -> float:
    """The processor time of an answer, in the web process and by the clock of the database’s own."""
    began = time.process_time_ns()
    client.get(address)
    return (time.process_time_ns() - began) / 1e9


def told_apart_by_time(address: str, suppressed: list[int], absent: list[int]) -> tuple[float, float]:
    """How likely it is that the two take the same time; and by what part the medians differ.

    One of each is asked for after the other, in an order of chance, so that whatever else the machine does is in both.
    """
    client, dice = Client(raise_request_exception=False), Random(len(absent))
    # Whoever comes first to what was just changed tidies up after it, once.
    for number in [*suppressed, *absent]:
        client.get(address.format(number))
    pairs: list[tuple[float, float]] = []
    gc.disable()
    for hid, never in zip(suppressed, absent, strict=True):
        order = [hid, never] if dice.random() < 0.5 else [never, hid]
        taken = {number: seconds_of(client, address.format(number)) for number in order}
        pairs.append((taken[hid], taken[never]))
    gc.enable()
    hidden_for, absent_for = (statistics.median(each) for each in zip(*pairs, strict=True))
    return signed_rank(pairs), abs(hidden_for - absent_for) / absent_for


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unlimited")
def test_suppressed_and_absent_numbers_take_the_same_time(now: datetime, tried: Tried) -> None:
    many = 1_000 if WIDE else 300
    these, never = range(500_000, 500_000 + many), range(700_000, 700_000 + many)
    hidden(these, now)
    for address in ADDRESSES:
        likely, apart = told_apart_by_time(address, list(these), list(never))
        assert likely > SURE or apart < 0.01, f"{address}: p = {likely:.5f}, medians {apart:.1%} apart"
        tried("numbers of the register, suppressed and absent, timed", many * 2)


@pytest.mark.long
@pytest.mark.usefixtures("unlimited")
def test_control_a_look_up_that_reads_a_hidden_entry_before_it_hides_it_is_told_by_its_time(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody might well write: find the entry, read its facts, and only then look whether it is suppressed."""
    hidden(range(500_000, 500_200), now)

    def planted(number: int) -> int | None:
        with system("planted"):
            found = Entry.objects.filter(number=number).first()
            if found:
                queries.facts_for([found.id], now.date())
        return None

    monkeypatch.setattr(queries, "entry_by_number", planted)
    likely, _ = told_apart_by_time(ADDRESSES[0], list(range(500_000, 500_200)), list(range(700_000, 700_200)))
    assert likely < SURE


def test_the_statistic_knows_the_same_from_the_different() -> None:
    dice = Random(1)
    # A machine that grows slower as it goes is no difference between the two.
    drift = [10 + at / 10 for at in range(300)]
    pairs = [(slow + dice.gauss(0, 2), slow + dice.gauss(0, 2)) for slow in drift]
    assert signed_rank(pairs) > 0.01
    assert signed_rank([(first, second + 1) for first, second in pairs]) < SURE
    assert signed_rank([(1.0, 1.0)] * 50) == 1.0
    assert signed_rank([(2.0, 1.0), (1.0, 2.0)] * 25) == 1.0


@dataclass(frozen=True)
class Counted:
    """What is counted when an address is asked for."""

    route: str
    method: str
    limits: tuple[str, ...]


#: Every limit and every address that it counts, with how many in what time. A limit added anywhere is written here.
LIMITS = {
    "public search": (120, 60),
    "public search, by network": (600, 60),
    "secret links": (60, 60),
    "sign in, by address": (60, 900),
    "sign in, by account": (20, 900),
    "mail asked for, by address": (20, 3600),
    "mail asked for, by account": (5, 3600),
    "emergency openings": (20, 3600),
}
SEARCHED = ("public search", "public search, by network")
COUNTED = {
    *(Counted(route, method, SEARCHED) for method in ("get", "post") for route in (
        "register:search", "register:entry", "register:compatible", "register-api:openapi-json",
        "register-api:api-root", "register-api:entry", "register-api:search", "register-api:changes")),
    *(Counted(route, method, ("secret links",)) for method in ("get", "post")
      for route in ("notices:calendar_feed", "casework:answer", "invitation", "references:give-by-link",
                    "references:own-file-by-link")),
    *(Counted(route, method, ("public search",)) for method in ("get", "post")
      for route in ("record:check", "record:check_letter")),
    *(Counted(f"fitness:{route}", method, ("secret links",)) for method in ("get", "post")
      for route in ("raise", "enter-code", "raise-check", "follow", "raisers-letter", "raisers-letter-file")),
    *(Counted(f"fitness:raise-{route}", method, ("public search",)) for method in ("get", "post")
      for route in ("you", "worker", "what", "when", "told", "files", "support", "contact")),
    *(Counted("fitness:send-code", method, ("mail asked for, by address",)) for method in ("get", "post")),
    *(Counted("break_glass:open_case", method, ("emergency openings",)) for method in ("get", "post")),
    Counted("account_login", "post", ("sign in, by address", "sign in, by account")),
    Counted("mfa_authenticate", "post", ("sign in, by address",)),
    Counted("account_reauthenticate", "post", ("sign in, by address",)),
    Counted("account_reset_password", "post", ("mail asked for, by address", "mail asked for, by account")),
}  # fmt: skip
TYPED = {"login": "somebody@example.org", "email": "somebody@example.org"}


def counted(found: list[Route]) -> set[Counted]:
    """What each address counts when it is asked for, by the door’s own reckoning."""
    from django.test import RequestFactory
    from django.urls import ResolverMatch

    said = set()
    for route in found:
        for method in ("get", "post"):
            request: Any = getattr(RequestFactory(), method)("/", TYPED)
            request.user = SimpleNamespace(pk=uuid4())
            request.resolver_match = ResolverMatch(route.view, (), {}, url_name=route.name)
            limits = middleware.KeepLimits(lambda request: HttpResponse())._counted(request, route.view)
            if limits:
                said.add(Counted(route.name, method, tuple(limit.name for limit, _ in limits)))
    return said


def test_nothing_is_limited_but_what_is_said_to_be(tried: Tried) -> None:
    found = [route for route in routes() if not route.closed]
    assert counted(found) == COUNTED
    tried("addresses x methods looked at for limits", len(found) * 2)


def test_each_limit_is_as_large_as_is_said() -> None:
    kept = [limit for limit in vars(rules).values() if isinstance(limit, Limit)]
    kept += [limit for route in routes() for limit in getattr(route.view, "limits", ())]
    assert {limit.name: (limit.count, limit.per.total_seconds()) for limit in kept} == LIMITS


def trips_at(client: Client, address: str, most: int) -> int:
    """After how many answers the next is refused as one too many; `most` if none is."""
    for turn in range(most):
        if client.get(address).status_code == 429:
            return turn
    return most


def test_a_limit_trips_at_its_count_and_not_before() -> None:
    assert (
        trips_at(Client(raise_request_exception=False), "/GetSocialWorkerById?swid=1", 200)
        == LIMITS["public search"][0]
    )


def test_a_planted_limit_and_one_that_was_lost_are_found() -> None:
    @public_page
    @limited(rules.SECRET_LINKS)
    def planted(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    more = Route("planted/", "planted", planted, frozenset())
    assert counted([more]) == {Counted("planted", method, ("secret links",)) for method in ("get", "post")}
    lost = [route for route in routes() if route.name != "register:search"]
    assert counted(lost) != COUNTED
