"""The generic pages: worklist, case, move, the stale page, refusals, answers by secret link, diagrams."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from almoner.drafts.models import Draft
from almoner.people.models import Person
from almoner.procedure import actions
from almoner.procedure.models import Remark, Request, Step
from almoner.procedure.tests.factories import Council, fresh, move, put_forward, referral_in, scope
from almoner.record.models import Reading
from almoner.scope.context import acting, system

Browser = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def signed_in() -> Browser:
    def browser(person: Person) -> Client:
        client = Client()
        with system("test"):
            client.force_login(person)
        return client

    return browser


def address(case: Any, *more: str) -> str:
    return "/".join(["/cases/sample_referral", str(case.pk), *more, ""])


def text(response: Any) -> str:
    return str(response.content.decode())


def hidden(response: Any) -> dict[str, str]:
    """The key and the version that the page's form carries."""
    return dict(re.findall(r'<input type="hidden" name="(key|version)" value="([^"]*)"', text(response)))


def test_the_worklist_links_to_the_case_and_says_what_i_can_do(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case = referral_in("discussed", council, now, title="Referral of Ann")
    page = text(signed_in(council.head).get("/work/"))
    assert address(case) in page
    assert "You can ask more, agree or decline" in page
    assert "Due 30 November 2026" in page
    assert "Nothing needs you now" in text(signed_in(council.outsider).get("/work/"))


def test_twenty_six_cases_are_two_pages(council: Council, now: datetime, signed_in: Browser) -> None:
    for n in range(26):
        put_forward(council, now, title=f"Referral {n}")
    browser = signed_in(council.next_up)
    assert text(browser.get("/work/")).count("almoner-work__row") == 25
    assert text(browser.get("/work/?page=2")).count("almoner-work__row") == 1
    assert browser.get("/work/?page=x&procedure=x&q=%25").status_code == 200


def test_the_case_page_offers_only_what_this_person_can_do(council: Council, now: datetime, signed_in: Browser) -> None:
    case = referral_in("discussed", council, now)
    assert address(case, "agree") in text(signed_in(council.head).get(address(case)))
    shown = text(signed_in(council.hr).get(address(case)))
    assert address(case, "agree") not in shown
    assert "Agree: the head of service or the deputy director" in shown


def test_reading_a_case_is_recorded(council: Council, now: datetime, signed_in: Browser) -> None:
    case = referral_in("discussed", council, now)
    signed_in(council.hr).get(address(case))
    with system("test"):
        assert Reading.objects.filter(case_id=case.pk, actor_id=council.hr.actor_id).count() == 1


def test_a_move_is_taken_from_its_page_once_however_often_it_is_sent(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case, browser = referral_in("discussed", council, now), signed_in(council.head)
    sent = hidden(browser.get(address(case, "agree"))) | {"reasons": "Both tests weighed."}
    assert sent["version"] == "2"
    for said in ("agree.", "counts once"):
        done = browser.post(address(case, "agree"), sent, follow=True)
        assert done.redirect_chain == [(address(case), 302)]
        assert said in text(done)
    with system("test"):
        assert Step.objects.filter(case_id=case.pk).count() == 3
    assert fresh(case).state == "agreed"


def test_what_is_typed_on_a_move_page_is_kept_comes_back_and_goes_once_the_move_is_taken(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case, browser = referral_in("discussed", council, now), signed_in(council.head)
    here = address(case, "agree")
    [keep] = re.findall(r'data-draft="([^"]+)"', text(browser.get(here)))
    typed = {"reasons": "Both tests weighed, with care.", "key": "k", "version": "2"}
    assert browser.post(unescape(keep), typed).status_code == 200
    again = text(browser.get(here))
    assert "We kept what you typed" in again
    assert "Both tests weighed, with care.</textarea>" in again
    assert hidden(browser.get(here))["key"] != "k"
    other = signed_in(council.deputy).get(here)
    assert "with care" not in text(other)
    assert browser.post(here, hidden(browser.get(here)) | {"reasons": ""}).status_code == 200
    assert "with care" in text(browser.get(here))
    assert browser.post(here, typed).status_code == 302
    with system("test"):
        assert not Draft.objects.exists()


def test_a_step_that_asks_nothing_keeps_nothing(council: Council, now: datetime, signed_in: Browser) -> None:
    case = referral_in("agreed", council, now)
    page = text(signed_in(council.hr).get(address(case, "send")))
    assert "Save and come back later" not in page
    assert "data-draft" not in page


@pytest.mark.parametrize("name", ["note", "ask/agency_account"])
def test_a_note_and_a_question_are_kept_too(council: Council, now: datetime, signed_in: Browser, name: str) -> None:
    case, browser = referral_in("discussed", council, now), signed_in(council.hr)
    here = address(case, name)
    [keep] = re.findall(r'data-draft="([^"]+)"', text(browser.get(here)))
    typed = {"text": "Half a thought", "message": "Half a thought", "to_name": "Acme", "to_email": "a@example.org"}
    browser.post(unescape(keep), typed)
    assert "Half a thought" in text(browser.get(here))
    assert browser.post(here, typed).status_code == 302
    assert "Half a thought" not in text(browser.get(here))


def test_a_missing_reason_is_said_beside_its_field_and_the_rest_is_kept(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case = referral_in("discussed", council, now)
    page = text(signed_in(council.deputy).post(address(case, "agree"), {"absence": "On leave", "version": "2"}))
    assert "There is a problem" in page
    assert 'value="On leave"' in page
    assert "<title>Error: " in page


def test_what_the_rules_refuse_is_said_with_its_clause_in_words(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case = referral_in("discussed", council, now)
    refused = signed_in(council.deputy).post(address(case, "agree"), {"reasons": "My reasons", "version": "2"})
    assert refused.status_code == 422
    page = text(refused)
    assert "absence is not explained" in page
    assert "Clause FTP-3.8: Any referral" in page
    assert "My reasons" in page


def test_a_move_that_is_somebody_elses_is_refused_with_what_would_change_it(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case = referral_in("discussed", council, now)
    refused = signed_in(council.manager).get(address(case, "agree"))
    assert refused.status_code == 403
    assert "Only the head of service or the deputy director may do this." in text(refused)
    assert "You took the step “put forward”" in text(refused)


def test_a_stale_page_shows_what_changed_and_keeps_what_was_typed(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case, browser = referral_in("discussed", council, now), signed_in(council.head)
    move(case, "record_effects", council.hr, now)
    sent = {"key": "one", "version": "2", "reasons": "Typed at length"}
    stale = browser.post(address(case, "agree"), sent)
    assert stale.status_code == 409
    page = text(stale)
    assert "The duty team" in page
    assert "Typed at length" in page
    assert fresh(case).state == "discussed"
    again = hidden(stale) | {"reasons": "Typed at length"}
    assert browser.post(address(case, "agree"), again).status_code == 302
    assert fresh(case).state == "agreed"


def test_a_stale_page_whose_move_is_gone_still_gives_back_the_words(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case = referral_in("discussed", council, now)
    move(case, "decline", council.deputy, now)
    page = text(signed_in(council.head).post(address(case, "agree"), {"version": "2", "reasons": "Typed at length"}))
    assert "can no longer be done" in page
    assert "Typed at length" in page


@pytest.mark.parametrize("more", [(), ("agree",), ("note",), ("assign",), ("ask", "agency_account"), ("nonsense",)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_councils_case_is_the_same_as_none(
    council: Council, now: datetime, signed_in: Browser, more: tuple[str, ...], method: str
) -> None:
    case, browser = referral_in("discussed", council, now), signed_in(council.outsider)
    there = getattr(browser, method)(address(case, *more))
    nowhere = getattr(browser, method)(address(case, *more).replace(str(case.pk)[:8], "00000000"))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert text(there).replace(str(case.pk)[:8], "00000000") == text(nowhere)


@pytest.mark.parametrize(
    "path",
    [
        "flying/",
        "ask/nothing/",
        "clocks/decision/more/",
        "clocks/x/y/",
        "requests/00000000-0000-4000-8000-000000000000/",
    ],
)
def test_what_the_procedure_does_not_have_is_not_found(
    council: Council, now: datetime, signed_in: Browser, path: str
) -> None:
    case = referral_in("discussed", council, now)
    assert signed_in(council.hr).get(address(case) + path).status_code == 404


def test_notes_assignment_requests_and_pauses_have_pages_that_work(
    council: Council, now: datetime, signed_in: Browser
) -> None:
    case, hr = referral_in("discussed", council, now), signed_in(council.hr)
    assert hr.post(address(case, "note"), {"text": "Rang", "own": "on"}).status_code == 302
    assert hr.post(address(case, "assign"), {"to": str(council.head.pk)}).status_code == 302
    asked = {"to_name": "Acme", "to_email": "a@example.org", "message": "Please"}
    assert hr.post(address(case, "ask", "agency_account"), asked).status_code == 302
    assert hr.post(address(case, "clocks", "decision", "by_hand"), {"reasons": "Police"}).status_code == 302
    assert "Let it go on" in text(hr.get(address(case, "clocks", "decision", "by_hand")))
    assert hr.post(address(case, "clocks", "decision", "by_hand")).status_code == 302
    with system("test"):
        request = Request.objects.get(case_id=case.pk)
        kinds = list(Remark.objects.filter(case_id=case.pk).order_by("pk").values_list("kind", flat=True))
    assert sorted(kinds) == ["asked", "assigned", "note", "paused", "resumed"]
    assert fresh(case).assigned_to == council.head
    page = address(case, "requests", str(request.pk))
    assert hr.post(page, {"do": "remind"}).status_code == 302
    assert "Enter your reasons" in text(hr.post(page, {"do": "withdraw"}))
    assert hr.post(page, {"do": "withdraw", "reasons": "Not needed"}).status_code == 302
    refused = signed_in(council.head).post(address(case, "ask", "agency_account"), asked)
    assert refused.status_code == 403
    assert "a@example.org" in text(refused)


def test_somebody_outside_answers_by_the_link_once_and_sees_no_case(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now, title="Referral of Ann Social")
    with acting(scope(council.hr, now)):
        request = actions.ask(
            case=case, kind="agency_account", to_name="Acme", to_email="a@example.org", by=council.hr, now=now
        )
    link, outside = actions.link_to(request), Client()
    page = text(outside.get(link))
    assert "The agency’s account" in page
    assert "Ann Social" not in page
    assert "There is a problem" in text(outside.post(link, {"account": ""}))
    assert "has been received" in text(outside.post(link, {"account": "He left."}))
    assert outside.get(link).status_code == outside.post(link, {"account": "Again"}).status_code == 404
    assert outside.get(f"/answer/{'0' * 72}/").status_code == 404


@pytest.mark.usefixtures("council")
def test_the_diagram_page_has_every_move_in_a_table_beside_it() -> None:
    page = text(Client().get("/procedures/sample_referral/"))
    assert page.count('<th scope="row"') == 9
    assert "never whoever took the step “Put forward”" in page
    assert "5 working days from “Discussed”" in page
    assert Client().get("/procedures/none/").status_code == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    posted=st.dictionaries(st.sampled_from(["key", "version", "reasons", "absence", "other"]), st.text(max_size=40)),
    query=st.text(max_size=20),
)
def test_no_input_of_any_kind_breaks_the_move_page(
    council: Council, now: datetime, signed_in: Browser, posted: dict[str, str], query: str
) -> None:
    browser = signed_in(council.deputy)
    case = referral_in("discussed", council, now)
    assert browser.post(address(case, "agree"), posted).status_code in {200, 302, 400, 409, 422}
    assert browser.get("/work/", {"q": query, "page": query, "procedure": query}).status_code in {200, 400}
