from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from almoner.register import actions
from almoner.register.models import Name
from almoner.register.rules.names import PersonName
from almoner.register.tests.factories import MACHINE, an_entry, the_regulator
from almoner.scope.context import system

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.clause("PLAN-R14")
def test_an_entry_says_in_one_sentence_whether_the_person_may_practise(client: Client) -> None:
    an_entry("Jane", "Smith", number=11)
    page = client.get("/register/SW11/").content.decode()
    assert "Jane Smith is registered and may work as a social worker in England today." in page


def test_the_first_page_searches_the_register(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'action="/register/"' in page
    assert 'name="q"' in page


def test_a_number_in_any_form_leads_to_the_entry(client: Client) -> None:
    an_entry(number=11)
    assert client.get("/register/sw11/").headers["Location"] == "/register/SW11/"
    assert client.get("/register/", {"q": " sw 11 "}).headers["Location"] == "/register/SW11/"


@pytest.mark.clause("PLAN-R14")
def test_a_suppressed_entry_is_byte_for_byte_one_that_never_was(client: Client) -> None:
    entry = an_entry("Jane", "Smith", number=11, town="Unlikely Magna")
    with system("test"):
        actions.suppress(entry_id=entry.id, reasons="At risk.", by=MACHINE, now=NOW)
    hidden_paths = ("/register/SW11/", "/register/SW11/?on=2024-05-03", "/GetSocialWorkerById?swid=11",
                    "/api/register/entries/SW11")  # fmt: skip
    for path in hidden_paths:
        hidden, absent = client.get(path), client.get(path.replace("11", "12"))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content
        assert {k: v for k, v in hidden.headers.items() if k != "X-Request-ID"} == {
            k: v for k, v in absent.headers.items() if k != "X-Request-ID"
        }
    assert b"Nobody found" in client.get("/register/", {"q": "unlikely magna"}).content


def test_the_past_is_answered_with_the_facts_of_that_day(client: Client) -> None:
    entry = an_entry("Jane", "Smith", number=11, until=date(2026, 11, 30))
    with system("test"):
        actions.end_registration(
            entry_id=entry.id, ground="removal-order", on=date(2025, 5, 4), reasons="Order made.", by=MACHINE, now=NOW
        )
    assert "was registered and could work" in client.get("/register/SW11/?on=2025-05-03").content.decode()
    on_the_day = client.get("/register/SW11/?on_day=4&on_month=5&on_year=2025").content.decode()
    assert "was no longer registered" in on_the_day
    assert "is no longer registered and may not" in client.get("/register/SW11/").content.decode()


def test_conditions_are_shown_in_full_and_gone_when_they_end(client: Client) -> None:
    entry = an_entry(number=11)
    with system("test"):
        actions.place_order(
            entry_id=entry.id, kind="conditions", starts=date(2026, 1, 5), until=date(2027, 1, 4),
            text="Work only under supervision.", reasons="Hearing.", by=MACHINE, now=NOW,
        )  # fmt: skip
    page = client.get("/register/SW11/").content.decode()
    assert "Work only under supervision." in page
    assert "keeping to conditions" in page


@pytest.mark.clause("PLAN-R14")
def test_a_former_name_stands_on_no_page_of_the_entry(client: Client) -> None:
    entry = an_entry("Siân", "Thompson", number=11)
    with system("test"):
        actions.change_name(
            entry_id=entry.id, name=PersonName("Rhys", "Thompson"), why=Name.Why.GENDER, from_day=date(2026, 1, 5),
            by=MACHINE, now=NOW, former_may_be_shown=True,
        )  # fmt: skip
    for path in ("/register/SW11/", "/register/SW11/?on=2024-05-03", "/api/register/entries/SW11?as_at=2024-05-03",
                 "/register/?q=thompson", "/register/?q=sian"):  # fmt: skip
        shown = client.get(path).content.decode()
        assert "Siân" not in shown
    assert "Rhys Thompson" in client.get("/register/SW11/?on=2024-05-03").content.decode()


@pytest.mark.parametrize("day", ["2024-02-30", "yesterday", "0000-00-00", "99999-01-01", "2024-13-01"])
def test_a_day_that_is_none_is_said_to_be_none(client: Client, day: str) -> None:
    an_entry(number=11)
    response = client.get("/register/SW11/", {"on": day})
    assert response.status_code == 200
    assert "The day must be a real date" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["q=", "q=%25", "q=a", "q=smith&page=0", "q=smith&page=99", "q=smith&page=x", "q=" + "x" * 500]
)
def test_no_search_breaks_the_page(client: Client, query: str) -> None:
    an_entry()
    assert client.get(f"/register/?{query}").status_code == 200


def test_no_more_than_two_hundred_and_fifty_people_are_ever_listed(client: Client) -> None:
    for _ in range(27):
        an_entry("John", "Smith")
    last = client.get("/register/", {"q": "smith", "page": "10"}).content.decode()
    assert "page=11" not in last
    first = client.get("/register/", {"q": "smith"}).content.decode()
    assert first.count("/register/SW") == 25
    assert "page=2" in first


