"""Bookings: what the agency is told, what is checked, and that nothing is confirmed past a line that is not met."""

from __future__ import annotations

from datetime import date

import pytest

from almoner.procedure.rules import Refused
from almoner.references.models import AskedReference, Assignment, Booking, CandidateFile, Consent, SignedLine, Verified
from almoner.references.queries.preflight import BookingFacts
from almoner.references.rules.checks import Check, Outcome
from almoner.references.rules.preflight import in_the_way
from almoner.references.tests.booking_factories import (
    NOW,
    ON,
    Scene,
    a_candidate,
    a_reference,
    a_scene,
    asked_for,
    assignment_of,
    go,
    offered,
)
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def clauses(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.clause for one in refused.value.refusals}


def lines(booking: Booking) -> dict[Check, Outcome]:
    with system("test"):
        return {line.check: line.outcome for line in BookingFacts(Booking.objects.get(pk=booking.pk)).preflight(ON)}


@pytest.mark.clause("REF-8")
def test_an_agency_offers_nobody_before_it_has_said_that_it_has_read_what_it_is_told(scene: Scene) -> None:
    file = a_candidate(scene)
    booking = asked_for(scene)
    with pytest.raises(Refused):
        go(booking, "offer", scene.agency.consultant, number=file.number, price="42.50")
    with pytest.raises(Refused) as refused:
        go(booking, "confirm_read", scene.agency.consultant, read=False)
    assert clauses(refused) == {"REF-8"}
    assert go(booking, "confirm_read", scene.agency.consultant, read=True).state == "read"


def test_a_whole_booking_is_confirmed_and_an_assignment_is_agreed(scene: Scene) -> None:
    booking = offered(scene, a_candidate(scene))
    with system("test"):
        assert in_the_way(BookingFacts(booking).preflight(ON)) == ()
    confirmed = go(booking, "confirm", scene.council.manager)
    assert confirmed.state == "confirmed"
    assert {one["check"] for one in confirmed.checked} == {check.value for check in Check}
    assert assignment_of(confirmed).state == "agreed"


@pytest.mark.clause("REF-7")
def test_nothing_is_confirmed_while_a_reference_is_not_verified(scene: Scene) -> None:
    booking = offered(scene, a_candidate(scene, verified=False))
    for somebody in (scene.council.manager, scene.council.head, scene.council.deputy):
        with pytest.raises(Refused) as refused:
            go(booking, "confirm", somebody)
        assert "REF-7" in clauses(refused)
    with system("test"):
        assert not Assignment.objects.exists()


@pytest.mark.clause("REF-7")
def test_a_verification_by_another_authority_does_not_count(scene: Scene) -> None:
    file = a_candidate(scene, verified=False)
    with system("test"):
        for asked in AskedReference.objects.filter(file=file):
            Verified(
                file=file, asked=asked, organisation=scene.former.organisation, how="both", by=scene.former.head,
                with_whom="Pat", at_address="pat@eastvale.example", on=ON,
            ).save(force_insert=True)  # fmt: skip
    with pytest.raises(Refused) as refused:
        go(offered(scene, file), "confirm", scene.council.manager)
    assert "REF-7" in clauses(refused)


@pytest.mark.clause("REF-7")
def test_a_reference_set_aside_or_false_keeps_the_booking_back_though_it_was_verified(scene: Scene) -> None:
    file = a_candidate(scene)
    booking = offered(scene, file)
    for standing in ("set_aside", "falsified", "held", "asked"):
        with system("test"):
            one = a_reference(file, scene, standing=standing)
            other = AskedReference.objects.filter(file=file).exclude(pk=one.pk)
            other.update(giver=scene.council.organisation)  # nobody else of that authority has given one
        assert lines(booking)[Check.VERIFIED] is Outcome.NOT_MET, standing
        with pytest.raises(Refused) as refused:
            go(booking, "confirm", scene.council.manager)
        assert "REF-7" in clauses(refused)
        with system("test"):
            other.update(giver=scene.former.organisation)
            AskedReference.objects.filter(pk=one.pk).update(standing="declined")


