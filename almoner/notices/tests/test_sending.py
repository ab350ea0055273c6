"""From the outbox to the reader, through carriers that really run; with falls at the worst moments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from almoner.notices import actions, listening, queries, rules
from almoner.notices.actions import sending
from almoner.notices.models import DemonstrationMail, Notice
from almoner.notices.providers import Outcome
from almoner.notices.rules import State
from almoner.notices.tests.carriers import API_KEY, FakeNotify, Postbox, running_mail_server, running_notify
from almoner.notices.tests.factories import a_notice
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record.models import Entry, Waiting
from almoner.scope.context import Scope, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]


@pytest.fixture
def notify(settings: Settings) -> Iterator[FakeNotify]:
    with running_notify() as server:
        settings.NOTICES_PROVIDER = "almoner.notices.providers.notify.Notify"
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE = API_KEY, "one-template"
        settings.NOTIFY_URL, settings.NOTIFY_TIMEOUT = server.url, 5
        yield server


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    with running_mail_server() as (box, port):
        settings.NOTICES_PROVIDER = "almoner.notices.providers.smtp.Smtp"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        settings.NOTICES_MAIL_DOMAIN = "almoner.example"
        yield box


@pytest.fixture
def reader() -> Person:
    return a_person("Bartholomew Featherstonehaugh-Okonkwo")


def jobs_for(notice: Notice) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'notice_id' = %s", [str(notice.pk)])
        return int(cursor.fetchone()[0])


def events(notice: Notice) -> list[str]:
    """What the record has of it, in the order in which it was appended: two may be of one moment."""
    place = dict(Waiting.objects.values_list("entry_id", "position"))
    found = Entry.objects.filter(subject=f"notices.notice:{notice.pk}")
    return [entry.kind for entry in sorted(found, key=lambda entry: place[entry.pk])]


class TestQueueing:
    def test_a_notice_and_its_job_are_written_together_and_recorded(self, reader: Person, now: datetime) -> None:
        notice = a_notice(reader, now)
        assert notice.state == State.QUEUED
        assert jobs_for(notice) == 1
        assert events(notice) == ["notice.queued"]

    def test_what_is_rolled_back_leaves_neither_notice_nor_job(self, reader: Person, now: datetime) -> None:
        with transaction.atomic():
            notice = a_notice(reader, now)
            transaction.set_rollback(True)
        assert not Notice.objects.filter(pk=notice.pk).exists()
        assert jobs_for(notice) == 0

    def test_the_same_key_counts_once_for_one_organisation_and_apart_for_another(
        self, reader: Person, now: datetime
    ) -> None:
        ours, theirs = an_organisation(), an_organisation()
        asked: dict[str, Any] = {"to": reader, "template": "not_delivered", "key": "lapse:SW1", "now": now}
        assert actions.queue(**asked, organisation_id=ours.id)
        assert actions.queue(**asked, organisation_id=ours.id) is None
        assert actions.queue(**asked, organisation_id=theirs.id)
        assert actions.queue(**asked)
        assert actions.queue(**asked) is None
        assert Notice.objects.count() == 3

    def test_whoever_causes_a_notice_need_not_be_able_to_read_it(self, reader: Person, now: datetime) -> None:
        ours, theirs = an_organisation(), an_organisation()
        with acting(Scope(organisation_ids=(ours.id,))):
            assert actions.queue(to=reader, template="not_delivered", key="k", now=now, organisation_id=theirs.id)
            assert not Notice.objects.exists()
        with acting(Scope(organisation_ids=(theirs.id,))):
            assert Notice.objects.count() == 1
        with acting(Scope(person_id=reader.pk)):
            assert Notice.objects.count() == 1

    @pytest.mark.parametrize("to", ["", "nobody", "a@b@c.example", "a@example.org\nBcc: b@example.org"])
    def test_what_is_no_address_is_refused(self, to: str, now: datetime) -> None:
        with pytest.raises(rules.UnfitValue):
            a_notice(to, now)

    def test_a_secret_link_is_not_in_the_database_in_clear_and_is_wiped_once_sent(
        self, notify: FakeNotify, now: datetime
    ) -> None:
        notice = a_notice("referee@example.org", now, template="invited", values={"link": "/answer/s3cr3t-t0k3n/"})
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(n)::text FROM notices_notice n WHERE id = %s", [notice.pk])
            stored = cursor.fetchone()[0]
            assert "s3cr3t-t0k3n" not in stored
            assert b"s3cr3t-t0k3n".hex() not in stored
        actions.send(notice_id=notice.pk, now=now)
        assert "/answer/s3cr3t-t0k3n/" in notify.taken[0]["personalisation"]["body"]
        notice.refresh_from_db()
        assert bytes(notice.sealed_values) == b""


class TestReminders:
    def test_a_reminder_waits_for_its_day(self, reader: Person, now: datetime, notify: FakeNotify) -> None:
        notice = a_notice(reader, now, send_at=now + timedelta(days=3))
        assert actions.send(notice_id=notice.pk, now=now) is None
        assert actions.send(notice_id=notice.pk, now=now + timedelta(days=3)) is State.SENT
        assert len(notify.taken) == 1

    def test_a_reminder_taken_back_is_never_sent(self, reader: Person, now: datetime, notify: FakeNotify) -> None:
        notice = a_notice(reader, now, key="due soon", send_at=now + timedelta(days=3))
        assert actions.cancel(key="due soon", now=now)
        assert not actions.cancel(key="due soon", now=now)
        assert actions.send(notice_id=notice.pk, now=now + timedelta(days=3)) is None
        assert notify.taken == []
        assert events(notice) == ["notice.queued", "notice.cancelled"]


class TestNotify:
    def test_a_notice_goes_out_once_with_our_reference(self, reader: Person, now: datetime, notify: FakeNotify) -> None:
        notice = a_notice(reader, now)
        assert actions.send(notice_id=notice.pk, now=now) is State.SENT
        assert actions.send(notice_id=notice.pk, now=now) is None
        (taken,) = notify.taken
        assert (taken["reference"], taken["email_address"]) == (str(notice.pk), reader.email)
        assert events(notice) == ["notice.queued", "notice.sent"]

    def test_the_message_holds_nothing_about_the_reader(
        self, reader: Person, now: datetime, notify: FakeNotify
    ) -> None:
        actions.send(notice_id=a_notice(reader, now).pk, now=now)
        body = json.dumps(notify.taken[0]["personalisation"])
        assert not any(part in body for part in (*reader.name.split(), reader.email))

    def test_a_bad_address_bounces_and_the_sender_is_told_once(self, now: datetime, notify: FakeNotify) -> None:
        sender = a_person("Sender", Role.HR_OFFICER)
        notice = a_notice("who@refused.example", now, by=sender)
        assert actions.send(notice_id=notice.pk, now=now) is State.BOUNCED
        told = Notice.objects.get(template="not_delivered")
        assert told.to_person == sender
        assert list(queries.undelivered(sender, now.date())) == [notice]
        actions.settle(notice_id=notice.pk, outcome=Outcome(State.BOUNCED, "again"), now=now)
        assert Notice.objects.filter(template="not_delivered").count() == 1

    @pytest.mark.parametrize("trouble", [429, 500, 503, 403])
    def test_trouble_at_notify_is_tried_again_later(
        self, reader: Person, now: datetime, notify: FakeNotify, trouble: int
    ) -> None:
        notify.trouble = [trouble]
        notice = a_notice(reader, now)
        assert actions.send(notice_id=notice.pk, now=now) is State.QUEUED
        assert actions.send(notice_id=notice.pk, now=now) is None
        assert actions.send(notice_id=notice.pk, now=now + rules.BACKOFF[0]) is State.SENT
        assert len(notify.taken) == 1

    def test_a_notice_that_never_goes_is_set_aside_and_others_are_not_held_up(
        self, reader: Person, now: datetime, notify: FakeNotify
    ) -> None:
        sender = a_person("Sender", Role.HR_OFFICER)
        poison = a_notice(reader, now, by=sender)
        Notice.objects.filter(pk=poison.pk).update(template="long gone")
        at, states = now, []
        for _ in range(rules.MOST_TRIES):
            states.append(actions.send(notice_id=poison.pk, now=at))
            at += timedelta(days=1)
        assert states == [State.QUEUED] * (rules.MOST_TRIES - 1) + [State.SET_ASIDE]
        assert actions.send(notice_id=a_notice(reader, now).pk, now=now) is State.SENT
        assert Notice.objects.filter(template="not_delivered", to_person=sender).count() == 1

    def test_a_connection_that_breaks_after_notify_took_it_does_not_send_it_twice(
        self, reader: Person, now: datetime, notify: FakeNotify
    ) -> None:
        notify.hang_up_after_taking = 1
        notice = a_notice(reader, now)
        assert actions.send(notice_id=notice.pk, now=now) is State.QUEUED
        assert actions.send(notice_id=notice.pk, now=now + rules.BACKOFF[0]) is State.SENT
        assert len(notify.taken) == 1

    def test_a_worker_killed_between_sending_and_marking_sends_once(
        self, reader: Person, now: datetime, notify: FakeNotify
    ) -> None:
        notice = a_notice(reader, now)
        with patch.object(sending, "_mark_sent", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            actions.send(notice_id=notice.pk, now=now)
        assert actions.rescue(now=now + timedelta(minutes=2, seconds=59)) == 0
        later = now + timedelta(minutes=3, seconds=1)
        assert actions.rescue(now=later) == 1
        assert actions.send(notice_id=notice.pk, now=later) is State.SENT
        assert [taken["reference"] for taken in notify.taken] == [str(notice.pk)]

    def test_control_without_asking_the_carrier_it_would_have_gone_twice(
        self, reader: Person, now: datetime, notify: FakeNotify
    ) -> None:
        notice = a_notice(reader, now)
        with patch.object(sending, "_mark_sent", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            actions.send(notice_id=notice.pk, now=now)
        later = now + timedelta(minutes=11)
        actions.rescue(now=later)
        with patch("almoner.notices.providers.notify.Notify.already_carried", return_value=None):
            actions.send(notice_id=notice.pk, now=later)
        assert len(notify.taken) == 2

    def test_a_job_that_was_lost_is_made_again(self, reader: Person, now: datetime) -> None:
        notice = a_notice(reader, now)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        assert actions.rescue(now=now + timedelta(minutes=9)) == 0
        assert actions.rescue(now=now + timedelta(minutes=11)) == 1
        assert jobs_for(notice) == 1

    @pytest.mark.parametrize(
        ("status", "state"),
        [("delivered", State.DELIVERED), ("permanent-failure", State.BOUNCED), ("sending", State.SENT)],
    )
    def test_what_became_of_it_is_asked_for(
        self, reader: Person, now: datetime, notify: FakeNotify, status: str, state: State
    ) -> None:
        notice = a_notice(reader, now)
        actions.send(notice_id=notice.pk, now=now)
        notify.statuses[notify.taken[0]["id"]] = status
        actions.ask_what_became(now=now + timedelta(minutes=6))
        notice.refresh_from_db()
        assert notice.state == state

    def test_a_closed_account_is_not_written_to(self, reader: Person, now: datetime, notify: FakeNotify) -> None:
        notice = a_notice(reader, now)
        Person.objects.filter(pk=reader.pk).update(is_active=False)
        assert actions.send(notice_id=notice.pk, now=now) is State.BOUNCED
        assert notify.taken == []


class TestSmtp:
    def test_a_notice_arrives_with_text_and_html_and_says_that_no_person_wrote_it(
        self, reader: Person, now: datetime, postbox: Postbox
    ) -> None:
        notice = a_notice(reader, now)
        assert actions.send(notice_id=notice.pk, now=now) is State.SENT
        (message,) = postbox.messages
        assert message["To"] == reader.email
        assert message["Message-ID"] == f"<{notice.pk}@almoner.example>"
        assert message["Auto-Submitted"] == "auto-generated"
        parts = {part.get_content_type() for part in message.walk()}
        assert {"text/plain", "text/html"} <= parts

    def test_an_address_refused_for_ever_bounces_and_one_refused_for_now_waits(
        self, now: datetime, postbox: Postbox
    ) -> None:
        assert actions.send(notice_id=a_notice("nobody@example.org", now).pk, now=now) is State.BOUNCED
        assert actions.send(notice_id=a_notice("full@example.org", now).pk, now=now) is State.QUEUED

    def test_a_mail_server_that_is_not_there_waits(
        self, reader: Person, now: datetime, postbox: Postbox, settings: Settings
    ) -> None:
        settings.EMAIL_PORT = 9
        notice = a_notice(reader, now)
        assert actions.send(notice_id=notice.pk, now=now) is State.QUEUED
        notice.refresh_from_db()
        assert "could not be reached" in notice.because

    def test_what_is_sent_again_after_a_fall_is_the_same_message_to_the_reader(
        self, reader: Person, now: datetime, postbox: Postbox
    ) -> None:
        notice = a_notice(reader, now)
        with patch.object(sending, "_mark_sent", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            actions.send(notice_id=notice.pk, now=now)
        later = now + timedelta(minutes=11)
        actions.rescue(now=later)
        actions.send(notice_id=notice.pk, now=later)
        assert {message["Message-ID"] for message in postbox.messages} == {f"<{notice.pk}@almoner.example>"}


class TestDemonstration:
    @pytest.fixture(autouse=True)
    def _demonstration(self, settings: Settings) -> None:
        settings.DEMO = True
        settings.EMAIL_BACKEND = "almoner.notices.mail.DemonstrationBackend"
        settings.NOTICES_PROVIDER = "almoner.notices.providers.smtp.Smtp"

    def test_a_notice_stands_on_the_outbox_page_once(self, reader: Person, now: datetime) -> None:
        notice = a_notice(reader, now)
        with patch.object(sending, "_mark_sent", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            actions.send(notice_id=notice.pk, now=now)
        later = now + timedelta(minutes=11)
        actions.rescue(now=later)
        actions.send(notice_id=notice.pk, now=later)
        assert DemonstrationMail.objects.filter(to_address=reader.email).count() == 1

    def test_mail_is_never_kept_outside_a_demonstration(
        self, reader: Person, now: datetime, settings: Settings
    ) -> None:
        settings.DEMO = False
        notice = a_notice(reader, now)
        actions.send(notice_id=notice.pk, now=now)
        assert not DemonstrationMail.objects.exists()


def test_every_reason_kept_is_a_sentence_of_ours_without_an_address(now: datetime, postbox: Postbox) -> None:
    notice = a_notice("nobody@example.org", now)
    actions.send(notice_id=notice.pk, now=now)
    notice.refresh_from_db()
    assert notice.because
    assert not re.search(r"@|nobody", notice.because)


def test_a_floor_above_hears_what_became_of_its_notice(
    notify: FakeNotify, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(listening, "_listeners", {})
    listening.when_settled("test", lambda notice, at: heard.append((notice.key, notice.state)))
    actions.send(notice_id=a_notice("who@refused.example", now, key="request:1").pk, now=now)
    assert heard == [("request:1", State.BOUNCED)]


def test_no_job_and_no_message_holds_anything_about_reader_or_sender(now: datetime, notify: FakeNotify) -> None:
    reader, sender = a_person("Zyxwvut-Canary Reader"), a_person("Qponmlk-Canary Sender", Role.HR_OFFICER)
    for template, values in [
        ("message_waiting", {"where": "/work/"}),
        (
            "sample",
            {"count": 2, "due": now.date(), "organisation": an_organisation(name="Anyborough").pk, "where": "/"},
        ),
    ]:
        notice = a_notice(reader, now, template=template, values=values, by=sender)
        actions.send(notice_id=notice.pk, now=now)
    actions.send(notice_id=a_notice("who@refused.example", now, by=sender).pk, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(j)::text, ' ') FROM procrastinate_jobs j")
        jobs = cursor.fetchone()[0]
    messages = json.dumps([taken["personalisation"] for taken in notify.taken])
    personal = [*reader.name.split(), *sender.name.split(), reader.email, sender.email, "refused.example"]
    assert len(notify.taken) == 2
    assert "notice_id" in jobs
    for part in personal:
        assert part not in jobs
        assert part not in messages
