"""References: who may give one, what it says, who reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from almoner.fitness.tests.factories import a_council
from almoner.people.models import Membership
from almoner.people.queries import scope_of
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.actions import NotVisible
from almoner.procedure.models import Request, Step
from almoner.procedure.rules import Refused
from almoner.references.actions.consents import BY_LINK, give_consent, withdraw_consent
from almoner.references.models import Consent, GivenWords
from almoner.references.queries.file_facts import facts_of
from almoner.references.rules.addresses import domains_of, fault_of
from almoner.references.rules.file_facts import Standing
from almoner.references.rules.flags import Flag, flags_of, prints_of
from almoner.references.rules.seniority import Given, given_as
from almoner.references.tests.factories import (
    ANSWERS,
    NOW,
    REFEREE,
    WORRYING,
    act,
    an_agency,
    ask,
    asked_of,
    given,
    shared,
    step,
    with_history,
)  # fmt: skip
from almoner.scope.context import acting, system

ON = NOW.date()


@pytest.mark.clause("REF-5")
class TestWhoGives:
    def test_the_role_decides_by_the_authoritys_own_setting(self) -> None:
        senior = {"head_of_service"}
        assert given_as({"head_of_service"}, senior) is Given.SENIOR
        assert given_as({"team_manager"}, senior) is Given.FIRST_LINE
        assert given_as({"team_manager"}, {"team_manager"}) is Given.SENIOR
        assert given_as({"practitioner"}, senior) is Given.COLLEAGUE
        assert given_as(set(), senior) is Given.COLLEAGUE

    @pytest.mark.django_db
    def test_a_first_line_managers_waits_until_somebody_else_who_is_senior_approves_it(self) -> None:
        agency, council = an_agency(), a_council()
        file = with_history(agency, council)
        reference = ask(file, agency, council)
        with pytest.raises(Refused) as refused:
            act(reference, "give", council.manager, **ANSWERS)
        assert refused.value.refusals[0].clause == "REF-5"
        act(reference, "write", council.manager, **ANSWERS)
        assert asked_of(reference).standing == Standing.HELD
        with pytest.raises(Refused):
            act(reference, "approve", council.manager)
        act(reference, "approve", council.service_manager)
        asked = asked_of(reference)
        assert asked.standing == Standing.GIVEN
        assert asked.given_by_role == Given.SENIOR
        assert asked.flags == [Flag.WRONG_ROLE]
        assert asked.given_by == "Tom Field, approved by Sol Marek"

    @pytest.mark.django_db
    def test_whoever_wrote_it_does_not_approve_it_though_they_are_senior(self) -> None:
        agency, council = an_agency(), a_council()
        reference = ask(with_history(agency, council), agency, council)
        act(reference, "write", council.service_manager, **ANSWERS)
        with pytest.raises(Refused):
            act(reference, "approve", council.service_manager)

    @pytest.mark.django_db
    def test_a_colleague_neither_sees_it_nor_gives_it_by_link(self) -> None:
        agency, council = an_agency(), a_council()
        reference = ask(with_history(agency, council), agency, council)
        with pytest.raises(NotVisible):
            act(reference, "give", council.worker, **ANSWERS)
        with pytest.raises(Refused) as refused:
            act(reference, "receive", BY_LINK, **{**REFEREE, **ANSWERS, "given_as": "colleague"})
        assert [(one.clause, one.field) for one in refused.value.refusals] == [("REF-5", "given_as")]

    @pytest.mark.django_db
    def test_it_is_not_asked_of_anybody_where_they_never_worked_or_where_nobody_is_left(self) -> None:
        agency, council, other = an_agency(), a_council(), a_council("Elsewhere Council")
        file = with_history(agency, council)
        with pytest.raises(Refused) as refused:
            ask(file, agency, other)
        assert refused.value.refusals[0].clause == "REF-5"
        with system("test"):
            Membership.objects.filter(organisation=council.organisation).update(ends=ON - timedelta(1))
        with pytest.raises(Refused) as refused:
            ask(file, agency, council)
        assert "Nobody is left on Almoner at Northmoor Council" in refused.value.refusals[0].because


@pytest.mark.clause("REF-7")
class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "fault"),
        [
            ("Ann@North.example", ""),
            ("somebody@north.example", ""),
            ("ann@gmail.com", "free mailbox"),
            ("ann@north.example.evil.test", "does not know"),
            ("ann@xnorth.example", "does not know"),
            ("north.example", "not an email"),
            ("", "not an email"),
            ("nia@bridge.example", "does not know"),
        ],
    )
    def test_only_an_address_the_platform_knows_is_the_authoritys(self, address: str, fault: str) -> None:
        members = ["ann@north.example", "bo@north.example", "lone@consulting.example"]
        domains = domains_of(members, ["nia@bridge.example"])
        found = fault_of(address, members, domains)
        assert (fault in found) if fault else (found == "")

    def test_a_free_mailbox_or_an_agencys_is_never_an_authoritys_domain_however_many_have_it(self) -> None:
        members = ["a@gmail.com", "b@gmail.com", "a@bridge.example", "b@bridge.example", "a@north.example"]
        assert domains_of(members, ["nia@bridge.example"]) == frozenset()

    @pytest.mark.django_db
    def test_no_link_goes_to_an_address_that_somebody_else_supplied(self) -> None:
        agency, council = an_agency(), a_council()
        reference = ask(with_history(agency, council), agency, council)
        with pytest.raises(Refused) as refused:
            act(reference, "send_link", council.head, address="pat.lowe@gmail.com")
        assert refused.value.refusals[0].field == "address"
        with system("test"):
            assert not Request.objects.exists()


@pytest.mark.clause("REF-3")
@pytest.mark.django_db
def test_a_worry_marks_it_and_is_said_in_words() -> None:
    agency, council = an_agency(), a_council()
    file = with_history(agency, council)
    reference = ask(file, agency, council)
    with pytest.raises(Refused) as refused:
        act(reference, "give", council.head, **{**ANSWERS, "safeguarding": True})
    assert refused.value.refusals[0].field == "safeguarding_what"
    act(reference, "give", council.head, **WORRYING)
    with system("test"):
        [fact] = facts_of(file, authority_id=council.organisation.pk, on=ON).references
    assert fact.worry
    assert not fact.verified


@pytest.mark.django_db
@pytest.mark.clause("REF-1")
class TestWhoReads:
    """An authority's words: its own, and those to whom the worker agreed; the database itself keeps them."""

    def test_the_agency_reads_no_word_of_it_however_it_tries(self) -> None:
        agency, council, commissioner = an_agency(), a_council(), a_council("Southmere Council")
        file = with_history(agency, council)
        asked = given(file, agency, council)
        with system("test"):
            manager = a_person("Mo Ansell", Role.AGENCY_MANAGER, agency.organisation)
        readers = [agency.consultant, commissioner.head, manager]
        for reader in readers:
            with acting(scope_of(reader, ON)):
                assert not GivenWords.objects.exists()
                assert not Step.objects.filter(case_id=asked.reference_id).exists()
        with acting(scope_of(council.head, ON)):
            assert GivenWords.objects.count() == 1

    def test_consent_opens_it_to_one_authority_and_its_withdrawal_shuts_it_at_once(self) -> None:
        agency, council, commissioner = an_agency(), a_council(), a_council("Southmere Council")
        file = with_history(agency, council)
        given(file, agency, council)
        shared(file, commissioner, council.worker)
        with acting(scope_of(commissioner.head, ON)):
            assert GivenWords.objects.count() == 1
            assert facts_of(file, authority_id=commissioner.organisation.pk, on=ON).consent
        with acting(scope_of(agency.consultant, ON)):
            assert not GivenWords.objects.exists()
        withdraw_consent(
            file=file, to_id=commissioner.organisation.pk, what=Consent.What.FILE, by=council.worker, now=NOW
        )
        with acting(scope_of(commissioner.head, ON)):
            assert not GivenWords.objects.exists()
            facts = facts_of(file, authority_id=commissioner.organisation.pk, on=ON)
            assert not facts.consent
            assert facts.consent_withdrawn_on == ON
            assert not facts.references

    def test_the_agency_reads_it_once_the_worker_says_so(self) -> None:
        agency, council = an_agency(), a_council()
        file = with_history(agency, council)
        given(file, agency, council)
        give_consent(file=file, to_id=agency.organisation.pk, what=Consent.What.WORDS, by=council.worker, now=NOW)
        with acting(scope_of(agency.consultant, ON)):
            assert GivenWords.objects.count() == 1


