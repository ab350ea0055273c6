"""Verification, what the seniors settle, what climbs by itself, and what goes to the regulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from almoner.drafts.models import Draft
from almoner.fitness.models import LearningAction, Referral
from almoner.fitness.queries.learning import readers_of
from almoner.fitness.tests.factories import Council, a_council
from almoner.notices.models import Notice
from almoner.people.queries import scope_of
from almoner.procedure.models import Step, Turn
from almoner.procedure.rules import Refused
from almoner.references.actions.verification import climb
from almoner.references.models import (
    AskedReference,
    CandidateFile,
    Reference,
    ReferenceConcern,
    SeniorRequest,
    Verification,
    Verified,
)
from almoner.references.queries.file_facts import facts_of
from almoner.references.queries.verification import climbed, verifications
from almoner.references.rules.file_facts import How, ReferenceFact, Standing
from almoner.references.tests.factories import (
    ANSWERS,
    NOW,
    Agency,
    a_verification,
    act,
    an_agency,
    given,
    shared,
    with_history,
)
from almoner.scope.context import acting, system

pytestmark = pytest.mark.django_db
ON = NOW.date()
SPOKEN: Mapping[str, Any] = {
    "given_as": "senior", "how": "word", "with_whom": "Hanna Weiss, head of service", "verified_on": ON,
    "said": "She gave it and it stands.", "worry": False,
}  # fmt: skip


@dataclass(frozen=True)
class Region:
    """An agency, the authority that gave a reference, the one that verifies it, and the reference."""

    agency: Agency
    giver: Council
    commissioner: Council
    file: CandidateFile
    asked: AskedReference

    def fact(self) -> ReferenceFact:
        """The first reference as the commissioner knows it."""
        with system("test"):
            return facts_of(self.file, authority_id=self.commissioner.organisation.pk, on=ON).references[0]


@pytest.fixture
def region() -> Region:
    agency, giver, commissioner = an_agency(), a_council(), a_council("Southmere Council", "Ann Bell")
    file = with_history(agency, giver)
    asked = given(file, agency, giver)
    shared(file, commissioner, giver.worker)
    return Region(agency, giver, commissioner, file, asked)


@pytest.mark.clause("REF-7")
class TestVerifying:
    def test_it_says_who_with_whom_how_when_and_at_a_known_address(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        assert not region.fact().verified
        for address in ("hanna@gmail.com", "hanna@bridge.example", "01234 567890"):
            with pytest.raises(Refused) as refused:
                act(case, "record", region.commissioner.manager, **SPOKEN, address=address)
            assert [(one.clause, one.field) for one in refused.value.refusals] == [("REF-7", "address")]
        act(case, "record", region.commissioner.manager, **SPOKEN, address=region.giver.head.email)
        fact = region.fact()
        assert fact.verified
        assert fact.verified_how is How.WORD
        with acting(scope_of(region.commissioner.head, ON)):
            kept = Verified.objects.get()
        assert (kept.by_id, kept.with_whom, kept.on) == (
            region.commissioner.manager.pk, "Hanna Weiss, head of service", ON
        )  # fmt: skip

    def test_one_authoritys_verification_is_not_anothers(self, region: Region) -> None:
        act(a_verification(region.asked, region.commissioner), "confirm", region.giver.head,
            given_as="senior", said="It stands.", worry=False)  # fmt: skip
        with system("test"):
            other = facts_of(region.file, authority_id=region.giver.organisation.pk, on=ON).references[0]
        assert region.fact().verified_how is How.WRITING
        assert not other.verified
        with acting(scope_of(region.giver.head, ON)):
            assert not Verified.objects.exists()

    def test_the_agency_sees_none_of_what_was_said(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        with acting(scope_of(region.agency.consultant, ON)):
            assert not Verification.objects.exists()
            assert not Step.objects.filter(case_id=case.pk).exists()
            with pytest.raises(LookupError):
                act(case, "record", region.agency.consultant, **SPOKEN, address=region.giver.head.email)

    def test_the_authority_that_gave_it_does_not_verify_it_for_the_other(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        with pytest.raises(Refused):
            act(case, "record", region.giver.head, **SPOKEN, address=region.giver.head.email)
        with pytest.raises(Refused):
            act(case, "confirm", region.commissioner.head, given_as="senior", said="It stands.", worry=False)


@pytest.mark.clause("REF-10")
class TestSettledBySeniors:
    def test_one_from_a_first_line_manager_is_not_verified_by_anybody(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        with pytest.raises(Refused) as refused:
            act(case, "record", region.commissioner.manager, **{**SPOKEN, "given_as": "first_line"},
                address=region.giver.head.email)  # fmt: skip
        assert refused.value.refusals[0].clause == "REF-10"
        with pytest.raises(Refused):
            act(case, "confirm", region.giver.head, given_as="colleague", said="He did.", worry=False)

    def test_it_is_set_aside_and_asked_for_between_named_seniors_with_a_clock(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        act(case, "wrong_person", region.commissioner.manager, reasons="His team manager wrote it.",
            given_as="first_line")  # fmt: skip
        assert region.fact().standing is Standing.SET_ASIDE
        with system("test"):
            request = SeniorRequest.objects.get()
            anew = Reference.objects.get(pk=str(request.reference_id))
            turns = set(Turn.objects.filter(case_id=request.pk).values_list("person_id", flat=True))
        assert (request.ours_id, request.theirs_id) == (
            region.commissioner.service_manager.pk, region.giver.service_manager.pk
        )  # fmt: skip
        assert request.due_on == date(2026, 11, 25)
        assert turns == {region.giver.service_manager.pk}
        act(anew, "give", region.giver.service_manager, **ANSWERS)
        with system("test"):
            assert SeniorRequest.objects.get().state == "settled"
            facts = facts_of(region.file, authority_id=region.commissioner.organisation.pk, on=ON)
        assert [one.verified for one in facts.references] == [False, True]

    def test_both_authorities_see_the_thread_and_the_agency_does_not(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        act(case, "wrong_person", region.giver.head, reasons="A colleague.", given_as="colleague")
        for reader, seen in ((region.giver.head, 1), (region.commissioner.head, 1), (region.agency.consultant, 0)):
            with acting(scope_of(reader, ON)):
                assert SeniorRequest.objects.count() == seen


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 7, tzinfo=UTC)


class TestClimbing:
    @pytest.mark.clause("REF-6")
    def test_the_clock_counts_working_days_reminds_and_lists_what_is_overdue(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner, datetime(2026, 11, 27, 16, tzinfo=UTC))
        assert case.due_on == date(2026, 12, 1)
        assert climb(now=at(30)) == {"reminded": 0, "raised": 0}
        assert climb(now=at(1, 12))["reminded"] == 1
        with system("test"):
            assert Notice.objects.filter(template="verification_due").count() == 1
            climb(now=at(1, 12))
            assert Notice.objects.filter(template="verification_due").count() == 1
        with acting(scope_of(region.commissioner.head, ON)):
            assert not verifications(region.commissioner.head, date(2026, 12, 1), show="overdue").exists()
            assert verifications(region.commissioner.head, date(2026, 12, 2), show="overdue").count() == 1

    @pytest.mark.clause("REF-11")
    @pytest.mark.clause("REF-13")
    def test_what_nobody_answers_goes_up_on_both_sides_by_itself_and_stays_open(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)

        def stands() -> tuple[str, set[str]]:
            with system("test"):
                fresh = Verification.objects.get(pk=case.pk)
                turns = Turn.objects.filter(case_id=case.pk, move="confirm").select_related("person")
                return fresh.state, {turn.person.name for turn in turns if turn.person}

        assert stands() == ("asked", {"Sol Marek"})
        assert climb(now=at(26))["raised"] == 1
        assert stands() == ("raised", {"Sol Marek"})
        assert climb(now=at(27))["raised"] == 0
        assert climb(now=at(1, 12))["raised"] == 1
        assert stands() == ("raised_last", {"Dele Bright", "Hanna Weiss"})
        assert climb(now=at(9, 12)) == {"reminded": 0, "raised": 0}
        with system("test"):
            told = Notice.objects.filter(template="case_moved", case_id=case.pk)
            heads = {each.to_person_id for each in told.filter(key__contains=str(_last(case).pk))}
        assert heads == {one.pk for c in (region.giver, region.commissioner) for one in (c.head, c.deputy)}
        found = climbed(region.giver.organisation.pk, ON, date(2026, 12, 31))
        assert (found.asked, found.raised, found.last) == (1, 1, 1)
        act(case, "confirm", region.giver.head, at(10, 12), given_as="senior", said="It stands.", worry=False)
        assert region.fact().verified

    @pytest.mark.clause("REF-13")
    def test_a_head_of_service_takes_a_serious_matter_up_before_the_clock_does(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        with pytest.raises(Refused):
            act(case, "take_up", region.commissioner.manager, reasons="It is serious.")
        act(case, "take_up", region.commissioner.head, reasons="It is serious.")
        assert climbed(region.commissioner.organisation.pk, ON, ON).last == 1

    def test_a_request_between_seniors_climbs_to_the_heads_of_service_at_once(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        act(case, "wrong_person", region.giver.head, reasons="A colleague.", given_as="colleague")
        assert climb(now=at(26))["raised"] == 1
        with system("test"):
            assert SeniorRequest.objects.get().state == "raised_last"


def _last(case: Verification) -> Step:
    return Step.objects.filter(case_id=case.pk).latest("number")


@pytest.mark.clause("REF-14")
class TestToTheRegulator:
    def test_one_that_is_false_is_marked_everywhere_and_opens_a_referral_filled_in(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        act(case, "disown", region.giver.head, reasons="Nobody here wrote this.")
        with system("test"):
            concern = ReferenceConcern.objects.get()
        with pytest.raises(Refused):
            act(concern, "falsified", region.commissioner.manager, found="The head says so.")
        with pytest.raises(Refused) as refused:
            act(concern, "substantiated", region.commissioner.head, found="The head says so.")
        assert refused.value.refusals[0].clause == "REF-14"
        act(concern, "falsified", region.commissioner.head, found="The head of service there never saw it.")
        assert region.fact().standing is Standing.FALSIFIED
        with system("test"):
            referral = Referral.objects.get(reference_concern_id=concern.pk)
            draft = Draft.objects.get(person=region.commissioner.manager)
        assert referral.about[2] == region.file.entry_id
        assert referral.state == "preparing"
        assert draft.of == f"/cases/referral/{referral.pk}/put_forward/"
        assert "Nobody here wrote this." in draft.values["what_happened"][0]
        assert draft.values["tests"] == ["confidence"]

    def test_the_referral_reaches_the_regulator_about_somebody_who_never_worked_there(self, region: Region) -> None:
        case = a_verification(region.asked, region.commissioner)
        act(case, "confirm", region.giver.head, given_as="senior", said="It stands.", worry=True,
            worry_what="Two visits were made up.")  # fmt: skip
        assert region.fact().worry
        with system("test"):
            concern = ReferenceConcern.objects.get()
        act(concern, "substantiated", region.commissioner.head, found="The records show it.")
        with system("test"):
            referral = Referral.objects.get(reference_concern_id=concern.pk)
        from almoner.fitness.models import Concern
        from almoner.fitness.tests.factories import DISCUSSED, EFFECTS, JUDGED, STATEMENT

        act(referral, "put_forward", region.commissioner.manager, **STATEMENT)
        act(referral, "discuss", region.commissioner.service_manager, **DISCUSSED)
        act(referral, "agree", region.commissioner.head, **JUDGED)
        act(referral, "submit", region.commissioner.manager, **EFFECTS)
        with system("test"):
            reached = Concern.objects.get(referral_id=referral.pk)
        assert (reached.entry_id, reached.about_number) == (region.file.entry_id, region.file.number)


@pytest.mark.clause("REF-12")
def test_closing_a_concern_has_the_managers_read_the_standards_and_shows_who_did(region: Region) -> None:
    case = a_verification(region.asked, region.commissioner)
    act(case, "wrong_person", region.giver.head, reasons="A colleague.", given_as="colleague")
    with system("test"):
        concern = ReferenceConcern.objects.get(organisation=region.giver.organisation)
    with pytest.raises(Refused) as refused:
        act(concern, "close", region.giver.head, came_of_it="We spoke.", remind=True)
    assert refused.value.refusals[0].field == "reminder"
    act(concern, "close", region.giver.head, came_of_it="We spoke.", remind=True, reminder="Seniors give references.")
    with system("test"):
        [action] = LearningAction.objects.filter(finding_id=concern.pk)
        readers = readers_of(action, ON)
    assert (readers.read, readers.asked) == (0, 4)
    assert "Tom Field" in readers.unread
