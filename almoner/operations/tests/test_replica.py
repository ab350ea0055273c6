"""Whose pages come from the replica. What a real one does is in tests/faults/test_machines.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connections, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from almoner.operations import replica
from almoner.operations.web.replica import may_be_read_from_the_replica
from almoner.people.models import Organisation, Person
from almoner.register import queries as register
from almoner.scope import reading
from almoner.scope.context import NOBODY, Scope, acting

BEHIND = replica.behind


@pytest.fixture(autouse=True)
def _a_second_database(
    monkeypatch: pytest.MonkeyPatch, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A second connection to the test database stands for the replica. Nothing here writes."""
    monkeypatch.setitem(settings.DATABASES, "replica", dict(settings.DATABASES["default"]))
    monkeypatch.setattr(replica._aside, "until", 0.0)
    monkeypatch.setattr(replica, "behind", lambda: 1.0)
    with django_db_blocker.unblock():
        yield
        for connection in connections.all():
            connection.close()
        del connections["replica"]


@may_be_read_from_the_replica
def where(request: HttpRequest) -> HttpResponse:
    assert transaction.get_connection(reading.connection().alias).in_atomic_block
    return HttpResponse(Organisation.objects.all().db)


def asked(**cookies: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES |= cookies
    return where(request).content.decode()


def test_a_stranger_who_looks_is_answered_from_the_replica() -> None:
    assert asked() == "replica"
    assert not reading.is_from_replica()


def test_whoever_carries_a_session_is_answered_from_the_primary() -> None:
    assert asked(**{settings.SESSION_COOKIE_NAME: "any"}) == "default"
    assert where(RequestFactory().post("/")).content == b"default"


@pytest.mark.parametrize("seconds", [30.1, 3600.0, None])
def test_a_replica_that_is_too_far_behind_is_not_shown(monkeypatch: pytest.MonkeyPatch, seconds: float | None) -> None:
    monkeypatch.setattr(replica, "behind", lambda: seconds)
    assert asked() == "default"


def test_a_replica_that_goes_away_in_the_middle_of_a_page_is_left_and_let_be_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    @may_be_read_from_the_replica
    def page(request: HttpRequest) -> HttpResponse:
        tried.append(reading.connection().alias)
        if reading.is_from_replica():
            raise OperationalError("the connection is lost")
        return HttpResponse("whole")

    for _ in range(3):
        assert page(RequestFactory().get("/")).content == b"whole"
    assert tried == ["replica", "default", "default", "default"]

    monkeypatch.setattr(replica._aside, "until", 0.001)
    assert page(RequestFactory().get("/")).content == b"whole"
    assert tried[4:] == ["replica", "default"]


def looked_up(address: str, now: datetime) -> int:
    """The status with which a page or an operation of the API answers, without what counts how often it is asked."""
    path = address.partition("?")[0]
    request = RequestFactory().get(address)
    request.now, request.user = now, AnonymousUser()  # type: ignore[attr-defined]
    found = resolve(path)
    try:
        return int(found.func(request, *found.args, **found.kwargs).status_code)
    except Http404:
        return 404


LOOKED_UP = (
    "/register/?q=smith",
    "/register/SW999999/",
    "/api/register/search?q=smith",
    "/api/register/entries/SW999999",
    "/GetSocialWorkerById?swid=999999",
)


@pytest.mark.parametrize("address", LOOKED_UP)
@pytest.mark.parametrize("breaks", [False, True])
def test_search_and_entry_are_read_from_the_replica_as_pages_and_by_machines(
    address: str, breaks: bool, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it breaks off in the middle, all of the answer comes from the primary."""
    read: list[str] = []

    def noted(name: str) -> None:
        ours = getattr(register, name)

        def ask(*args: Any, **kwargs: Any) -> Any:
            read.append(reading.connection().alias)
            if breaks and reading.is_from_replica():
                raise OperationalError("the connection is lost")
            return ours(*args, **kwargs)

        monkeypatch.setattr(register, name, ask)

    noted("entry_by_number")
    noted("search")
    assert looked_up(address, now) in (200, 404)
    assert read == (["replica", "default"] if breaks else ["replica"])


def test_the_change_feed_is_read_from_the_primary(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "is_asked", lambda: pytest.fail("the feed asked for the replica"))
    assert looked_up("/api/register/changes", now) == 401


def test_while_one_tries_it_again_nobody_else_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica._aside, "until", 0.001)
    assert replica.is_asked()
    assert not replica.is_asked()
    assert replica.is_near_enough()
    assert replica.is_asked()
    assert replica.is_asked()


def test_what_is_not_there_is_not_asked_for_twice() -> None:
    asked: list[bool] = []

    @may_be_read_from_the_replica
    def page(request: HttpRequest) -> HttpResponse:
        asked.append(reading.is_from_replica())
        raise Http404

    with pytest.raises(Http404):
        page(RequestFactory().get("/"))
    assert asked == [True]


def test_a_database_that_is_no_replica_does_not_say_how_far_it_is_behind() -> None:
    assert BEHIND() is None


def test_what_is_written_goes_to_the_primary_even_inside() -> None:
    router: Any = reading.Router()
    with reading.from_replica():
        assert router.db_for_read(Person) == "replica"
        assert router.db_for_write(Person) == "default"


def test_a_scope_is_told_to_every_open_transaction() -> None:
    with acting(NOBODY), reading.from_replica(), transaction.atomic(using="replica"):
        with acting(Scope(organisation_ids=(7,))), connections["replica"].cursor() as cursor:
            cursor.execute("select app_orgs()")
            assert cursor.fetchone() == ([7],)
        with connections["replica"].cursor() as cursor:
            cursor.execute("select app_orgs()")
            assert cursor.fetchone() == ([],)
