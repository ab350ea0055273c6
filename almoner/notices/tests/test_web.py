from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import icalendar
import pytest
from django.test import Client
from pytest_django import Settings

from almoner.notices import actions, calendar
from almoner.notices.calendar import Event
from almoner.notices.letters import Letter
from almoner.notices.models import CalendarFeed, Notice
from almoner.notices.providers import Outcome
from almoner.notices.rules import State
from almoner.notices.tests.factories import a_notice
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.scope.context import Scope, acting, system

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Person:
    with system("test"):
        return a_person("Wilhelmina Featherstonehaugh-Okonkwo-Szczepański", Role.HR_OFFICER)


@pytest.fixture
def signed_in(client: Client, officer: Person) -> Client:
    client.force_login(officer)
    return client


class TestCalendar:
    @pytest.fixture(autouse=True)
    def _one_event(self, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        def events(person: Person, earliest: date) -> Iterator[Event]:
            from almoner.people.models import Membership

            # What a contributor reads, it reads as the person: a membership of somebody else's would show here.
            for membership in Membership.objects.all():
                yield Event(f"m-{membership.pk}@almoner", "Alert due", date(2026, 11, 30), "/work/", now)

        monkeypatch.setattr(calendar, "_contributors", {"test": events})

    def made(self, client: Client) -> str:
        page = client.post("/notices/calendar/make/").content.decode()
        address: str = page.split('id="address" value="')[1].split('"')[0]
        return address[address.index("/calendar/") :]

    def test_the_feed_is_the_persons_own_dates(self, signed_in: Client, client: Client) -> None:
        with system("test"):
            a_person("Somebody else", Role.HR_OFFICER)
        feed = Client().get(self.made(signed_in))
        assert feed["Content-Type"] == "text/calendar; charset=utf-8"
        (event,) = icalendar.Calendar.from_ical(feed.content).walk("VEVENT")
        assert str(event["SUMMARY"]) == "Alert due"
        assert event.decoded("DTSTART") == date(2026, 11, 30)
        assert str(event["URL"]).startswith("http")

    def test_the_secret_is_shown_once_and_not_kept(self, signed_in: Client) -> None:
        path = self.made(signed_in)
        secret = path.removeprefix("/calendar/").removesuffix(".ics")
        assert secret not in signed_in.get("/notices/calendar/").content.decode()
        with system("test"):
            assert secret.encode() not in bytes(CalendarFeed.objects.get().token_hash)

    def test_a_new_address_ends_the_old_one(self, signed_in: Client) -> None:
        old, new = self.made(signed_in), self.made(signed_in)
        assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)

    def test_an_ended_address_and_one_that_never_was_are_alike(self, signed_in: Client) -> None:
        path = self.made(signed_in)
        signed_in.post("/notices/calendar/end/")
        ended, never = Client().get(path), Client().get("/calendar/never-was.ics")
        assert (ended.status_code, ended.content) == (never.status_code, never.content) == (404, never.content)

    def test_the_address_of_somebody_who_left_is_dead(self, signed_in: Client, officer: Person) -> None:
        path = self.made(signed_in)
        with system("test"):
            Person.objects.filter(pk=officer.pk).update(is_active=False)
        assert Client().get(path).status_code == 404

    def test_the_page_says_when_a_calendar_last_asked(self, signed_in: Client) -> None:
        path = self.made(signed_in)
        assert "No calendar has asked" in signed_in.get("/notices/calendar/").content.decode()
        Client().get(path)
        assert "A calendar last asked for it on" in signed_in.get("/notices/calendar/").content.decode()

    def test_looking_does_not_change_anything(self, signed_in: Client) -> None:
        assert signed_in.get("/notices/calendar/make/").status_code == 405
        assert signed_in.get("/notices/calendar/end/").status_code == 405

    def test_nobody_signed_in_makes_no_calendar(self, client: Client) -> None:
        assert client.post("/notices/calendar/make/").status_code == 302
        with system("test"):
            assert not CalendarFeed.objects.exists()

    def test_dates_long_past_are_left_out(
        self, monkeypatch: pytest.MonkeyPatch, now: datetime, officer: Person
    ) -> None:
        days = [date(2026, 10, 1), date(2026, 11, 1), date(2027, 1, 4)]
        events = [Event(str(day), "Due", day, "/", now) for day in days]
        monkeypatch.setattr(calendar, "_contributors", {"test": lambda person, earliest: events})
        assert [event.day for event in calendar.events_of(officer, today=date(2026, 11, 23))] == days[1:]


class TestUndelivered:
    def fail(self, to: str, now: datetime, **rest: Any) -> Notice:
        with system("test"):
            notice = a_notice(to, now, **rest)
            actions.settle(notice_id=notice.pk, outcome=Outcome(State.SET_ASIDE, "The mail server is away."), now=now)
        return notice

    def test_the_sender_sees_what_did_not_arrive_and_why(
        self, signed_in: Client, officer: Person, now: datetime
    ) -> None:
        self.fail("referee@example.org", now, by=officer)
        page = signed_in.get("/notices/undelivered/").content.decode()
        assert "referee@example.org" in page
        assert "The mail server is away." in page

    def test_another_organisations_is_not_there_and_cannot_be_sent_again(
        self, signed_in: Client, now: datetime
    ) -> None:
        with system("test"):
            theirs = an_organisation()
        notice = self.fail("referee@example.org", now, organisation_id=theirs.id)
        assert "referee@example.org" not in signed_in.get("/notices/undelivered/").content.decode()
        hidden = signed_in.post(f"/notices/undelivered/{notice.pk}/try-again/")
        never = signed_in.post(f"/notices/undelivered/{uuid4()}/try-again/")
        assert (hidden.status_code, hidden.content) == (never.status_code, never.content)
        assert hidden.status_code == 404
        with system("test"):
            notice.refresh_from_db()
        assert notice.state == State.SET_ASIDE

    def test_what_was_set_aside_can_be_sent_again(self, signed_in: Client, officer: Person, now: datetime) -> None:
        notice = self.fail("referee@example.org", now, by=officer)
        answer = signed_in.post(f"/notices/undelivered/{notice.pk}/try-again/", follow=True)
        assert "will be sent again" in answer.content.decode()
        with system("test"):
            notice.refresh_from_db()
        assert notice.state == State.QUEUED

    def test_when_all_arrived_the_page_says_so(self, signed_in: Client) -> None:
        assert "Every message has arrived" in signed_in.get("/notices/undelivered/").content.decode()


