"""Nothing about anybody gets where it should not: a token in every personal field, then everything is searched (T21).

The fields come from the classes that every model declares, not from memory. Each gets a token of its own, everything
is asked for by somebody whose it is and by somebody who is nobody here, every page is made to fail once, and jobs are
done; then logs, the arguments of jobs, mail, figures, temporary files, pages of trouble and what that nobody was shown
are searched. What members of other organisations are shown is the matter of the sweep over their things.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
import structlog
from django.apps import apps
from django.conf import settings as configured
from django.core import mail
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends.jinja2 import Template
from django.test import Client
from django.urls import path
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import errors, sql
from pytest_django import Settings

from almoner.operations import logs, metrics
from almoner.people.models import Organisation
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web.pages import public_page
from almoner.scope.context import system
from tests.sweeps.probing import signed_in
from tests.sweeps.tally import Tried
from tests.sweeps.test_personal_data import declared, ours
from tests.sweeps.test_secret_rows import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_still", "unlimited")]

TOKEN = re.compile(r"zqcan(\d{4})x")
#: Classes whose fields are words: the others are keys, moments, or secrets that are stored as hashes.
WORDS = {"identity", "contact", "professional", "employment", "casework", "health", "criminal", "equality"}
#: What the law publishes: what of an entry anybody may see.
PUBLISHED = {"register.Name.forenames", "register.Name.family", "register.Town.town", "register.Order.text"}


@dataclass
class Planted:
    """The tokens: each with the field that it stands in."""

    fields: dict[str, str] = field(default_factory=dict)

    def told_by(self, text: str) -> set[str]:
        """The fields whose tokens stand in a text."""
        return {self.fields[found] for found in TOKEN.findall(text) if found in self.fields}


def personal_fields() -> Iterator[tuple[type[models.Model], models.Field[Any, Any], str]]:
    """Every field that holds words about somebody, by what its app declares; each with a token of its own."""
    turn = count(1)
    for model in ours():
        said = declared(Path(apps.get_app_config(model._meta.app_label).path)).get(model.__name__, {})
        for each in model._meta.local_concrete_fields:
            free = isinstance(each, models.CharField | models.TextField) and not each.choices
            if said.get(each.name) in WORDS and free:
                yield model, each, f"{next(turn):04d}"


def plant(superuser: str) -> Planted:
    """Put a token into every field of every row, past every rule of the database but its constraints.

    A field in which only certain words may stand refuses it, and holds nothing that anybody wrote.
    """
    planted = Planted()
    database = str(configured.DATABASES["default"]["NAME"])
    with psycopg.connect(superuser, dbname=database) as owner:
        owner.execute("set session_replication_role = replica")
        for model, each, mark in personal_fields():
            try:
                with owner.transaction():
                    changed = owner.execute(_with_token(model, each, f"zqcan{mark}x")).rowcount
            except (errors.CheckViolation, errors.StringDataRightTruncation, errors.InsufficientPrivilege):
                continue  # a fixed word, too short for a sentence, or of the record, which nobody rewrites
            if changed:
                planted.fields[mark] = f"{model._meta.label}.{each.name}"
    return planted


def _with_token(model: type[models.Model], each: models.Field[Any, Any], token: str) -> sql.Composed:
    """The statement that puts a token into a field; a row’s place in its table keeps what must differ different."""
    place = sql.SQL("translate(ctid::text, '(,)', '-')")
    ending = "@canary.example" if isinstance(each, models.EmailField) else ""
    value = sql.SQL("{} || {} || {}").format(sql.Literal(token), place, sql.Literal(ending))
    table, column = sql.Identifier(model._meta.db_table), sql.Identifier(str(each.column))
    return sql.SQL("update {} set {} = {} where {} <> ''").format(table, column, value, column)


@dataclass
class Evidence:
    """What was written and shown, by where."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, where: str, text: str) -> None:
        """Keep a text for the search."""
        self.found.setdefault(where, []).append(text)

    def leaks(self, planted: Planted) -> list[str]:
        """Where the token of which field stands."""
        told = {
            (where, name) for where, texts in self.found.items() for text in texts for name in planted.told_by(text)
        }
        return [f"{where}: {name}" for where, name in sorted(told) if where != STRANGERS or name not in PUBLISHED]


