"""The case examiners: a pair is given a case, each writes alone, they decide together or it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from almoner.fitness.access.examinations import OpinionAccess
from almoner.fitness.actions.examinations import appoint
from almoner.fitness.models import Appointment, Concern, Examination, Opinion
from almoner.fitness.queries.examinations import opinions_of
from almoner.fitness.rules import disposals
from almoner.fitness.rules.examination import Standing
from almoner.fitness.rules.opinion import differences
from almoner.fitness.tests import examination_factories as make
from almoner.fitness.tests.browsing import on_worklist
from almoner.fitness.tests.examination_factories import Pair
from almoner.fitness.tests.factories import Council, a_council, a_triage_officer
from almoner.people.actions.recusal import declare
from almoner.people.models import Membership
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Docket, Step, Turn
from almoner.procedure.queries import case_let_into, case_visible_to, needs_me, waiting_on_others
from almoner.procedure.rules import Dated, Refused, Valid
from almoner.record.access import case_visible_to as record_visible_to
from almoner.scope.clock import london_date
from almoner.scope.context import Scope, acting, system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]


@pytest.fixture
def council() -> Council:
    return a_council()


@pytest.fixture
def concern(council: Council, now: datetime) -> Concern:
    return make.a_concern_about(now, council.member)


@pytest.fixture
def pair(concern: Concern) -> Pair:
    return make.a_pair()


@pytest.fixture
def given(concern: Concern, pair: Pair, now: datetime) -> Examination:
    return make.given(make.an_examination(concern, now), pair, now)


class TestGivingItToAPair:
    def test_it_waits_for_an_officer_and_then_each_examiner_has_an_opinion_to_write(
        self, concern: Concern, pair: Pair, now: datetime
    ) -> None:
        examination = make.an_examination(concern, now)
        assert on_worklist(pair.officer, now) == ["examination"]
        make.given(examination, pair, now)
        assert on_worklist(pair.lay, now) == ["opinion"]
        assert on_worklist(pair.professional, now) == ["opinion"]
        assert on_worklist(pair.officer, now) == []

    @pytest.mark.clause("PLAN-F8")
    def test_two_of_one_standing_are_no_pair(self, concern: Concern, pair: Pair, now: datetime) -> None:
        other = make.an_examiner("Ida Holm", Standing.LAY)
        with pytest.raises(Refused, match="appointed as a professional case examiner"):
            make.given(make.an_examination(concern, now), Pair(pair.lay, other, pair.officer), now)

    @pytest.mark.clause("PLAN-F8")
    def test_whoever_triaged_it_does_not_decide_it(self, concern: Concern, pair: Pair, now: datetime) -> None:
        examination = make.an_examination(concern, now)
        officer = a_triage_officer()
        make.taken(concern, "acknowledge", officer, now, risk="low", risk_why="Not at work.")
        Membership.objects.create(
            person=officer, organisation=concern.organisation, role=Role.CASE_EXAMINER, starts=now.date()
        )
        Appointment.objects.create(
            person=officer, organisation=concern.organisation, standing=Standing.LAY, starts=now.date()
        )
        with pytest.raises(Refused, match="has had a part in this case before"):
            make.given(examination, Pair(officer, pair.professional, pair.officer), now)

    @pytest.mark.clause("PLAN-F8")
    def test_a_former_colleague_of_the_worker_does_not_decide_it(
        self, council: Council, concern: Concern, pair: Pair, now: datetime
    ) -> None:
        Membership.objects.create(
            person=pair.lay, organisation=council.organisation, role=Role.PRACTITIONER, starts=date(2022, 1, 1),
            ends=date(2023, 1, 1),
        )  # fmt: skip
        with pytest.raises(Refused, match="worked where the social worker works"):
            make.given(make.an_examination(concern, now), pair, now)

    def test_whoever_has_a_conflict_is_refused_and_a_stranger_too(
        self, concern: Concern, pair: Pair, now: datetime
    ) -> None:
        examination = make.an_examination(concern, now)
        declare(
            person=pair.lay, subject=f"fitness.concern:{concern.pk}", called=concern.reference,
            organisation=concern.organisation, words="My neighbour.", now=now,
        )  # fmt: skip
        with pytest.raises(Refused, match="has a conflict"):
            make.given(examination, pair, now)
        with pytest.raises(Refused, match="Nobody of that address"):
            make.taken(examination, "give", pair.officer, now, lay="x@nowhere.example", professional="\U0001f600")

    def test_taken_back_an_unwritten_opinion_goes_and_the_case_can_be_given_again(
        self, given: Examination, pair: Pair, now: datetime,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:  # fmt: skip
        make.taken(make.opinion_of(given, pair.lay), "write", pair.lay, now, **make.HEARING)
        with django_capture_on_commit_callbacks(execute=True):
            again = make.taken(given, "take_back", pair.officer, now, "The other examiner is ill.")
        assert make.opinion_of(given, pair.professional).state == "not_needed"
        assert on_worklist(pair.professional, now) == []
        other = make.an_examiner("Ola Berg", Standing.PROFESSIONAL)
        second = Pair(pair.lay, other, pair.officer)
        again = make.weighed(make.given(again, second, now), second, now, make.NO_ACTION)
        assert (again.state, again.outcome) == ("agreed", "no_action")

    @pytest.mark.clause("PLAN-F8")
    def test_a_conflict_of_one_of_the_pair_frees_the_case_for_another(
        self, concern: Concern, given: Examination, pair: Pair, now: datetime,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:  # fmt: skip
        """Left with the pair, nobody could ever approve what the other writes."""
        drafted = make.drafted(make.weighed(given, pair, now, make.NO_ACTION), pair.professional, now)
        with django_capture_on_commit_callbacks(execute=True):
            declare(
                person=pair.lay, subject=f"fitness.concern:{concern.pk}", called=concern.reference,
                organisation=concern.organisation, words="My neighbour.", now=now + timedelta(hours=1),
            )  # fmt: skip
        with system("test"):
            drafted.refresh_from_db()
            assert drafted.state == "to_be_given"
            assert needs_me(pair.officer, london_date(now), procedure="examination").exists()


class TestAlone:
    """Nobody reads an opinion before both are in, by any door."""

    @pytest.fixture
    def opinion(self, given: Examination, pair: Pair, now: datetime) -> Opinion:
        written: Opinion = make.taken(make.opinion_of(given, pair.lay), "write", pair.lay, now, **make.HEARING)
        return written

    @pytest.mark.clause("PLAN-F8")
    def test_nobody_but_its_writer_finds_it(
        self, given: Examination, opinion: Opinion, pair: Pair, now: datetime
    ) -> None:
        on = london_date(now)
        investigator = a_person("Ines Rook", Role.INVESTIGATOR, given.organisation)
        for other in (pair.professional, pair.officer, investigator):
            assert case_visible_to(other, "opinion", opinion.pk, on) is None
            assert record_visible_to(other, opinion.pk, on) is None
            assert opinion not in opinions_of(given, other, on)
            assert not waiting_on_others(other, on).filter(pk=opinion.pk).exists()
            with pytest.raises(procedure.NotVisible):
                procedure.note(case=opinion, text="Let me see.", by=other, now=now)
        assert case_visible_to(pair.lay, "opinion", opinion.pk, on) == opinion

    @pytest.mark.clause("PLAN-F8")
    def test_the_database_itself_shows_it_to_nobody_else(
        self, given: Examination, opinion: Opinion, pair: Pair
    ) -> None:
        for person, seen in ((pair.professional, 0), (pair.lay, 1)):
            with acting(Scope(person.pk, (given.organisation_id,))):
                assert Opinion.objects.filter(pk=opinion.pk).count() == seen
                assert Docket.objects.filter(pk=opinion.pk).count() == seen
                assert Step.objects.filter(case_id=opinion.pk, move="write").count() == seen
                assert Docket.objects.filter(pk=given.pk).count() == 1

    def test_nor_that_somebody_else_is_to_write_one(self, given: Examination, pair: Pair) -> None:
        to_write = make.opinion_of(given, pair.professional)
        for person, seen in ((pair.lay, 0), (pair.professional, 1)):
            with acting(Scope(person.pk, (given.organisation_id,))):
                assert Turn.objects.filter(case_id=to_write.pk).count() == seen

    @pytest.mark.clause("PLAN-F8")
    def test_not_even_an_emergency_opens_it(
        self, given: Examination, opinion: Opinion, pair: Pair, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from types import SimpleNamespace

        opening = SimpleNamespace(organisation_id=given.organisation_id)
        monkeypatch.setattr("almoner.procedure.queries.cases.let_in", lambda *_: opening)
        assert case_let_into(pair.officer, "opinion", opinion.pk, now) is None
        assert case_let_into(pair.officer, "examination", given.pk, now) is not None

    def test_the_page_of_the_examination_says_that_it_is_written_and_nothing_of_what_it_says(
        self, given: Examination, opinion: Opinion, pair: Pair
    ) -> None:
        from almoner.fitness.web.presenters.examinations import about_the_pair

        said = dict(about_the_pair(given))
        assert said["Lay case examiner"] == "Lena Moss, opinion written"
        assert said["Professional case examiner"] == "Piet Brandt, writing"
        assert "Outcome" not in said

    @pytest.mark.clause("PLAN-F8")
    def test_once_both_are_in_each_reads_the_others(
        self, given: Examination, opinion: Opinion, pair: Pair, now: datetime
    ) -> None:
        make.taken(make.opinion_of(given, pair.professional), "write", pair.professional, now, **make.HEARING)
        on = london_date(now)
        for person in (pair.lay, pair.professional, pair.officer):
            assert len(opinions_of(given, person, on)) == 2
        with acting(Scope(pair.professional.pk, (given.organisation_id,))):
            assert Step.objects.filter(case_id=opinion.pk, move="write").exists()

    def test_nobody_writes_the_others_opinion(self, given: Examination, pair: Pair, now: datetime) -> None:
        with pytest.raises(procedure.NotVisible):
            make.taken(make.opinion_of(given, pair.lay), "write", pair.professional, now, **make.HEARING)

    def test_an_opinion_is_written_once(self, opinion: Opinion, pair: Pair, now: datetime) -> None:
        with pytest.raises(Refused, match="does not lead on"):
            make.taken(opinion, "write", pair.lay, now, **make.NO_ACTION)

    def test_the_access_keeps_others_away_whatever_a_page_asks(
        self, opinion: Opinion, pair: Pair, now: datetime
    ) -> None:
        access = OpinionAccess(Opinion)
        kept = access.kept_away([pair.lay, pair.professional, pair.officer], opinion, london_date(now))
        assert kept == {pair.professional.pk, pair.officer.pk}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"grounds": []}, "No ground is looked at"),
    ({"grounds": ["barred"]}, "Being on a barred list is looked at"),
    ({"why_misconduct": " "}, "not said what you make of the facts"),
    ({"public_interest": None}, "whether a hearing is in the public interest"),
    ({"public_interest_why": ""}, "not said why a hearing"),
    ({"outcome": "no_action"}, "the case goes to a hearing"),
    ({"prospect": False}, "Without a realistic prospect"),
    ({"public_interest": False}, "an outcome is proposed"),
    ({"public_interest": False, "outcome": "accepted_outcome"}, "which outcome would be proposed"),
    ({"prospect": False, "outcome": "warning", "least": "x"}, "for how long"),
    ({"prospect": False, "outcome": "warning", "least": "x", "years": "5", "risk": "none"}, "cannot be used"),
    ({"prospect": False, "outcome": "warning", "years": "3"}, "nothing less restrictive"),
    ({**make.PROPOSED, "months": 37}, "1 to 36 months"),
    ({**make.PROPOSED, "months": None}, "1 to 36 months"),
    ({**make.PROPOSED, "sanction": "warning"}, "for how long"),
    ({**make.PROPOSED, "sanction": "removal", "months": None}, "cannot be used"),
    ({**make.PROPOSED, "least": ""}, "nothing less restrictive"),
]


@pytest.mark.clause("PLAN-F8")
@pytest.mark.clause("PLAN-F14")
def test_an_opinion_that_skips_a_test_or_does_not_follow_from_it_is_refused(
    given: Examination, pair: Pair, now: datetime
) -> None:
    opinion = make.opinion_of(given, pair.lay)
    for change, because in WRONG:
        values = {name: value for name, value in {**make.HEARING, **change}.items() if value is not None}
        with pytest.raises(Refused, match=because):
            make.taken(opinion, "write", pair.lay, now, **values)


@pytest.mark.parametrize(
    ("opinion", "words"),
    [
        (make.NO_ACTION, "No further action"),
        (make.WARNING, "A warning, for 3 years"),
        (make.HEARING, "Refer to a hearing"),
        (
            make.PROPOSED,
            "Propose an outcome to the social worker: conditions of practice order, for 12 months",
        ),
    ],
)
def test_two_opinions_alike_are_a_decision_to_be_drafted(
    given: Examination, pair: Pair, now: datetime, opinion: Mapping[str, Any], words: str
) -> None:
    examination = make.weighed(given, pair, now, opinion, {**opinion, "prospect_why": "Another way of seeing it."})
    assert (examination.state, examination.in_words) == ("agreed", words)
    assert on_worklist(pair.lay, now) == on_worklist(pair.professional, now) == ["examination"]


def test_what_was_filled_in_and_then_not_asked_for_makes_no_difference() -> None:
    odd = {**make.NO_ACTION, "public_interest": True, "sanction": "suspension", "months": 3, "years": "5"}
    assert differences(make.NO_ACTION, odd) == []
    assert differences(make.WARNING, {**make.WARNING, "years": "5"}) == ["Advice or a warning: for how many years?"]


class TestDisagreeing:
    def test_a_further_pair_looks_at_it_and_nobody_of_the_first_is_of_it(
        self, given: Examination, pair: Pair, now: datetime
    ) -> None:
        examination = make.weighed(given, pair, now, make.HEARING, make.PROPOSED)
        assert examination.state == "to_be_given"
        said = Step.objects.get(case_id=examination.pk, move="try_again").values["differences"]
        assert "Is a hearing in the public interest?" in said
        other = make.an_examiner("Ola Berg", Standing.PROFESSIONAL)
        with pytest.raises(Refused, match="has had a part in this case before"):
            make.given(examination, Pair(pair.lay, other, pair.officer), now)

    def test_a_second_disagreement_goes_to_a_hearing(self, given: Examination, pair: Pair, now: datetime) -> None:
        examination = make.weighed(given, pair, now, make.HEARING, make.PROPOSED)
        second = Pair(
            make.an_examiner("Ida Holm", Standing.LAY), make.an_examiner("Ola Berg", Standing.PROFESSIONAL),
            pair.officer,
        )  # fmt: skip
        examination = make.weighed(make.given(examination, second, now), second, now, make.HEARING, make.NO_ACTION)
        assert examination.state == "apart"

    def test_where_the_setting_says_so_the_first_goes_to_a_hearing(
        self, given: Examination, pair: Pair, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        setting = Dated("test", [Valid("hearing", disposals.BEGAN)])
        monkeypatch.setattr("almoner.fitness.rules.examination.DISAGREEMENT", setting)
        assert make.weighed(given, pair, now, make.HEARING, make.PROPOSED).state == "apart"


class TestAppointing:
    def test_an_administrator_appoints_and_a_new_standing_ends_the_old(self, pair: Pair, now: datetime) -> None:
        regulator = Appointment.objects.get(person=pair.lay).organisation
        administrator = a_person("Ada Min", Role.ORGANISATION_ADMINISTRATOR, regulator)
        starts = london_date(now) + timedelta(days=1)
        with pytest.raises(Refused, match="You may not appoint"):
            appoint(
                person=pair.lay,
                organisation=regulator,
                standing="professional",
                starts=starts,
                by=pair.officer,
                now=now,
            )
        with pytest.raises(Refused, match="is not a case examiner"):
            appoint(
                person=pair.officer, organisation=regulator, standing="lay", starts=starts, by=administrator, now=now
            )
        with pytest.raises(Refused, match="have been appointed since"):
            appoint(
                person=pair.lay, organisation=regulator, standing="professional", starts=date(2026, 1, 5),
                by=administrator, now=now,
            )  # fmt: skip
        appoint(
            person=pair.lay, organisation=regulator, standing="professional", starts=starts, by=administrator, now=now
        )
        held = Appointment.objects.filter(person=pair.lay).order_by("starts").values_list("standing", "ends")
        assert list(held) == [("lay", london_date(now)), ("professional", None)]

    def test_nobody_is_a_pair_with_themselves_in_the_database_either(self, given: Examination) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Examination.objects.filter(pk=given.pk).update(professional=given.lay)
