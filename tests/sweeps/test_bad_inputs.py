"""Whatever is sent to a form or an address, the answer is never 5xx, and nothing is ever half done."""

from __future__ import annotations

import itertools
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, path, reverse
from pytest_django import Settings

from almoner.operations.web.middleware import KeepLimits
from almoner.people.models import Organisation, Person
from almoner.people.rules import ROLES, OrganisationKind, Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web.pages import public_page
from almoner.record.actions import sweep
from almoner.record.actions.sweeping import UnrecordedChange
from almoner.record.rules import SystemActor
from almoner.scope import clock
from almoner.scope.context import system
from tests.sweeps.bad_inputs import Attempt, Form, attempts_at, attempts_on, forms_on, names_asked
from tests.sweeps.objects import makers
from tests.sweeps.routes import Route, routes

pytestmark = [pytest.mark.django_db(transaction=True)]

#: How many inputs: a few hundred each time, some thousands in the long tests, a hundred thousand when asked.
WIDE = 100_000 if os.environ.get("WIDE") == "1" else 2_500
EACH_TIME, ROUTES_EACH_TIME = 120, 45
#: After so many, a new person and new pages: somebody may have signed themselves out, or given up their own role.
A_ROUND = 400
GIVEN = [role for role in Role if not ROLES[role].from_the_line]
LEAVE_OUT = ("/account/logout/", "/demo/")
#: 503 is its word for a part that is away, as the sealer is here.
MAY_SAY_503 = "/readyz"
#: Their makers keep a passkey that no device ever made, and no page could draw.
NO_DEVICE = {"mfa_edit_webauthn", "mfa_remove_webauthn"}