@contextmanager
def talkative(evidence: Evidence) -> Iterator[StringIO]:
    """The real configuration of the log at its most talkative, kept as evidence; and temporary files."""
    stream, root = StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    as_set = dict(logs.configure(level="DEBUG", as_json=True))
    as_set["handlers"]["stderr"] = as_set["handlers"]["stderr"] | {"stream": stream}
    logging.config.dictConfig(as_set)
    with tempfile.TemporaryDirectory() as folder, patch.object(tempfile, "tempdir", folder):
        yield stream
        for path in Path(folder).rglob("*"):
            evidence.keep(FILES, f"{path.name} {path.read_text(errors='replace') if path.is_file() else ''}")
    root.handlers[:] = before
    root.setLevel(level)
    evidence.keep(LOG, stream.getvalue())


STRANGERS, TROUBLE, LOG, JOBS, MAIL, FIGURES, FILES = (
    "pages of strangers", "pages of trouble", "log", "jobs", "mail", "figures", "files",
)  # fmt: skip


#: A refusal explains itself to somebody who sees the case, and may name it.
EXPLAINED = (403, 409, 422)


def ask(evidence: Evidence, client: Client, asked: Iterable[str], methods: tuple[str, ...], *, theirs: bool) -> int:
    """Ask for everything, and keep what may tell nobody anything: what strangers see, and every page of trouble.

    An explained refusal to somebody who sees the case is no trouble.
    """
    asked_for, cookies = 0, dict(client.cookies)
    for address in asked:
        for method in methods:
            client.cookies.clear()
            client.cookies.update(cookies)
            response = getattr(client, method)(address)
            body = b"".join(response) if response.streaming else response.content
            asked_for += 1
            shown = f"{body.decode(errors='replace')} {dict(response.headers)}"
            if response.status_code >= 400 and not (theirs and response.status_code in EXPLAINED):
                evidence.keep(TROUBLE, shown)
            elif not theirs:
                evidence.keep(STRANGERS, shown)
    return asked_for


@contextmanager
def failing() -> Iterator[None]:
    """Every page fails once it is drawn, with all that stands on it in the error."""
    draw = Template.render

    def drawn(self: Any, context: Any = None, request: Any = None) -> Any:
        page = draw(self, context, request)
        if "trouble" not in self.template.name:
            raise RuntimeError(page)
        return page

    with patch.object(Template, "render", drawn):
        yield


def do_jobs(evidence: Evidence) -> int:
    """Every job that is done by the clock, then those that wait."""
    every = [task.task for task in jobs.periodic_registry.periodic_tasks.values()]
    for task in every:
        _do(task, timestamp=int(datetime.now().timestamp()))
    waiting = keep_jobs(evidence)
    for name, given in waiting:
        _do(jobs.tasks[name], **given)
    keep_jobs(evidence)
    return len(every) + len(waiting)


def keep_jobs(evidence: Evidence) -> list[tuple[str, dict[str, Any]]]:
    """The jobs that wait, what they were given kept as evidence."""
    waiting = list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))
    evidence.keep(JOBS, json.dumps([given for _, given in waiting]))
    return waiting


def _do(task: Any, **given: Any) -> None:
    try:
        task.func(**given)
    except Exception:
        structlog.get_logger("almoner.jobs").exception("a job failed", task=task.name)


def keep_the_rest(evidence: Evidence) -> None:
    """The mail that was sent, and the figures."""
    for message in mail.outbox:
        evidence.keep(MAIL, f"{message.subject} {message.body} {message.extra_headers}")
    evidence.keep(FIGURES, metrics.page().decode())


