"""The invented region: the same for a seed, whole, and believable."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almoner.demo.lives import Life, lives
from almoner.demo.national import ENTRIES, plan_national, published_sizes
from almoner.demo.region import Region, plan
from almoner.demo.staff_list import plan_rows, write
from almoner.people.rules import ROLES, OrganisationKind, Role, needs_second_factor
from almoner.people.rules.line import FaultKind, Line, Post, faults

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def region() -> Region:
    return plan(2026, TODAY)


@pytest.fixture(scope="module")
def register(region: Region) -> list[Life]:
    return list(lives(region, 2026, TODAY, 2500))


def line_of(region: Region, slug: str) -> Line[str, str]:
    holders = {p.post: p.email for p in region.people if p.organisation == slug and p.post}
    posts = [post for post in region.posts if post.organisation == slug]
    return Line(
        Post(post.key, post.manager, holders.get(post.key), holders.get(post.covered_by or "")) for post in posts
    )


def test_the_same_seed_and_day_make_the_same_region_and_register(region: Region, register: list[Life]) -> None:
    again = plan(2026, TODAY)
    assert again == region
    assert list(lives(again, 2026, TODAY, 2500)) == register
    assert plan_rows(again, register, organisation="thornmere", seed=2026, today=TODAY) == plan_rows(
        region, register, organisation="thornmere", seed=2026, today=TODAY
    )


def test_another_seed_makes_other_people(region: Region) -> None:
    assert {p.email for p in plan(7, TODAY).people} != {p.email for p in region.people}


def test_there_are_a_regulator_three_councils_two_agencies_a_practice_and_a_university(region: Region) -> None:
    kinds = Counter(place.kind for place in region.organisations)
    assert kinds == {
        OrganisationKind.REGULATOR: 1,
        OrganisationKind.COUNCIL: 3,
        OrganisationKind.AGENCY: 2,
        OrganisationKind.PRACTICE: 1,
        OrganisationKind.UNIVERSITY: 1,
    }


def test_every_role_that_can_be_given_is_held_by_somebody_where_it_may_be(region: Region) -> None:
    kinds = {place.slug: place.kind for place in region.organisations}
    held = {role for person in region.people for role in person.roles}
    assert held == {role for role in Role if not ROLES[role].from_the_line}
    for person in region.people:
        for role in person.roles:
            assert kinds[person.organisation] in ROLES[role].kinds


@pytest.mark.clause("STD-1.2")
def test_every_line_of_management_is_whole_but_for_its_planned_vacancy(region: Region) -> None:
    for place in region.organisations:
        found = faults(line_of(region, place.slug))
        expected = [FaultKind.VACANT] if place.kind is OrganisationKind.COUNCIL else []
        assert [fault.kind for fault in found] == expected, place.slug


def test_nobody_shares_an_address_and_every_persona_has_a_story(region: Region) -> None:
    addresses = [person.email for person in region.people]
    assert len(addresses) == len(set(addresses))
    assert all(address.endswith(".example") for address in addresses)
    told = {role for person in region.people if person.story for role in person.roles}
    assert {role for role in told if needs_second_factor([role])} == told - {Role.PRACTITIONER}


def test_two_and_a_half_thousand_lives_with_numbers_of_their_own(register: list[Life]) -> None:
    assert len(register) == 2500
    assert len({life.number for life in register}) == 2500
    assert all(1 <= life.number <= 999_999 for life in register)


def test_the_register_holds_every_kind_of_life(register: list[Life]) -> None:
    endings = {period.ended for life in register for period in life.periods}
    assert len(endings) == 6
    assert any(len(life.periods) > 1 for life in register)
    assert any(life.former for life in register)
    assert any(life.suppressed for life in register)
    assert {kind for life in register for kind, _ in life.annotations} == {"AMHP", "BIA"}
    assert len({order.kind for life in register for order in life.orders}) >= 6


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 1500))
def test_every_life_runs_forward_whatever_the_seed_and_the_day(seed: int, later: int) -> None:
    today = date(2024, 2, 29) + timedelta(days=later)
    for life in lives(Region(), seed, today, 60):
        for earlier, after in zip(life.periods, life.periods[1:], strict=False):
            assert earlier.until < after.began
        for period in life.periods:
            assert period.began <= period.until
            assert (period.until < today) if period.ended else (period.until >= today)
        for _, until in life.former:
            assert life.periods[0].began < until < today
        for order in life.orders:
            assert order.began <= today
            assert order.until is None or order.until > order.began


def test_a_hundred_thousand_lives_fit_in_six_figures() -> None:
    last = None
    for last in lives(Region(), 1, TODAY, 100_000):  # noqa: B007
        pass
    assert last is not None
    assert last.number <= 999_999


def test_the_waiting_list_has_the_usual_faults_and_mostly_good_rows(region: Region, register: list[Life]) -> None:
    rows = plan_rows(region, register, organisation="thornmere", seed=2026, today=TODAY)
    kinds = Counter(row.fault for row in rows)
    assert kinds[""] > len(rows) / 2
    for fault in ("registration lapsed", "suspended", "conditions of practice", "the same person twice"):
        assert kinds[fault], fault
    assert len(kinds) > 15


def test_the_workbook_is_as_an_hr_system_leaves_it(region: Region, register: list[Life], tmp_path: Path) -> None:
    from openpyxl import load_workbook

    rows = plan_rows(region, register, organisation="thornmere", seed=2026, today=TODAY)
    write(rows, tmp_path / "staff.xlsx", title="Thornmere", today=TODAY)
    sheet = load_workbook(tmp_path / "staff.xlsx")["Staff"]
    cells = list(sheet.iter_rows(values_only=True))
    assert sheet.merged_cells.ranges
    assert cells[3][:3] == ("Surname", "First name", "SWE reg no.")
    assert cells[-1][:2] == ("Total", len(rows))
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.parametrize("sizes", [[], [40, 200, 800]])
def test_a_country_is_150_councils_each_with_its_whole_management(sizes: list[int]) -> None:
    region, employed = plan_national(5, TODAY, sizes)
    assert len(region.organisations) == len({place.name for place in region.organisations}) == 150
    assert sum(1 for _ in region.social_workers()) < ENTRIES
    for place in region.organisations:
        assert faults(line_of(region, place.slug)) == ()
        assert employed[place.slug] >= 20


def test_published_sizes_are_read_where_they_are_and_nothing_is_read_where_not(tmp_path: Path) -> None:
    assert published_sizes(tmp_path) == []
    if not SHARED.is_dir():
        pytest.skip(f"no public figures at {SHARED}")
    sizes = published_sizes(SHARED)
    assert len(sizes) > 140
    assert 30_000 < sum(sizes) < 45_000
