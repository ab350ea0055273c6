from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client

from almoner.operations import logs
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.scope.context import system

CANARY = "Zyxwvut-Canary"


class Written:
    """What was written to the log, as text and as lines."""

    def __init__(self, stream: StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    """The real configuration at its most talkative, written where the test can read it."""
    stream = StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    settings = dict(logs.configure(level="DEBUG", as_json=True))
    settings["handlers"]["stderr"] = settings["handlers"]["stderr"] | {"stream": stream}
    logging.config.dictConfig(settings)
    yield Written(stream)
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_of_ours_is_one_json_object(written: Written) -> None:
    structlog.get_logger("almoner.test").info("list read", rows=12, ms=3.5)
    (line,) = written.lines
    assert {"event": "list read", "rows": 12, "level": "info", "logger": "almoner.test"}.items() <= line.items()
    assert str(line["timestamp"]).endswith("Z")


def test_what_is_no_field_of_ours_is_dropped_and_named(written: Written) -> None:
    structlog.get_logger("almoner.test").info("list read", name=CANARY, rows="x@example.org", status="\u00e9")
    (line,) = written.lines
    assert CANARY not in written.text
    assert "example.org" not in written.text
    assert line["dropped"] == ["name", "rows", "status"]


def test_another_librarys_line_is_written_without_what_was_filled_in(written: Written) -> None:
    logging.getLogger("some.library").warning("Could not write to %s", CANARY)
    logging.getLogger("django.security.DisallowedHost").error(f"Invalid HTTP_HOST header: {CANARY}")
    assert CANARY not in written.text
    assert written.lines[0]["event"] == "Could not write to %s"


def test_an_error_is_its_class_and_place_and_never_its_message(written: Written) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger("almoner.test").exception("it failed")
        logging.getLogger("some.library").exception("it failed there too")
    assert CANARY not in written.text
    for line in written.lines:
        assert line["error"] == "builtins.ValueError"
        assert "test_logs.py" in str(line["frames"])


@pytest.mark.django_db
def test_a_database_error_gives_state_and_constraint_and_not_the_row(written: Written) -> None:
    with system("test"):
        person = a_person()
        try:
            with transaction.atomic():
                Person.objects.create_user(person.email, name=CANARY, date_joined=person.date_joined)
        except IntegrityError:
            structlog.get_logger("almoner.test").exception("it failed")
    line = written.lines[-1]
    assert line["sqlstate"] == "23505"
    assert "email" in str(line["constraint"])
    assert person.email not in written.text
    assert CANARY not in written.text


@pytest.mark.django_db
def test_nothing_about_a_person_is_logged_by_requests_good_or_bad(written: Written) -> None:
    client = Client(raise_request_exception=False)
    with system("test"):
        person = a_person(CANARY, Role.HR_OFFICER)
        Person.objects.filter(pk=person.pk).update(email=f"{CANARY.lower()}@example.org")
    client.get(f"/register/?q={CANARY}")
    client.get(f"/{CANARY}/")
    client.get("/", HTTP_HOST=f"{CANARY}.example")
    client.post("/account/login/", {"login": f"{CANARY}@example.org", "password": CANARY})
    client.post("/account/password/reset/", {"email": f"{CANARY}@example.org"})
    client.force_login(person)
    client.get("/notices/calendar/")
    client.get(
        "/", headers={"User-Agent": CANARY, "Referer": f"https://{CANARY}.example/", "X-Forwarded-For": "203.0.113.9"}
    )
    assert CANARY.lower() not in written.text.lower()
    assert "203.0.113.9" not in written.text
    signed_in = [line for line in written.lines if line.get("route") == "notices:calendar"]
    assert [line["person"] for line in signed_in] == [str(person.pk)]
    assert all(line["request"] for line in written.lines if line["event"] == "request")


@pytest.mark.django_db
def test_control_a_logger_outside_the_rules_would_have_leaked(written: Written) -> None:
    plain = StringIO()
    handler = logging.StreamHandler(plain)
    logging.getLogger("django.request").addHandler(handler)
    try:
        Client(raise_request_exception=False).get(f"/{CANARY}/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    logging.getLogger("some.library").addHandler(handler)
    logging.getLogger("some.library").warning("Could not write to %s", CANARY)
    logging.getLogger("some.library").removeHandler(handler)
    assert CANARY in plain.getvalue()