def readers(home: Organisation) -> list[tuple[Client, bool]]:
    """Somebody of the organisation itself, and a stranger who is not signed in."""
    with system("sweep"):
        reader = a_person("Reader", Role.HR_OFFICER, home)
    return [(signed_in(reader), True), (Client(raise_request_exception=False), False)]


def searched(superuser: str, now: datetime) -> tuple[Evidence, Planted, int]:
    """Plant, do everything, and gather what is to be searched."""
    evidence = Evidence()
    with system("sweep"), transaction.atomic():
        home = an_organisation()
        owner = a_person("Owner", Role.HR_OFFICER, home)
        asked = [address for address in addresses(owner, home, now) if not address.startswith("/demo/")]
    planted = plant(superuser)
    with talkative(evidence):
        done = 0
        for client, theirs in readers(home):
            done += ask(evidence, client, asked, ("get",), theirs=theirs)
            with failing():
                done += ask(evidence, client, asked, ("get",), theirs=theirs)
        done += do_jobs(evidence)
    keep_the_rest(evidence)
    return evidence, planted, done


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_no_token_gets_where_it_should_not(superuser: str, now: datetime, tried: Tried) -> None:
    evidence, planted, done = searched(superuser, now)
    assert evidence.leaks(planted) == []
    assert len(planted.fields) > 25
    assert {STRANGERS, LOG, TROUBLE, JOBS, FIGURES} <= evidence.found.keys()
    tried("personal fields with a token in each", len(planted.fields))
    tried("requests and jobs done with tokens in every field", done)


def test_the_fields_of_the_people_and_their_work_are_among_them() -> None:
    names = {f"{model._meta.label}.{each.name}" for model, each, _ in personal_fields()}
    assert names >= {
        "people.Person.name",
        "people.Person.email",
        "employment.StaffMember.email",
        "procedure.Step.reasons",
    }


def in_the_log(token: str) -> None:
    """A logger outside the rules, which says what it was given."""
    logging.getLogger().handlers[0].stream.write(token)  # type: ignore[attr-defined]


def in_a_job(token: str) -> None:
    """A job that is given a name in place of a key."""
    jobs.tasks["notices.send"].defer(notice_id=token)


def in_mail(token: str) -> None:
    """Mail that says whom it is about."""
    mail.send_mail(f"About {token}", "", "from@example.org", ["to@example.org"])


def in_the_figures(token: str) -> None:
    """A figure counted by name."""
    metrics.LIMITED.labels(token).inc()


def in_a_file(token: str) -> None:
    """A temporary file that is left behind."""
    (Path(tempfile.gettempdir()) / "left.txt").write_text(token)


HOLES = {LOG: in_the_log, JOBS: in_a_job, MAIL: in_mail, FIGURES: in_the_figures, FILES: in_a_file}


@pytest.mark.parametrize("where", HOLES)
def test_a_planted_hole_is_found(where: str) -> None:
    evidence, planted = Evidence(), Planted({"0001": "people.Person.name"})
    with talkative(evidence):
        HOLES[where]("zqcan0001x")
        keep_jobs(evidence)
    keep_the_rest(evidence)
    metrics.LIMITED.clear()
    assert evidence.leaks(planted) == [f"{where}: people.Person.name"]


@pytest.mark.parametrize(("status", "where"), [(200, STRANGERS), (404, TROUBLE)])
def test_a_planted_page_is_found(status: int, where: str, settings: Settings) -> None:
    @public_page
    def telling(request: HttpRequest) -> HttpResponse:
        return HttpResponse("zqcan0001x", status=status)

    class planted:  # noqa: N801
        urlpatterns = [path("planted/", telling)]

    settings.ROOT_URLCONF = planted
    evidence = Evidence()
    ask(evidence, Client(), ["/planted/"], ("get",), theirs=False)
    assert evidence.leaks(Planted({"0001": "people.Person.name"})) == [f"{where}: people.Person.name"]