class TestFlags:
    def test_the_same_sentence_is_found_whatever_its_capitals_and_marks(self) -> None:
        once = prints_of({"practice": "She always wrote her assessments well and in good time."}, b"k")
        again = prints_of({"conduct": "SHE always wrote her assessments, well and in good time! Fine."}, b"k")
        assert once
        assert set(once) <= set(again)

    def test_short_sentences_are_everybodys(self) -> None:
        assert prints_of({"practice": "Very good. No concerns at all."}, b"k") == []

    def test_each_thing_is_flagged(self) -> None:
        answers = {"contact": "pat@gmail.com"}
        found = flags_of(answers, seen_before=True, domains=["n.test"], by_link=True, given_as=Given.FIRST_LINE)
        assert set(found) == {Flag.DUPLICATE, Flag.FREE_MAIL, Flag.WRONG_ROLE, Flag.BY_LINK}
        other = flags_of({"contact": "p@x.test"}, seen_before=False, domains=["n.test"], by_link=False,
                         given_as=Given.SENIOR)  # fmt: skip
        assert other == (Flag.OTHER_DOMAIN,)

    @pytest.mark.django_db
    def test_words_that_stand_in_another_authoritys_reference_are_flagged(self) -> None:
        agency, one, other = an_agency(), a_council(), a_council("Southmere Council")
        assert given(with_history(agency, one), agency, one).flags == []
        assert given(with_history(agency, other, name="Kit Marsh"), agency, other).flags == [Flag.DUPLICATE]


@pytest.mark.django_db
@pytest.mark.clause("REF-9")
def test_a_file_is_complete_with_its_references_and_a_passport_until_it_expires() -> None:
    agency, council, before = an_agency(), a_council(), a_council("Southmere Council")
    file = with_history(agency, before, council)
    given(file, agency, council, "permanent")
    with pytest.raises(Refused) as refused:
        step(file, "complete", agency.consultant)
    assert [one.because for one in refused.value.refusals] == ["The file has 1 of 2 references."]
    given(file, agency, before)
    file = step(file, "complete", agency.consultant)
    assert file.expires_on == ON + timedelta(365)
