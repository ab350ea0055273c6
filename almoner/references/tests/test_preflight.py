"""The preflight as a pure rule: whatever the facts, an unmet line stands in the way unless the right people signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almoner.dates.days import add_months
from almoner.people.rules import Role
from almoner.references.rules.checks import SIGNERS, Check, Outcome
from almoner.references.rules.cooling_off import held_back_by
from almoner.references.rules.experience import experience_days, has_years
from almoner.references.rules.file_facts import FileFacts, How, Kind, PostFact, ReferenceFact, Standing
from almoner.references.rules.history import Gap
from almoner.references.rules.packs import Job, Region, Service, Settings, in_force
from almoner.references.rules.preflight import Asked, Line, Signature, in_the_way, preflight

ON, STARTS, ENDS = date(2026, 11, 23), date(2026, 12, 7), date(2027, 5, 28)
HERE, NEAR, FAR = 1, 2, 3
SETTINGS = Settings(region=Region.NORTH_WEST, caps={Job.SOCIAL_WORKER: Decimal("45.00")})
RULES = in_force(SETTINGS, service=Service.CHILDREN, starts=STARTS, on=ON)


def a_reference(number: int, giver: int = NEAR, **more: object) -> ReferenceFact:
    made = ReferenceFact(
        UUID(int=number), Kind.PRACTICE, giver, f"Authority {giver}", Standing.GIVEN, verified_how=How.WORD,
        verified_on=ON - timedelta(days=3),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def a_post(employer: int = NEAR, ends: date | None = date(2026, 3, 31), **more: object) -> PostFact:
    made = PostFact(employer, f"Authority {employer}", "permanent", date(2018, 1, 1), ends, "resigned", childrens=True)
    return replace(made, **more)  # type: ignore[arg-type]


FILE = FileFacts(
    file_id=UUID(int=9), name="Robin Ashdown", number="SW700001", entry_id=1, on=ON, register_status="Registered",
    may_practise=True, dbs_on=date(2026, 9, 1), dbs_reviewed_on=date(2026, 9, 8), history=(a_post(),),
    references=(a_reference(1), a_reference(2)), complete=True, expires_on=date(2027, 9, 1), consent=True,
)  # fmt: skip
ASKED = Asked(
    authority_id=HERE, job=Job.SOCIAL_WORKER, service=Service.CHILDREN, starts=STARTS, ends=ENDS,
    price=Decimal("42.50"), notice_weeks=4, substantive_weeks=8,
)  # fmt: skip


def outcome(check: Check, file: FileFacts = FILE, asked: Asked = ASKED, settings: Settings = SETTINGS) -> Outcome:
    return line(check, file, asked, settings).outcome


def line(check: Check, file: FileFacts = FILE, asked: Asked = ASKED, settings: Settings = SETTINGS) -> Line:
    rules = in_force(settings, service=asked.service, starts=asked.starts, on=file.on)
    return next(one for one in preflight(file, rules, asked) if one.check is check)


def test_with_everything_in_order_nothing_stands_in_the_way() -> None:
    assert in_the_way(preflight(FILE, RULES, ASKED)) == ()


@pytest.mark.parametrize(
    ("check", "file"),
    [
        (Check.REGISTER, replace(FILE, may_practise=False, register_status="Suspended")),
        (Check.CONSENT, replace(FILE, consent=False)),
        (Check.CONSENT, replace(FILE, consent=False, consent_withdrawn_on=ON)),
        (Check.DBS, replace(FILE, dbs_on=None)),
        (Check.DBS, replace(FILE, dbs_reviewed_on=None)),
        (Check.GAPS, replace(FILE, gaps=(Gap(date(2024, 1, 1), date(2024, 3, 1)),))),
        (Check.GAPS, replace(FILE, history=())),
        (Check.LAST_EMPLOYER, replace(FILE, references=(a_reference(1, FAR), a_reference(2, FAR)))),
        (Check.PASSPORT, replace(FILE, complete=False)),
        (Check.PASSPORT, replace(FILE, expires_on=ON - timedelta(days=1))),
        (Check.PASSPORT, replace(FILE, expires_on=ON - timedelta(days=1), complete=False)),
        (Check.VERIFIED, replace(FILE, references=(a_reference(1), a_reference(2, verified_on=None)))),
        (Check.VERIFIED, replace(FILE, references=())),
        (Check.VERIFIED, replace(FILE, references=(*FILE.references, a_reference(3, standing=Standing.FALSIFIED)))),
    ],
)
@pytest.mark.clause("REF-7")
def test_an_enforced_line_that_is_not_met_stands_in_the_way_whoever_signs(check: Check, file: FileFacts) -> None:
    every = tuple(Signature(check, mark, role, f"{role}") for role in Role for mark in ("", line(check, file).mark))
    assert outcome(check, file, replace(ASKED, signatures=every)) is Outcome.NOT_MET


NOT_MET: dict[Check, tuple[FileFacts, Asked]] = {
    Check.CONDITIONS: (replace(FILE, conditions=("No lone visits.",)), ASKED),
    Check.PRACTICE_REFERENCES: (replace(FILE, references=(a_reference(1),)), ASKED),
    Check.COOLING_OFF: (replace(FILE, history=(a_post(HERE, date(2026, 10, 31)),)), ASKED),
    Check.EXPERIENCE: (replace(FILE, history=(a_post(starts=date(2024, 1, 1)),)), ASKED),
    Check.NOTICE: (FILE, replace(ASKED, notice_weeks=1)),
    Check.PRICE: (FILE, replace(ASKED, price=Decimal("45.01"))),
    Check.OVERLAP: (FILE, replace(ASKED, overlaps=((ENDS, ENDS),))),
}


@settings(max_examples=40)
@given(st.sampled_from(sorted(SIGNERS)), st.lists(st.sampled_from(Role), max_size=4))
def test_a_line_is_signed_off_by_a_different_person_of_each_role_that_answers_for_it_and_by_nobody_else(
    check: Check, signed: list[Role]
) -> None:
    file, asked = NOT_MET[check]
    found = line(check, file, asked)
    assert found.outcome is Outcome.TO_SIGN
    names = tuple(Signature(check, found.mark, role, f"person {number}") for number, role in enumerate(signed))
    after = outcome(check, file, replace(asked, signatures=names))
    enough = all(set(signed) & roles for roles in SIGNERS[check])
    assert after is (Outcome.SIGNED if enough else Outcome.TO_SIGN)


@settings(max_examples=40)
@given(st.sampled_from(sorted(SIGNERS)))
def test_a_signature_under_something_else_counts_for_nothing(check: Check) -> None:
    file, asked = NOT_MET[check]
    others = tuple(Signature(check, "something else", role, f"{role}") for role in Role)
    wrong = tuple(
        Signature(other, line(check, file, asked).mark, Role.DIRECTOR, "x") for other in Check if other != check
    )
    assert outcome(check, file, replace(asked, signatures=others + wrong)) is Outcome.TO_SIGN


def test_one_person_never_signs_for_both() -> None:
    file, asked = NOT_MET[Check.PRICE]
    mark = line(Check.PRICE, file, asked).mark
    both = tuple(Signature(Check.PRICE, mark, role, "one") for role in (Role.DIRECTOR, Role.CHIEF_EXECUTIVE))
    assert outcome(Check.PRICE, file, replace(asked, signatures=both)) is Outcome.TO_SIGN


def test_a_reference_set_aside_is_settled_by_another_of_the_same_authority() -> None:
    aside = a_reference(3, standing=Standing.SET_ASIDE, verified_on=None)
    assert outcome(Check.VERIFIED, replace(FILE, references=(aside, a_reference(1)))) is Outcome.MET
    assert outcome(Check.VERIFIED, replace(FILE, references=(aside, a_reference(1, FAR)))) is Outcome.NOT_MET


def test_a_file_serves_for_as_long_as_the_authority_has_set() -> None:
    completed_100_days_ago = replace(FILE, expires_on=ON + timedelta(days=265))
    assert outcome(Check.PASSPORT, completed_100_days_ago, settings=replace(SETTINGS, passport_days=100)) is Outcome.MET
    assert (
        outcome(Check.PASSPORT, completed_100_days_ago, settings=replace(SETTINGS, passport_days=99)) is Outcome.NOT_MET
    )


def test_national_lines_do_not_apply_to_adult_services() -> None:
    asked = replace(ASKED, service=Service.ADULTS, price=Decimal(90), notice_weeks=0)
    for check in (Check.EXPERIENCE, Check.NOTICE, Check.PRICE, Check.COOLING_OFF, Check.PRACTICE_REFERENCES):
        assert outcome(check, asked=asked) is Outcome.NOT_ASKED
    assert outcome(Check.VERIFIED, asked=asked) is Outcome.MET


def test_without_a_cap_nobody_can_tell_so_both_sign() -> None:
    assert outcome(Check.PRICE, settings=replace(SETTINGS, caps={})) is Outcome.TO_SIGN


def test_a_price_at_the_cap_is_within_it_to_the_penny() -> None:
    assert outcome(Check.PRICE, asked=replace(ASKED, price=Decimal("45.00"))) is Outcome.MET
    assert outcome(Check.PRICE, asked=replace(ASKED, price=Decimal("45.01"))) is Outcome.TO_SIGN


def test_notice_is_four_weeks_or_that_of_the_substantive_role_if_shorter() -> None:
    def with_notice(weeks: int, substantive: int) -> Outcome:
        return outcome(Check.NOTICE, asked=replace(ASKED, notice_weeks=weeks, substantive_weeks=substantive))

    assert with_notice(4, 12) is Outcome.MET
    assert with_notice(3, 12) is Outcome.TO_SIGN
    assert with_notice(2, 2) is Outcome.MET


class TestCoolingOff:
    @settings(max_examples=40)
    @given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 24))
    def test_it_ends_on_the_same_day_of_the_month_so_many_months_later(self, left: date, months: int) -> None:
        def held(starts: date) -> bool:
            found = held_back_by([a_post(HERE, left)], authority_id=HERE, region="", starts=starts, months=months)
            return found is not None

        assert held(add_months(left, months) - timedelta(days=1))
        assert not held(add_months(left, months))

    @pytest.mark.parametrize(
        ("post", "counts"),
        [
            (a_post(HERE, ON), True),
            (a_post(NEAR, ON, region="north_west"), True),
            (a_post(FAR, ON, region="london"), False),
            (a_post(FAR, ON, region=""), False),
            (a_post(HERE, ON, reason="redundant"), False),
            (a_post(HERE, ON, reason="probation"), False),
            (a_post(HERE, ON, basis="agency"), False),
            (a_post(HERE, None), True),
        ],
    )
    def test_the_exceptions(self, post: PostFact, *, counts: bool) -> None:
        found = held_back_by([post], authority_id=HERE, region="north_west", starts=STARTS, months=3)
        assert (found is not None) is counts


class TestExperience:
    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.dates(date(2015, 1, 1), date(2026, 1, 1)), st.integers(0, 900)), max_size=6))
    def test_a_day_counts_once_however_many_posts_cover_it(self, spans: list[tuple[date, int]]) -> None:
        history = [a_post(starts=starts, ends=starts + timedelta(days=days)) for starts, days in spans]
        covered = {starts + timedelta(days=n) for starts, days in spans for n in range(days + 1)}
        assert experience_days(history, before=STARTS) == sum(each < STARTS for each in covered)

    @settings(max_examples=40)
    @given(st.dates(date(2010, 1, 1), date(2026, 12, 6)))
    def test_three_years_to_the_day_are_enough(self, first: date) -> None:
        starts = add_months(first, 36)
        if starts.day != first.day:
            return
        assert has_years([a_post(starts=first, ends=None)], before=starts, years=3)
        assert not has_years([a_post(starts=first + timedelta(days=1), ends=None)], before=starts, years=3)

    def test_neither_agency_work_nor_other_services_count(self) -> None:
        for post in (a_post(basis="agency"), a_post(childrens=False)):
            assert experience_days([post], before=STARTS) == 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 90)), max_size=4))
def test_an_overlap_is_found_exactly_where_a_day_is_in_both(spans: list[tuple[date, int]]) -> None:
    others = tuple((starts, starts + timedelta(days=days)) for starts, days in spans)
    shared = any(STARTS <= starts + timedelta(days=n) <= ENDS for starts, days in spans for n in range(days + 1))
    found = outcome(Check.OVERLAP, asked=replace(ASKED, overlaps=others))
    assert found is (Outcome.TO_SIGN if shared else Outcome.MET)


def test_lines_come_in_one_order_and_each_says_its_rule_and_what_would_change_it() -> None:
    file = replace(FILE, may_practise=False, consent=False, complete=False, references=(), history=(), dbs_on=None)
    found = preflight(file, RULES, replace(ASKED, price=Decimal(60), notice_weeks=0))
    order = list(Check)
    assert all(order.index(one.check) < order.index(other.check) for one, other in pairwise(found))
    for one in in_the_way(found):
        assert one.because
        assert one.change
        assert one.check.rule
