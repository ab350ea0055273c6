"""How many statements each page sends to the database is written down, so that a page that comes to send more is seen.

After a change that is meant: ALMONER_QUERY_COUNTS=write pytest -n0 tests/sweeps/test_query_counts.py.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from almoner.demo.actions import make_region
from almoner.demo.actions.making import plan_of
from almoner.demo.actions.staff import CouncilList, take_in
from almoner.demo.staff_list import plan_rows
from almoner.scope.context import system
from tests.sweeps.test_every_page import links_of, personas, route_of

KEPT = Path(__file__).with_name("query_counts.toml")
ROLES = {"HR officer", "Register officer", "Organisation administrator"}
FROM = ("/", "/work/", "/staff/", "/register/?q=smith")
#: The sign-in library's own pages, and what is no page but a file.
SKIPPED = re.compile(r"^/account/(2fa|login|password|signup)|/file/$|\.[a-z]+$")
#: Sends one more where the process has to read words that were added since it last looked, so it is written one higher.
ONE_MORE = {"register/"}
#: What a page that is not written down yet may send.
A_NEW_PAGE = 30
#: The same statement more often than this on one page is a statement for each row of it.
MOST_ALIKE = 6

Counts = dict[str, dict[str, int]]


def shape_of(statement: str) -> str:
    """A statement without its values."""
    return re.sub(r"'[^']*'|\b\d+\b|\{[^}]*\}", "?", statement)


def statements_of(client: Client, address: str) -> tuple[Counter[str], str]:
    """The statements that a page sends once the process is warm, and the page; no page where it is none."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    page = "text/html" in answer.headers.get("Content-Type", "") and answer.status_code == 200
    return Counter(shape_of(query["sql"]) for query in captured.captured_queries), answer.text if page else ""


def pages_of(client: Client, known: set[str]) -> Iterator[tuple[str, Counter[str]]]:
    """What each page sends that links lead to, one address of each route; but for those in `known`, where one goes
    on from.
    """
    waiting, mine, shown = list(FROM), set[str](), set[str]()
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route is None or route in mine or SKIPPED.search(address) or (address not in FROM and route in known):
            continue
        mine.add(route)
        statements, page = statements_of(client, address)
        if page:
            shown.add(route)
            waiting += links_of(page, address)
            yield route, statements
    known |= shown


def gained(before: Counts, after: Counts) -> list[str]:
    """Each page that sends more than is written down of it, or is new and sends more than a page should, in words."""
    found = []
    for who, pages in sorted(after.items()):
        for route, now in sorted(pages.items()):
            was = before.get(who, {}).get(route)
            if now > (A_NEW_PAGE if was is None else was):
                found.append(f"{route} as {who}: {now}, was {was or 'not there'}")
    return found


def written(counts: Counts) -> str:
    """The counts as they are kept."""
    parts = ["# Statements sent by each page, by who looks at it. See test_query_counts.py for how to write it anew."]
    for who, pages in sorted(counts.items()):
        parts.append(f'\n["{who}"]')
        parts += [f'"{route}" = {count + (route in ONE_MORE)}' for route, count in sorted(pages.items())]
    return "\n".join(parts) + "\n"


def _one_a_row(statement: str, times: int) -> bool:
    return times > MOST_ALIKE and "set_config" not in statement


def test_a_page_that_gains_a_query_is_named() -> None:
    before = {"an officer": {"work/": 9, "staff/": 7}}
    assert gained(before, before) == []
    after = {"an officer": {"work/": 12, "staff/": 6, "new/": 8, "worse/": 90}}
    assert gained(before, after) == ["work/ as an officer: 12, was 9", "worse/ as an officer: 90, was not there"]


@pytest.mark.django_db
def test_no_page_sends_more_statements_than_are_written_down(settings: Settings, tmp_path: Path, now: datetime) -> None:
    settings.VAR = tmp_path
    make_region(now=now, progress=lambda what, done, total: None, entries=120)
    region, register = plan_of(seed=2026, day=now.date(), entries=120)
    with system("test"):
        rows = plan_rows(region, register, organisation="thornmere", seed=2026, today=now.date())
        take_in(council=CouncilList("thornmere", rows[:60]), now=now)
    counts: Counts = {}
    alike: list[str] = []
    known: set[str] = set()
    for who, client in personas(ROLES):
        role = who.split(", ")[-1]
        for route, statements in pages_of(client, known):
            counts.setdefault(role, {})[route or "/"] = statements.total()
            alike += [f"{route} as {role}: {n} x {s}" for s, n in statements.items() if _one_a_row(s, n)]
    assert alike == [], "\n".join(alike)
    if os.environ.get("ALMONER_QUERY_COUNTS") == "write":
        KEPT.write_text(written(counts))
    faults = gained(tomllib.loads(KEPT.read_text()), counts)
    assert faults == [], "\n".join(faults)