@pytest.mark.parametrize(
    ("swid", "status", "keys"),
    [(None, 400, None), ("", 400, None), ("0", 422, {"error"}), ("-3", 422, {"error"}), ("abc", 422, {"error"}),
     ("1.5", 422, {"error"}), ("2147483648", 500, {"error"}), ("999", 404, None)],
)  # fmt: skip
def test_the_look_up_answers_errors_as_the_regulators_does(
    client: Client, swid: str | None, status: int, keys: set[str] | None
) -> None:
    response = client.get("/GetSocialWorkerById", {} if swid is None else {"swid": swid})
    assert response.status_code == status
    assert keys is None or set(response.json()) == keys


def test_the_look_up_gives_the_eight_fields(client: Client) -> None:
    entry = an_entry("Jane", "Smith", number=11)
    with system("test"):
        actions.annotate(entry_id=entry.id, kind="AMHP", starts=date(2026, 1, 5), by=MACHINE, now=NOW)
    assert client.get("/GetSocialWorkerById?swid=11").json() == {
        "Registration Number": "SW11", "Registered Name": "Jane Smith", "Status": "Registered",
        "Town of employment": "Leeds", "Registered from": "2020-01-06", "Registered until": "2027-11-30",
        "Annotations": ["AMHP"], "Registered": True,
    }  # fmt: skip


def test_a_suspended_person_is_registered_nowhere(client: Client) -> None:
    entry = an_entry(number=11)
    with system("test"):
        actions.place_order(
            entry_id=entry.id, kind="interim-suspension", starts=date(2026, 1, 5), until=date(2027, 1, 4),
            text="Suspended.", reasons="Hearing.", by=MACHINE, now=NOW,
        )  # fmt: skip
    answer = client.get("/GetSocialWorkerById?swid=11").json()
    assert (answer["Registered"], answer["Status"]) == (False, "Suspended")
    entry_json = client.get("/api/register/entries/sw11").json()
    assert (entry_json["may_practise"], entry_json["status"]) == (False, "Suspended")
    assert "is suspended and may not work" in client.get("/register/SW11/").content.decode()


def test_the_feed_needs_a_key_that_is_in_force(client: Client) -> None:
    entry, hidden = an_entry(number=11), an_entry(number=12)
    regulator = the_regulator()
    with system("test"):
        key = actions.issue_feed_key(
            organisation_id=regulator.id, label="HR", expires_on=date(2030, 1, 1), by=MACHINE, now=NOW
        )
        actions.suppress(entry_id=hidden.id, reasons="At risk.", by=MACHINE, now=NOW)
    assert client.get("/api/register/changes").status_code == 401
    assert client.get("/api/register/changes", headers={"Authorization": "Bearer wrong"}).status_code == 401
    headers = {"Authorization": f"Bearer {key}"}
    feed = client.get("/api/register/changes", headers=headers).json()
    assert {c["number"] for c in feed["changes"]} == {"SW11"}
    assert client.get(f"/api/register/changes?since={feed['next']}", headers=headers).json()["changes"] == []
    from almoner.register.models import FeedKey

    with system("test"):
        assert bytes(FeedKey.objects.get().digest) != key.encode()
        actions.revoke_feed_key(key_id=FeedKey.objects.get().id, by=MACHINE, now=NOW)
    assert client.get("/api/register/changes", headers=headers).status_code == 401
    assert entry.number == 11


def test_the_api_describes_itself(client: Client) -> None:
    assert "/api/register/entries/{number}" in client.get("/api/register/openapi.json").json()["paths"]


def test_a_search_through_the_api_is_paged(client: Client) -> None:
    for _ in range(30):
        an_entry("John", "Smith")
    first = client.get("/api/register/search?q=john smith").json()
    assert (len(first["results"]), first["more"]) == (25, True)
    assert client.get("/api/register/search?q=john&page=11").status_code == 422


def test_five_searches_a_minute_for_an_hour_are_never_stopped(client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(300):
            assert client.get("/register/SW12/").status_code == 404
            clock.shift(12)


def test_a_program_that_goes_from_address_to_address_of_one_network_is_stopped(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        answers = [client.get("/register/SW12/", REMOTE_ADDR=f"192.0.2.{n % 200}").status_code for n in range(610)]
        assert 429 in answers
        assert client.get("/register/SW12/", REMOTE_ADDR="198.51.100.7").status_code == 404


def test_who_collects_the_register_is_stopped_and_told_when_to_return(client: Client) -> None:
    an_entry(number=11)
    with time_machine.travel(NOW, tick=False):
        answers = [client.get("/register/SW12/") for _ in range(130)]
    stopped = [a for a in answers if a.status_code == 429]
    assert stopped
    assert int(stopped[0].headers["Retry-After"]) > 0
