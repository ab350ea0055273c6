"""An agency books a worker end to end with two authorities; a suspension reaches everybody who must know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.notices.models import Notice
from almoner.people.models import Person
from almoner.references.actions.assignment_watch import watch_assignments
from almoner.references.models import AskedReference, Assignment, Verified
from almoner.references.tests.booking_factories import NOW, ON, Scene, a_candidate, a_scene, running
from almoner.register import actions as register
from almoner.register.tests.factories import MACHINE
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import SignIn
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
WORKER = "Wilhelmina Featherstonehaugh-Cholmondeley"


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True), system("test"), transaction.atomic():
        made = a_scene()
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield made


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, f"bookings-{name}")


def date_boxes(page: Page, legend: str, day: str, month: str, year: str) -> None:
    group = page.get_by_role("group", name=legend)
    group.get_by_label("Day").fill(day)
    group.get_by_label("Month").fill(month)
    group.get_by_label("Year").fill(year)


def choose(page: Page, label: str, words: str) -> None:
    """Type into a list that can be searched, and take what it finds."""
    page.get_by_role("combobox", name=label).fill(words)
    page.get_by_role("option", name=words).first.click()


def when_the_manager_asks_the_agency(page: Page, scene: Scene, sign_in: SignIn) -> str:
    sign_in(scene.council.manager)
    page.goto("/bookings/")
    looked_at(page, "none-yet")
    page.get_by_role("button", name="Ask an agency").click()
    page.get_by_role("button", name="Ask the agency").click()
    looked_at(page, "ask-refused")
    choose(page, "Which agency?", scene.agency.organisation.name)
    page.get_by_label("Social worker", exact=True).check()
    page.get_by_label("Children and families").check()
    page.get_by_label("Which team?").fill("Duty")
    page.get_by_label("What is needed?").fill("Assessments of children in need.")
    date_boxes(page, "First day", "7", "12", "2026")
    date_boxes(page, "Last day", "28", "5", "2027")
    page.get_by_label("Hours a week").fill("37")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Weeks of notice for the assignment").fill("4")
    page.get_by_label("Weeks of notice of the same job").fill("8")
    page.get_by_role("button", name="Ask the agency").click()
    expect(page.get_by_text("The agency has been asked.")).to_be_visible()
    looked_at(page, "asked")
    return page.url


def and_the_agency_reads_what_it_is_told_and_offers_somebody(
    page: Page, scene: Scene, booking: str, sign_in: SignIn
) -> None:
    sign_in(scene.agency.consultant)
    page.goto(f"{booking}confirm_read/")
    expect(page.get_by_text("No appointment is agreed until every reference has been verified").first).to_be_visible()
    looked_at(page, "told")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Say that you have read this").click()
    page.get_by_role("button", name="Offer somebody").click()
    looked_at(page, "offer")
    choose(page, "Whom do you offer?", WORKER)
    page.get_by_label("What does an hour cost?").fill("42.50")
    page.get_by_role("button", name="Offer them").click()
    expect(page.get_by_text("The offer is with the authority.")).to_be_visible()
    expect(page.get_by_text("1 not met")).to_be_visible()
    looked_at(page, "checks-at-the-agency")


def then_it_cannot_be_confirmed_before_the_references_are_verified(
    page: Page, scene: Scene, booking: str, sign_in: SignIn
) -> None:
    sign_in(scene.council.manager)
    page.goto(booking)
    expect(page.get_by_text("Confirm the appointment: not yet")).to_be_visible()
    looked_at(page, "not-yet")
    with system("test"), transaction.atomic():
        for asked in AskedReference.objects.filter(file__name=WORKER):
            Verified(
                file_id=asked.file_id, asked=asked, organisation=scene.council.organisation, how="both",
                by=scene.council.manager, with_whom="Pat Lowe", at_address="pat@eastvale.example", on=ON,
            ).save(force_insert=True)  # fmt: skip
    page.get_by_role("link", name="Every check before the appointment").click()
    looked_at(page, "checks-ready")
    page.get_by_role("button", name="Confirm the appointment").click()
    page.get_by_role("button", name="Confirm the appointment").click()
    page.get_by_role("link", name="The assignment").click()
    looked_at(page, "assignment")


def test_an_agency_books_a_worker_end_to_end_with_two_authorities(
    browser_page: Page, scene: Scene, sign_in: SignIn
) -> None:
    page = browser_page
    with system("test"), transaction.atomic():
        a_candidate(scene, verified=False, name=WORKER)
    booking = when_the_manager_asks_the_agency(page, scene, sign_in)
    and_the_agency_reads_what_it_is_told_and_offers_somebody(page, scene, booking, sign_in)
    then_it_cannot_be_confirmed_before_the_references_are_verified(page, scene, booking, sign_in)
    sign_in(scene.director)
    for name, where in {
        "figures": "figures/",
        "rows": "figures/rows/?what=running",
        "return": "return/",
        "rules": "rules/",
    }.items():
        page.goto(f"/bookings/{where}")
        looked_at(page, name)


def test_a_suspension_during_an_assignment_reaches_everybody_who_must_know_within_minutes(
    browser_page: Page, scene: Scene, sign_in: SignIn
) -> None:
    page = browser_page
    with system("test"), transaction.atomic():
        assignment = running(scene, a_candidate(scene, name=WORKER))
    later = NOW + timedelta(days=30)
    with time_machine.travel(later, tick=True):
        with system("test"), transaction.atomic():
            watch_assignments(now=later)
            register.place_order(
                entry_id=assignment.entry_id, kind="suspension", starts=later.date(),
                until=later.date() + timedelta(days=180), text="Suspended for six months.",
                reasons="A panel decided so.", by=MACHINE, now=later,
            )  # fmt: skip
        watch_assignments(now=later + timedelta(minutes=1))
        for somebody in (scene.council.manager, scene.council.head, scene.agency.consultant):
            told_and_shown(page, somebody, assignment, sign_in)


def told_and_shown(page: Page, somebody: Person, assignment: Assignment, sign_in: SignIn) -> None:
    with system("test"):
        assert Notice.objects.filter(to_person=somebody, case_id=assignment.pk).exists()
    sign_in(somebody)
    page.goto(f"/cases/assignment/{assignment.pk}/")
    expect(page.get_by_text("Stopped: may not practise").first).to_be_visible()
    expect(page.get_by_text("They may not practise as a social worker.").first).to_be_visible()
    looked_at(page, f"stopped-{somebody.name.split()[0].lower()}")
