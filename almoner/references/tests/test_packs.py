"""Which rules judge a booking: by its service, its region, its days, and what the authority has set for itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from almoner.people.rules import Role
from almoner.procedure.rules import Refused
from almoner.references.actions.packs import set_rules
from almoner.references.queries.packs import rules_for, senior_roles, verification_days
from almoner.references.rules.packs import (
    ALL_FROM,
    NEW_FROM,
    Job,
    Region,
    Service,
    Settings,
    faults_of,
    in_force,
)
from almoner.references.tests.booking_factories import NOW, ON, Scene, a_scene

DAY = timedelta(days=1)
DAYS = st.dates(date(2016, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("starts", "on", "applies"),
    [
        (NEW_FROM - DAY, NEW_FROM, False),
        (NEW_FROM, NEW_FROM - DAY, True),
        (NEW_FROM - DAY, ALL_FROM - DAY, False),
        (NEW_FROM - DAY, ALL_FROM, True),
    ],
)
def test_national_rules_are_for_new_assignments_first_and_for_all_a_year_later(
    starts: date, on: date, *, applies: bool
) -> None:
    found = in_force(Settings(), service=Service.CHILDREN, starts=starts, on=on)
    assert (found.national is not None) is applies


@trying(max_examples=30)
@given(DAYS, DAYS, st.sampled_from(Region))
def test_national_rules_never_reach_adult_services(starts: date, on: date, region: Region) -> None:
    found = in_force(Settings(region=region), service=Service.ADULTS, starts=starts, on=on)
    assert found.national is None
    assert found.cooling_off_months == 0


@trying(max_examples=30)
@given(DAYS, st.sampled_from(Region), st.integers(0, 24))
def test_three_months_of_cooling_off_are_the_floor_wherever_the_national_rules_hold(
    on: date, region: Region, own: int
) -> None:
    found = in_force(Settings(region=region, cooling_off_months=own), service=Service.CHILDREN, starts=on, on=on)
    assert found.cooling_off_months >= (3 if found.national else 0)
    assert found.cooling_off_months >= own


def test_the_west_midlands_ask_for_twelve_months() -> None:
    def months(region: Region) -> int:
        settings = Settings(region=region)
        return in_force(settings, service=Service.CHILDREN, starts=ON, on=ON).cooling_off_months

    assert (months(Region.WEST_MIDLANDS), months(Region.NORTH_WEST)) == (12, 3)


@pytest.mark.clause("REF-7")
def test_the_north_west_verifies_every_reference_whatever_an_authority_sets() -> None:
    def verifies(region: Region | None, *, keeps: bool) -> bool:
        settings = Settings(region=region, keeps_procedure=keeps)
        return in_force(settings, service=Service.ADULTS, starts=ON, on=ON).verifies

    assert verifies(Region.NORTH_WEST, keeps=False)
    assert verifies(None, keeps=False)
    assert verifies(Region.LONDON, keeps=True)
    assert not verifies(Region.LONDON, keeps=False)


def _faults(settings: Settings, starts: date = ON + DAY, earliest: date | None = None) -> set[tuple[str, str]]:
    return {(one.clause, one.field) for one in faults_of(settings, starts=starts, today=ON, earliest=earliest)}


@pytest.mark.clause("REF-5")
def test_a_first_line_manager_or_colleague_is_never_set_as_suitably_senior() -> None:
    for role in (Role.TEAM_MANAGER, Role.PRACTITIONER, Role.HR_OFFICER):
        assert _faults(Settings(senior_roles=frozenset({role, Role.DIRECTOR}))) == {("REF-5", "senior_roles")}
    assert _faults(Settings(senior_roles=frozenset())) == {("REF-5", "senior_roles")}
    assert _faults(Settings(senior_roles=frozenset({Role.HEAD_OF_SERVICE}))) == set()


def test_nothing_that_is_set_is_retroactive() -> None:
    assert _faults(Settings(), starts=ON) == set()
    assert _faults(Settings(), starts=ON - DAY) == {("REF-6", "starts")}
    assert _faults(Settings(), starts=ON, earliest=ON - 30 * DAY) == {("REF-6", "starts")}
    assert _faults(Settings(), starts=ON + DAY, earliest=ON + 9 * DAY) == {("REF-6", "starts")}


@pytest.mark.parametrize(
    ("given_settings", "field"),
    [
        (Settings(verification_days=0), "verification_days"),
        (Settings(verification_days=11), "verification_days"),
        (Settings(gap_days=6), "gap_days"),
        (Settings(passport_days=366), "passport_days"),
        (Settings(cooling_off_months=25), "cooling_off_months"),
        (Settings(caps={Job.CHAIR: Decimal(0)}), "cap_chair"),
        (Settings(caps={Job.CHAIR: Decimal(501)}), "cap_chair"),
    ],
)
def test_what_is_out_of_bounds_is_refused_beside_its_field(given_settings: Settings, field: str) -> None:
    assert {name for _, name in _faults(given_settings)} == {field}


@pytest.mark.django_db
class TestWhatAnAuthorityHasSet:
    @pytest.fixture
    def scene(self) -> Scene:
        return a_scene()

    @pytest.mark.clause("REF-6")
    def test_the_time_to_verify_is_two_working_days_until_an_authority_sets_another(
        self, scene: Scene, arranging: None
    ) -> None:
        council = scene.council.organisation
        assert verification_days(scene.former.organisation.pk, ON) == 2
        settings = Settings(verification_days=4, senior_roles=frozenset({Role.DIRECTOR}))
        set_rules(authority=council, settings=settings, starts=ON + DAY, by=scene.director, now=NOW)
        assert verification_days(council.pk, ON) == 2
        assert verification_days(council.pk, ON + DAY) == 4
        assert senior_roles(council.pk, ON + 9 * DAY) == {Role.DIRECTOR}

    def test_a_day_that_has_settings_already_takes_no_others(self, scene: Scene, arranging: None) -> None:
        council = scene.council.organisation
        for starts in (ON, ON - DAY):
            with pytest.raises(Refused):
                set_rules(authority=council, settings=Settings(), starts=starts, by=scene.director, now=NOW)

    def test_a_booking_is_judged_by_the_region_of_the_authority_that_asks(self, scene: Scene, arranging: None) -> None:
        found = rules_for(scene.council.organisation.pk, service=Service.CHILDREN, starts=ON, on=ON)
        assert "North West procedure on references" in found.packs
        assert found.settings.region is Region.NORTH_WEST