class TestOutbox:
    def test_it_shows_each_message_to_anybody_in_a_demonstration(
        self, client: Client, settings: Settings, officer: Person, now: datetime
    ) -> None:
        settings.DEMO = True
        letter = Letter(
            "A <b>subject</b>", "First.\n\nSee https://almoner.example/x?a=1&b=2 <script>alert(1)</script>", ""
        )
        actions.keep_for_demonstration(message_id="<1@x>", to=[officer.email], letter=letter, now=now)
        page = client.get("/notices/outbox/").content.decode()
        assert officer.name in page
        assert "A &lt;b&gt;subject&lt;/b&gt;" in page
        href = page.split('almoner-work__title" href="')[1].split('"')[0]
        mail = client.get(href).content.decode()
        assert '<a class="govuk-link" href="https://almoner.example/x?a=1&amp;b=2"' in mail
        assert "<script>alert" not in mail

    def test_outside_a_demonstration_there_is_no_such_page(self, client: Client, settings: Settings) -> None:
        settings.DEMO = False
        assert client.get("/notices/outbox/").status_code == 404
        assert client.get(f"/notices/outbox/{uuid4()}/").status_code == 404


class TestNotifyTellsUs:
    @pytest.fixture
    def sent(self, now: datetime, settings: Settings) -> Notice:
        settings.NOTIFY_CALLBACK_TOKEN = "agreed"
        with system("test"):
            notice = a_notice("reader@example.org", now)
            Notice.objects.filter(pk=notice.pk).update(
                state=State.SENT, sent_at=now, provider="notify", carried_as="their-name"
            )
        return notice

    def tell(self, client: Client, body: Any, token: str = "agreed") -> int:
        data = body if isinstance(body, str) else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}"}
        return client.post(
            "/notices/notify/delivery/", data, content_type="application/json", headers=headers
        ).status_code

    def state(self, notice: Notice) -> str:
        with system("test"):
            notice.refresh_from_db()
        return notice.state

    def test_a_delivery_is_written_down(self, client: Client, sent: Notice) -> None:
        assert self.tell(client, {"id": "their-name", "status": "delivered"}) == 204
        assert self.state(sent) == State.DELIVERED

    def test_told_twice_or_late_it_counts_once(self, client: Client, sent: Notice) -> None:
        self.tell(client, {"id": "their-name", "status": "delivered"})
        assert self.tell(client, {"id": "their-name", "status": "permanent-failure"}) == 204
        assert self.state(sent) == State.DELIVERED

    @pytest.mark.parametrize("token", ["", "wrong", "é"])
    def test_without_the_agreed_token_nothing_changes(self, client: Client, sent: Notice, token: str) -> None:
        assert self.tell(client, {"id": "their-name", "status": "delivered"}, token) == 404
        assert self.state(sent) == State.SENT

    def test_with_no_token_agreed_nobody_gets_in(self, client: Client, sent: Notice, settings: Settings) -> None:
        settings.NOTIFY_CALLBACK_TOKEN = ""
        assert self.tell(client, {"id": "their-name", "status": "delivered"}, "") == 404

    @pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"id": 1}', '"x"', {"id": "their-name", "status": None}])
    def test_nonsense_is_answered_and_changes_nothing(self, client: Client, sent: Notice, body: Any) -> None:
        assert self.tell(client, body) in {204, 400}
        assert self.state(sent) == State.SENT


def test_a_reader_sees_their_own_notice_and_a_stranger_none(officer: Person, now: datetime) -> None:
    with system("test"):
        a_notice(officer, now - timedelta(days=1))
    with acting(Scope(person_id=officer.pk)):
        assert Notice.objects.count() == 1
    with acting(Scope(person_id=uuid4())):
        assert Notice.objects.count() == 0


class TestAccountMail:
    """Mail of the sign-in library goes the same way, in our own words."""

    def ask(self, address: str, settings: Settings) -> str:
        settings.DEMO = True
        settings.EMAIL_BACKEND = "almoner.notices.mail.DemonstrationBackend"
        assert Client().post("/account/password/reset/", {"email": address}).status_code == 302
        page = Client().get(f"/notices/outbox/?to={address}").content.decode()
        href = page.split('almoner-work__title" href="')[1].split('"')[0]
        return Client().get(href).content.decode()

    def test_a_link_to_reset_a_password_arrives_and_opens(self, officer: Person, settings: Settings) -> None:
        mail = self.ask(officer.email, settings)
        assert "Reset your password on Almoner" in mail
        path = mail.split("/account/password/reset/key/")[1].split('"')[0]
        answer = Client().get(f"/account/password/reset/key/{path}", follow=True).content.decode()
        assert "password" in answer
        assert officer.name not in mail.split("<main")[1].split("almoner-prose")[1]

    def test_somebody_without_an_account_is_told_so_by_mail_and_by_nothing_else(self, settings: Settings) -> None:
        mail = self.ask("nobody@example.org", settings)
        assert "You have no account on Almoner" in mail
        assert "sign up" not in mail
