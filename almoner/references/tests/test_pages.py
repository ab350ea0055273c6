"""The pages of references, as a browser without script meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from almoner.fitness.tests.browsing import signed_in, text
from almoner.fitness.tests.factories import a_council
from almoner.notices.models import Notice
from almoner.references.models import CandidateFile, GivenWords, OneTimeLink
from almoner.references.rules.file_facts import Standing
from almoner.references.rules.links import link_token
from almoner.references.tests.factories import (
    ANSWERS,
    NOW,
    REFEREE,
    act,
    an_agency,
    ask,
    asked_of,
    given,
    shared,
    with_history,
)  # fmt: skip
from almoner.register.tests.factories import an_entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def typed(values: Any) -> dict[str, str]:
    """Answers as a form sends them."""
    sent: dict[str, str] = {}
    for name, value in values.items():
        if hasattr(value, "year"):
            sent |= {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}
        else:
            sent[name] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return sent


@pytest.mark.clause("REF-9")
def test_an_agency_opens_a_file_is_shown_the_gap_and_explains_it() -> None:
    agency, council = an_agency(), a_council()
    an_entry("Robin", "Ashdown", number=715_001)
    browser = signed_in(agency.consultant)
    assert "There is no file yet" in text(browser.get("/candidates/"))
    wrong = text(browser.post("/candidates/new/", {"number": "SW999998"}))
    assert "The register publishes nobody under that number" in wrong
    made = browser.post("/candidates/new/", {"number": "sw 715001", "worker_email": "robin@example.net"}, follow=True)
    assert "Robin Ashdown" in text(made)
    with system("test"):
        file = CandidateFile.objects.get()
    post = {
        "employer": str(council.organisation.pk), "title": "Social worker", "basis": "permanent", "childrens": "yes",
        "starts_day": "1", "starts_month": "1", "starts_year": "2022", "ends_day": "31", "ends_month": "5",
        "ends_year": "2026", "key": "k",
    }  # fmt: skip
    refused = text(browser.post(f"/candidates/{file.pk}/posts/add/", post))
    assert "It is not said why it ended" in refused
    assert 'value="2022"' in refused
    shown = text(browser.post(f"/candidates/{file.pk}/posts/add/", {**post, "reason": "resigned"}, follow=True))
    assert "A gap of 176 days" in shown
    assert "1 gap to explain" in shown
    gap = f"/candidates/{file.pk}/gaps/2026-06-01/"
    again = text(browser.post(gap, {"explanation": "Cared for a parent.", "key": "k"}))
    assert "This was sent in another way meanwhile" in again
    assert "Cared for a parent." in again
    assert 'name="key" value="k"' not in again
    shown = text(browser.post(gap, {"explanation": "Cared for a parent.", "key": "g"}, follow=True))
    assert "Cared for a parent." in shown
    assert ">Whole<" in shown.replace("> ", ">").replace(" <", "<")
    assert browser.get(f"/candidates/{file.pk}/gaps/2026-06-02/").status_code == 404


@pytest.mark.clause("REF-1")
def test_no_page_search_or_interface_gives_the_agency_a_word_of_it() -> None:
    agency, council, commissioner = an_agency(), a_council(), a_council("Southmere Council", "Ann Bell")
    asked = given(with_history(agency, council), agency, council)
    consultant, head = signed_in(agency.consultant), signed_in(commissioner.head)
    secret = "hardest weeks of the winter"
    case = f"/cases/reference/{asked.reference_id}/"
    paths = [
        f"/references/{asked.pk}/", f"/references/{asked.pk}/file/", case, f"{case}give/", f"/api{case}",
        f"/candidates/{asked.file_id}/", "/candidates/", f"/cases/candidate_file/{asked.file_id}/",
        f"/api/cases/candidate_file/{asked.file_id}/", "/work/?q=thorough", "/work/waiting/", "/notices/",
        "/documents/?q=thorough", f"/record/cases/{asked.reference_id}/",
    ]  # fmt: skip
    for browser, name in ((consultant, "consultant"), (head, "head")):
        for path in paths:
            answer = browser.get(path)
            assert secret not in answer.content.decode(errors="replace"), (name, path)
        assert browser.get(f"/references/{asked.pk}/").status_code == 404
        assert browser.get(case).status_code == 404
    assert "Given" in text(consultant.get(f"/candidates/{asked.file_id}/"))
    with system("test"):
        assert all(secret not in str(each.values) for each in Notice.objects.all())


@pytest.mark.clause("REF-1")
def test_the_worker_reads_it_lets_an_authority_read_it_and_ends_that() -> None:
    agency, council, commissioner = an_agency(), a_council(), a_council("Southmere Council", "Ann Bell")
    file = with_history(agency, council)
    with system("test"):
        CandidateFile.objects.filter(pk=file.pk).update(entry=council.member.entry)
        file.refresh_from_db()
    asked = given(file, agency, council)
    worker, head = signed_in(council.worker), signed_in(commissioner.head)
    page = f"/my-files/{file.pk}/"
    assert "thorough" in text(worker.get(page))
    assert head.get(f"/candidates/{file.pk}/").status_code == 404
    assert "Choose an authority" in text(worker.post(page, {"to": ""}))
    worker.post(page, {"to": str(commissioner.organisation.pk)})
    assert "Ask them to verify it" in text(head.get(f"/candidates/{file.pk}/"))
    assert "thorough" in text(head.get(f"/references/{asked.pk}/"))
    pdf = head.get(f"/references/{asked.pk}/file/").content
    assert pdf.startswith(b"%PDF")
    assert b"pdfuaid" in pdf
    with system("test"):
        consent = file.consents.get()
    worker.post(page, {"withdraw": str(consent.pk)})
    shut = head.get(f"/candidates/{file.pk}/")
    assert shut.status_code == 403
    assert "withdrew that on" in text(shut)
    assert head.get(f"/references/{asked.pk}/").status_code == 404
    assert signed_in(commissioner.worker).get(page).status_code == 404


@pytest.mark.clause("REF-5")
class TestByLink:
    """A link: begun in one browser, used once, explained whatever becomes of it."""

    @pytest.fixture
    def path(self) -> str:
        agency, council = an_agency(), a_council()
        self.council = council
        self.reference = ask(with_history(agency, council), agency, council)
        act(self.reference, "send_link", council.head, address=council.service_manager.email)
        return self.newest()

    def newest(self) -> str:
        with system("test"):
            link = OneTimeLink.objects.get(replaced_at__isnull=True)
        return f"/give-a-reference/{link_token(link.pk, settings.SECRET_KEY)}/"

    def test_a_colleague_is_refused_a_first_line_manager_waits_and_it_counts_once(self, path: str) -> None:
        browser = Client()
        assert "opens in this browser alone" in text(browser.get(path))
        browser.post(path, {"begin": "1"})
        refused = text(browser.post(path, typed({**REFEREE, **ANSWERS, "given_as": "colleague"})))
        assert "A colleague does not give a reference." in refused
        assert "Kind and firm." in refused
        thanks = browser.post(path, typed({**REFEREE, **ANSWERS, "given_as": "first_line"}))
        assert "Waiting for approval" in text(thanks)
        assert asked_of(self.reference).standing == Standing.HELD
        again = browser.get(path)
        assert again.status_code == 410
        assert "This reference has been given" in text(again)
        with system("test"):
            assert not GivenWords.objects.exists()

    def test_one_that_was_sent_on_opens_nothing_elsewhere_and_a_new_one_goes_to_the_first_address(
        self, path: str
    ) -> None:
        Client().post(path, {"begin": "1"})
        other = Client()
        assert "begun in another browser" in text(other.get(path))
        assert "begun in another browser" in text(other.post(path, typed({**REFEREE, **ANSWERS})))
        assert "A new link is on its way" in text(other.post(path, {"new_link": "1"}))
        assert "A newer link was sent" in text(other.get(path))
        with system("test"):
            sent = list(OneTimeLink.objects.values_list("to_email", flat=True))
        assert sent == [self.council.service_manager.email] * 2
        fresh = self.newest()
        other.post(fresh, {"begin": "1"})
        assert "The reference is given" in text(other.post(fresh, typed({**REFEREE, **ANSWERS})))

    def test_after_its_day_it_says_so_and_sends_a_new_one(self, path: str) -> None:
        with time_machine.travel(NOW + timedelta(15), tick=True):
            late = Client().get(path)
            assert late.status_code == 410
            assert "day is over" in text(late)
            assert "A new link is on its way" in text(Client().post(path, {"new_link": "1"}))

    def test_once_it_was_given_otherwise_it_says_so(self, path: str) -> None:
        act(self.reference, "give", self.council.head, NOW + timedelta(minutes=5), **ANSWERS)
        assert "no longer asked for here" in text(Client().get(path))
        assert Client().get("/give-a-reference/nothing/").status_code == 404

    def test_the_worker_comes_by_a_link_of_their_own(self) -> None:
        agency, council = an_agency(), a_council()
        file = with_history(agency, council)
        signed_in(agency.consultant).post(f"/candidates/{file.pk}/link/")
        with system("test"):
            link = OneTimeLink.objects.get()
        path = f"/my-file/{link_token(link.pk, settings.SECRET_KEY)}/"
        browser = Client()
        browser.post(path, {"begin": "1"})
        assert "You decide who may read it" in text(browser.get(path))
        browser.post(path, {"to": str(council.organisation.pk)})
        with system("test"):
            assert file.consents.get().by_link


@pytest.mark.clause("REF-6")
def test_an_authority_asks_for_a_verification_once_and_sees_what_is_overdue() -> None:
    agency, council, commissioner = an_agency(), a_council(), a_council("Southmere Council", "Ann Bell")
    file = with_history(agency, council)
    asked = given(file, agency, council)
    shared(file, commissioner, council.worker)
    browser = signed_in(commissioner.manager)
    first = browser.post(f"/references/{asked.pk}/verify/", follow=True)
    assert "2 working days, as Southmere Council has set it" in text(first)
    again = browser.post(f"/references/{asked.pk}/verify/", follow=True)
    assert first.redirect_chain == again.redirect_chain
    assert "By 25 November 2026" in text(browser.get("/references/verification/"))
    with time_machine.travel(NOW + timedelta(4), tick=True):
        late = text(signed_in(council.head).get("/references/verification/?show=overdue"))
    assert "2 working days late" in late
    assert "Nothing is overdue" in text(browser.get("/references/verification/?show=overdue"))
    for path in ("/references/", "/references/?show=given", "/references/files/", "/references/concerns/"):
        assert browser.get(path).status_code == 200
