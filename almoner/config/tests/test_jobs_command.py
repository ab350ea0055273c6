"""`almoner jobs`: what was set aside is listed, and done after all when somebody says so."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner, Result

from almoner.config.commands.jobs import add_to
from almoner.operations.tests.factories import a_job
from almoner.record.models import Entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db

app = typer.Typer()
add_to(app)


@app.callback()
def _of_almoner() -> None:
    """With one command alone, typer would leave its name out."""


def command(*words: str) -> Result:
    return CliRunner().invoke(app, ["jobs", *words])


def set_aside(name: str, lock: str | None = None, status: str = "failed") -> int:
    return a_job(name, attempts=4, status=status, lock=lock)


def listed(*words: str) -> list[int]:
    return [each["id"] for each in json.loads(command("list", "--json", *words).stdout)]


def events() -> list[tuple[str, dict[str, object]]]:
    with system("test"):
        found = Entry.objects.filter(kind="job.begun_again").order_by("id")
        return [(each.subject, json.loads(bytes(each.payload or b"{}"))) for each in found]


def test_those_that_were_set_aside_are_listed_and_one_is_begun_again_with_an_event() -> None:
    first, second = set_aside("notices.send"), set_aside("employment.read")
    assert listed() == [first, second]
    assert listed("--name", "employment.read") == [second]
    assert "employment.read" in command("list").stdout
    done = command("retry", str(second), "--because", "The list was put right.")
    assert (done.exit_code, done.stdout) == (0, "1 of 1 begun again.\n")
    assert listed() == [first]
    ((subject, told),) = events()
    assert subject == f"operations.job:{second}"
    assert told["reasons"] == "The list was put right."
    assert told["after"] == {"name": "employment.read", "starts": 4, "deaths": 0}


def test_all_of_a_name_or_all_are_begun_again() -> None:
    for name in ("notices.send", "notices.send", "employment.read"):
        set_aside(name)
    assert command("retry", "--name", "notices.send").stdout == "2 of 2 begun again.\n"
    assert len(listed()) == 1
    assert command("retry", "--all").exit_code == 0
    assert listed() == []
    assert len(events()) == 3
    assert "No job is set aside." in command("list").stdout


def test_where_nothing_is_named_or_one_named_is_not_there_nothing_is_done() -> None:
    job, waits = set_aside("notices.send"), set_aside("notices.send", status="todo")
    for words in ([], ["--name", "no.such"], [str(job), str(waits)], [str(job), "99999999"]):
        refused = command("retry", *words)
        assert refused.exit_code == 2, words
    assert listed() == [job]
    assert events() == []


def test_one_whose_successor_waits_is_left_and_said() -> None:
    left, other = set_aside("notices.sweep", "notices.sweep"), set_aside("notices.send")
    set_aside("notices.sweep", "notices.sweep", status="todo")
    some = command("retry", "--all", "--json")
    assert some.exit_code == 3
    assert json.loads(some.stdout.splitlines()[0]) == {"begun": [other], "not_begun": [left]}
    assert [subject for subject, _ in events()] == [f"operations.job:{other}"]