@pytest.fixture(autouse=True)
def _standing_still(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture(autouse=True)
def _unlimited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr(KeepLimits, "_counted", lambda *_: [])


@dataclass
class Found:
    """What came of many attempts: how each ended, and what went wrong, one example of each kind."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    half_done: list[UnrecordedChange] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """How many attempts there were."""
        return self.statuses.total()


def a_browser(role: Role, organisation: Organisation) -> tuple[Client, Person]:
    """Somebody of this role, signed in; errors are answers."""
    client = Client(raise_request_exception=False)
    with system("test"):
        person = a_person("Bad Input", role, organisation)
        client.force_login(person)
    return client, person


def addresses(those: list[Route], organisation: Organisation, person: Person, now: datetime) -> list[str]:
    """The addresses of routes: those without arguments, and those of things that this organisation has."""
    known, found, things = makers(), list[str](), dict[Any, Any]()
    for route in those:
        try:
            if not route.arguments:
                found.append(reverse(route.name) if route.name else "/")
            elif route.name not in NO_DEVICE and (maker := known.get(route.name)):
                with system("test"), transaction.atomic():
                    things[maker] = things.get(maker) or maker(organisation, person, now)
                found += [reverse(route.name, kwargs=arguments) for arguments in things[maker]]
        except NoReverseMatch:
            continue
    return [address for address in dict.fromkeys(found) if not address.startswith(LEAVE_OUT)]


def pages_of(client: Client, asked: list[str]) -> tuple[list[Form], list[str]]:
    """The forms on these pages, and the names of the questions that their links ask."""
    forms, names = dict[tuple[str, str, str], Form](), ["page", "q", "sort", "next"]
    for address in asked:
        answer = client.get(address)
        if answer.streaming:
            read_through(answer)
        elif answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
            shown, links = forms_on(answer.content.decode(), address)
            names += names_asked(links)
            for form in shown:
                key = (form.method, form.action, " ".join(sorted({name for name, _ in form.fields})))
                if not form.action.startswith(LEAVE_OUT):
                    forms.setdefault(key, form)
    return list(forms.values()), sorted(set(names))


def read_through(answer: Any) -> None:
    """Read a file that is sent to its end, which closes it."""
    b"".join(answer)
    answer.close()


def send(client: Client, attempt: Attempt) -> Any:
    """The answer that an attempt gets."""
    answer = client.generic(attempt.method, attempt.address, attempt.body, attempt.content_type)
    if answer.streaming:
        read_through(answer)
    return answer


def sign_in_again(client: Client, person: Person) -> None:
    """What was sent has ended the session, as it may; a stranger would be sent to the door each time."""
    with system("test"):
        client.force_login(person)


def try_round(
    role: Role, most: int, dice: random.Random, now: datetime, found: Found, most_routes: int | None = None
) -> None:
    """Sign somebody in, read every page they may see, and send what nobody means to each form and address."""
    kinds = ROLES[role].kinds
    with system("test"):
        kind = OrganisationKind.COUNCIL if OrganisationKind.COUNCIL in kinds else sorted(kinds)[0]
        organisation = an_organisation(kind, f"Home of {role} {dice.randrange(10**9)}")
    client, person = a_browser(role, organisation)
    those = dice.sample(routes(), most_routes) if most_routes else routes()
    asked = addresses(those, organisation, person, now)
    forms, names = pages_of(client, asked)
    told: list[str] = []
    unrecorded()  # what was arranged here is no request's doing

    def tell(sender: Any, request: HttpRequest, **_: Any) -> None:
        import sys
        import traceback

        kind, error, trace = sys.exc_info()
        at = [frame for frame in traceback.extract_tb(trace) if "/almoner/" in frame.filename][-1:]
        told.append(f"{kind.__name__ if kind else ''}: {str(error)[:200]} at {at}")

    got_request_exception.connect(tell)
    try:
        for _ in range(most):
            of_form = forms and dice.random() < 0.7
            attempt = attempts_on(dice.choice(forms), dice) if of_form else attempts_at(dice.choice(asked), dice, names)
            told.clear()
            answer = send(client, attempt)
            status = answer.status_code
            found.statuses[status] += 1
            if status >= 500 and not (status == 503 and attempt.address.startswith(MAY_SAY_503)):
                found.wrong.setdefault(" ".join(told) or str(status), f"as {role}: {attempt}")
            if answer.headers.get("Location", "").startswith("/account/login"):
                sign_in_again(client, person)
    finally:
        got_request_exception.disconnect(tell)
    found.half_done += unrecorded()


def try_many(most: int, now: datetime, seed: int) -> Found:
    """So many attempts, in rounds, each as somebody of the next role."""
    dice, found = random.Random(seed), Found()
    for role in itertools.cycle(GIVEN):
        if found.tried >= most:
            return found
        try_round(role, min(A_ROUND, most - found.tried), dice, now, found)
    return found


def unrecorded() -> list[UnrecordedChange]:
    """The changes since the last look that some request made and no event tells of."""
    with system("test"):
        return list(sweep(by=SystemActor("test:bad-inputs"), now=clock.now()))


def judged(found: Found, seed: int) -> None:
    """Print the counts, and fail on what went wrong."""
    counts = ", ".join(f"{status}: {count:,}" for status, count in sorted(found.statuses.items()))
    print(f"\n{found.tried:,} bad inputs from seed {seed}; answers {counts}")
    assert found.wrong == {}, "\n".join(f"{what}\n    {how}" for what, how in found.wrong.items())
    assert found.half_done == []


def test_no_form_and_no_address_is_felled_by_bad_input(now: datetime) -> None:
    found = Found()
    try_round(Role.HR_OFFICER, EACH_TIME, random.Random(8124), now, found, ROUTES_EACH_TIME)
    assert found.statuses[200] + found.statuses[302] > EACH_TIME / 5, "it must get somewhere to prove anything"
    judged(found, 8124)


@pytest.mark.long
def test_no_form_and_no_address_is_felled_by_bad_input_of_any_role(now: datetime) -> None:
    seed = random.SystemRandom().randrange(10**9)
    judged(try_many(WIDE, now, seed), seed)


@public_page
def frail(request: HttpRequest) -> HttpResponse:
    """A planted hole: a page that believes what it is told."""
    return HttpResponse(str(int(request.GET.get("page", "1"))))


def test_a_page_that_believes_what_it_is_told_is_found(now: datetime, settings: Settings) -> None:
    from almoner.config import urls

    planted: Any = path("frail/", frail, name="frail")
    urls.urlpatterns.append(planted)
    try:
        dice, told = random.Random(1), list[int]()
        client = Client(raise_request_exception=False)
        told = [send(client, attempts_at("/frail/", dice, ["page"])).status_code for _ in range(40)]
        assert 500 in told
    finally:
        urls.urlpatterns.remove(planted)


def test_every_form_of_a_page_is_read_with_its_fields() -> None:
    page = (
        '<form method="post" enctype="multipart/form-data"><input name="a" value="1"><input type="file" name="f">'
        '<select name="s"><option value="x"><option value="y"></select><textarea name="t"></textarea></form>'
        '<form action="/search/"><input name="q"></form><form action="//elsewhere/"><input name="q"></form>'
    )
    (first, second), _ = forms_on(page, "/here/")
    assert (first.action, first.method, first.multipart, first.files) == ("/here/", "POST", True, {"f"})
    assert [name for name, _ in first.fields] == ["a", "f", "s", "s", "t"]
    assert (second.action, second.method) == ("/search/", "GET")