@pytest.mark.clause("REF-7")
def test_nobody_can_sign_an_unverified_reference_away(scene: Scene) -> None:
    booking = offered(scene, a_candidate(scene, verified=False), notice_weeks=1)
    signing = go(booking, "put_up", scene.council.manager, "Nobody else can come.")
    for line in (Check.VERIFIED, Check.REGISTER, Check.GAPS):
        with pytest.raises(Refused):
            go(signing, "sign", scene.director, "Exceptional.", line=line.value)
    signed = go(signing, "sign", scene.director, "Two of the team are ill.", line="notice")
    with pytest.raises(Refused) as refused:
        go(signed, "confirm", scene.council.manager)
    assert clauses(refused) == {"REF-7"}


@pytest.mark.clause("REF-7")
def test_the_agency_cannot_confirm_what_it_offered(scene: Scene) -> None:
    with pytest.raises(Refused):
        go(offered(scene, a_candidate(scene)), "confirm", scene.agency.consultant)


def test_what_changes_after_the_offer_counts_at_the_confirmation(scene: Scene) -> None:
    file = a_candidate(scene)
    booking = offered(scene, file)
    with system("test"):
        Consent.objects.filter(file=file).update(withdrawn_at=NOW)
        CandidateFile.objects.filter(pk=file.pk).update(visible_to=[file.organisation_id])
    with pytest.raises(Refused) as refused:
        go(booking, "confirm", scene.council.manager)
    assert clauses(refused) == {"REF-1"}


def test_only_a_candidate_who_agreed_can_be_offered(scene: Scene) -> None:
    file = a_candidate(scene, consent=False)
    booking = go(asked_for(scene), "confirm_read", scene.agency.consultant, read=True)
    with pytest.raises(Refused, match="not agreed"):
        go(booking, "offer", scene.agency.consultant, number=file.number, price="42.50")
    with pytest.raises(Refused, match="no open file"):
        go(booking, "offer", scene.agency.consultant, number="SW1", price="42.50")


def test_a_price_above_the_cap_takes_two_signatures_of_two_people(scene: Scene) -> None:
    booking = offered(scene, a_candidate(scene), price="52.00")
    assert lines(booking)[Check.PRICE] is Outcome.TO_SIGN
    booking = go(booking, "put_up", scene.council.manager, "A tribunal has set a day.")
    booking = go(booking, "sign", scene.director, "It has to be met.", line="price")
    with pytest.raises(Refused):
        go(booking, "confirm", scene.council.manager)
    with pytest.raises(Refused):
        go(booking, "sign", scene.director, "Again.", line="price")
    booking = go(booking, "sign", scene.chief, "Agreed.", line="price")
    assert lines(booking)[Check.PRICE] is Outcome.SIGNED
    assert go(booking, "confirm", scene.council.manager).state == "confirmed"
    with system("test"):
        assert SignedLine.objects.filter(booking=booking).count() == 2


def test_signatures_do_not_carry_over_to_another_price(scene: Scene) -> None:
    file = a_candidate(scene)
    booking = go(offered(scene, file, price="52.00"), "put_up", scene.council.manager, "A tribunal.")
    for somebody in (scene.director, scene.chief):
        booking = go(booking, "sign", somebody, "It has to be met.", line="price")
    booking = go(booking, "take_back", scene.agency.consultant, "The price has changed.")
    booking = go(booking, "offer", scene.agency.consultant, number=file.number, price="60.00")
    assert lines(booking)[Check.PRICE] is Outcome.TO_SIGN


def test_another_assignment_on_the_same_days_is_seen_whoever_booked_it(scene: Scene) -> None:
    file = a_candidate(scene)
    go(offered(scene, file), "confirm", scene.council.manager)
    second = offered(scene, file, starts=date(2027, 2, 1), ends=date(2027, 3, 1))
    assert lines(second)[Check.OVERLAP] is Outcome.TO_SIGN
    later = offered(scene, file, starts=date(2027, 6, 1), ends=date(2027, 7, 1))
    assert lines(later)[Check.OVERLAP] is Outcome.MET
