"""Making the region: once, whole, recorded, and never in production."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from almoner.demo.actions import NotADemonstration, make_region
from almoner.demo.models import Persona
from almoner.demo.queries import places
from almoner.people.models import Membership, Organisation
from almoner.people.rules import Role
from almoner.register.models import Entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


def quietly(what: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def in_a_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def test_the_region_is_made_whole_with_its_list_waiting(now: datetime, in_a_folder: Path) -> None:
    made = make_region(now=now, progress=quietly)
    with system("test"):
        assert (made.organisations, made.entries) == (Organisation.objects.count(), Entry.objects.count()) == (8, 2500)
        assert Membership.objects.filter(role=Role.HR_OFFICER).count() == 3
    assert made.waiting_list.read_bytes()[:2] == b"PK"
    assert len(places()) == 8


def test_it_is_not_made_where_anything_is_already(now: datetime, in_a_folder: Path) -> None:
    Organisation.objects.create(slug="real", name="A real council", kind="council")
    with pytest.raises(NotADemonstration, match="already"):
        make_region(now=now, progress=quietly, entries=300)
    assert Organisation.objects.count() == 1


def test_it_is_not_made_in_production(now: datetime, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NotADemonstration, match="production"):
        make_region(now=now, progress=quietly, entries=300)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("production", "demo"), [(True, True), (True, False), (False, False)])
def test_there_is_nobody_to_be_outside_a_demonstration(
    now: datetime, in_a_folder: Path, settings: Settings, client: Client, production: bool, demo: bool
) -> None:
    make_region(now=now, progress=quietly, entries=300)
    with system("test"):
        persona = Persona.objects.first()
    assert persona
    settings.PRODUCTION, settings.DEMO = production, demo
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/be/{persona.id}/").status_code == 404
    assert client.get("/demo/staff-list/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_page_says_who_everybody_is(now: datetime, in_a_folder: Path, client: Client) -> None:
    make_region(now=now, progress=quietly, entries=300)
    page = client.get("/demo/").content.decode()
    assert "Thornmere County Council" in page
    assert "Keeps the register." in page


def test_the_page_says_how_to_fill_an_empty_place(client: Client) -> None:
    assert "almoner demo" in client.get("/demo/").content.decode()


def test_somebody_who_is_no_persona_is_not_found(client: Client) -> None:
    assert client.post(f"/demo/be/{uuid4()}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_persona_is_signed_in_past_the_second_factor_and_wears_their_hat(
    now: datetime, in_a_folder: Path, client: Client
) -> None:
    """With real transactions: the door reads who somebody is before the page's own has begun."""
    make_region(now=now, progress=quietly, entries=300)
    with system("test"), transaction.atomic():
        officer = Persona.objects.get(membership__role=Role.HR_OFFICER, membership__organisation__slug="thornmere")
    assert client.post(f"/demo/be/{officer.id}/").status_code == 302
    assert client.get("/staff/lists/upload/").status_code == 200
