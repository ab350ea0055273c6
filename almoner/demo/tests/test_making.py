"""Making the region: once, whole, recorded, and never in production."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from almoner.demo.actions import NotADemonstration, make_country, make_past, make_region, making
from almoner.demo.candidates import BOOKINGS, CANDIDATES
from almoner.demo.models import Making, Persona
from almoner.demo.queries import is_made, places
from almoner.demo.shown import SHOWN
from almoner.employment.models import StaffAlert, StaffList, StaffMember
from almoner.fitness.models import (
    Concern,
    Finding,
    Investigation,
    LearningAction,
    OrderMade,
    PerformanceRecord,
    Reading,
    Referral,
)
from almoner.people.models import Membership, Organisation
from almoner.people.rules import Role
from almoner.policies.models import PolicyReview
from almoner.procedure.models import Case, Step
from almoner.references.models import (
    AskedReference,
    Assignment,
    AuthoritySettings,
    Booking,
    CandidateFile,
    Consent,
    Reference,
    ReferenceConcern,
    Verification,
)
from almoner.register.models import Entry
from almoner.register.queries import EntryOn, facts_for, ids_of_numbers
from almoner.register.rules.standing import Standing
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


def test_made_again_it_stays_as_it_is_and_another_seed_needs_another_place(now: datetime, in_a_folder: Path) -> None:
    first = make_region(now=now, progress=quietly, entries=300)
    assert make_region(now=now, progress=quietly, entries=300) == first
    with pytest.raises(NotADemonstration, match="seed 2026"):
        make_region(now=now, progress=quietly, seed=7)


def test_two_councils_have_checked_their_staff_and_a_policy_is_overdue(now: datetime, in_a_folder: Path) -> None:
    make_region(now=now, progress=quietly, entries=300)
    assert not is_made()
    make_past(now=now, progress=quietly)
    make_past(now=now, progress=quietly)
    assert is_made()
    with system("test"):
        states = StaffList.objects.values_list("organisation__slug", "state")
        assert sorted(states) == [("penmarsh", "finished"), ("wexcombe", "finished")]
        assert StaffMember.objects.filter(organisation__slug="wexcombe").count() > 40
        assert {"open", "being_dealt_with", "dealt_with"} <= set(StaffAlert.objects.values_list("state", flat=True))
        assert not {"to_investigate", "triage", "received", "closed", "advised"} - states_of(Concern)
        assert not {"open", "closed"} - states_of(PerformanceRecord)
        assert not {"preparing", "raised", "discussed"} - states_of(Referral)
        assert not {"planned", "gathering"} - states_of(Investigation)
        assert states_of(Finding) == {"discussed", "received"}
        assert (OrderMade.objects.get().state, LearningAction.objects.get().state) == ("in_force", "open")
        assert Reading.objects.count() == 3
        assert not {"building", "complete"} - states_of(CandidateFile)
        assert not {"asked", "held", "given"} - states_of(Reference)
        assert states_of(Verification) == {"verified", "raised"}
        assert states_of(Booking) == {"confirmed", "signing", "offered", "asked", "read"}
        assert sorted(Assignment.objects.values_list("state", flat=True)) == ["running", "stopped"]
        assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 1
        assert (CandidateFile.objects.count(), Booking.objects.count()) == (len(CANDIDATES), len(BOOKINGS))
        assert (ReferenceConcern.objects.get().about, AuthoritySettings.objects.count()) == ("worry", 2)
        assert not AskedReference.objects.exclude(flags=[]).exists()
        assert Persona.objects.filter(membership__role=Role.CHIEF_EXECUTIVE).count() == 3
        assert Step.objects.values("case_id", "key").distinct().count() == Step.objects.count()
        assert [review.state for review in PolicyReview.objects.filter(organisation__slug="thornmere")] == ["due"]


def states_of(model: type[Case]) -> set[str]:
    return set(model._default_manager.values_list("state", flat=True))


def test_there_is_an_entry_for_each_thing_that_the_register_can_say(
    now: datetime, in_a_folder: Path, client: Client
) -> None:
    make_region(now=now, progress=quietly, entries=300)
    standings = {facts.standing.standing for facts in published(now)}
    assert standings == {standing for standing in Standing if standing is not Standing.NEVER}
    page = client.get("/demo/").content.decode()
    assert all(f"/register/{shown.swe}/" in page for shown in SHOWN)


def published(now: datetime) -> Iterable[EntryOn]:
    with system("test"):
        entries = ids_of_numbers({shown.number for shown in SHOWN}).values()
        assert len(entries) == len(SHOWN)
        return facts_for(entries, now.date()).values()


def test_a_country_that_was_left_half_way_is_gone_on_with(
    now: datetime, in_a_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three small councils stand for the hundred and fifty."""
    monkeypatch.setattr(making, "ENTRIES", 500)
    monkeypatch.setattr(making, "ENTRIES_AT_ONCE", 60)
    monkeypatch.setattr("almoner.demo.national.COUNCILS", 3)
    monkeypatch.setattr(making, "published_sizes", lambda data: [22])
    make_region(now=now, progress=quietly, entries=200)

    def stopped_at_the_second_list(what: str, done: int, total: int) -> None:
        if (what, done) == ("staff lists", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_country(now=now, progress=stopped_at_the_second_list, data=in_a_folder)
    begun = Making.objects.get()
    assert begun.of_region + begun.of_country == 500
    with system("test"):
        assert StaffList.objects.count() == 1
    made = make_country(now=now, progress=quietly, data=in_a_folder)
    assert (made.organisations, made.entries) == (11, 500)
    with system("test"):
        assert Entry.objects.count() == 500
        assert StaffList.objects.filter(state="finished").count() == 3
        # Nobody whose entry is on another council's list is on this one's.
        assert StaffMember.objects.filter(organisation_id__gt=8).values("entry").distinct().count() >= 60


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
