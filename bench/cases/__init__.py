"""The regulator's cases by the ten thousand: the case page, the worklist and the figures, sixteen people at once.

The demonstration is made and served as `almoner run` does; the cases it has at the regulator are then copied within its
database until there are ten thousand open and fifty thousand closed. They are read through the running pages.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import psycopg

from bench.cases.copying import copy_cases, some_open
from bench.cases.reckoning import reckon
from bench.harness import Figures, How
from bench.harness.browsing import AT_ONCE, READS, measured, processor_seconds, serving
from bench.harness.serving import Served, served

TITLE = "The regulator's cases: 10,000 open and 50,000 closed"
PAGES = {
    "case page": ("P-CASE", 150, "A page sends some twenty statements, each put together by the ORM."),
    "worklist": (
        "P-WORK", 300, "How many lines wait is counted over every one, each as its context lets it be seen: 13 ms "
        "of the database for three thousand.",
    ),
}  # fmt: skip
FIGURES = "/concerns/figures/"


def measure(how: How) -> Figures:
    """Copy, ask for pages, and reckon the figures beside their peers."""
    found = Figures()
    still, ended = (1_000, 5_000) if how.quick else (10_000, 50_000)
    dice = random.Random(how.seed)  # noqa: S311  which page is asked for
    with served(how.folder / "cases") as place:
        copied = copy_cases(place.superuser, still=still, ended=ended, seed=how.seed)
        found.table("Cases by procedure", ["Procedure", "Open", "Closed"], copied)
        _pages(found, place, how, dice)
        reckon(found, place, how)
    return found


def _pages(found: Figures, place: Served, how: How, dice: random.Random) -> None:
    """Each kind of page, asked for by sixteen triage officers at once, in rounds."""
    cookies = place.signed_in("triage_officer")
    with psycopg.connect(place.superuser) as connection:
        cases = some_open(connection, "concern", 500)
    kinds: dict[str, Callable[[], str]] = {
        "case page": lambda: f"/cases/concern/{dice.choice(cases)}/",
        "worklist": lambda: f"/work/?page={dice.choice((1, 1, 1, 2, 3))}",
        "list of concerns": lambda: f"/concerns/?page={dice.choice((1, 1, 2, 3))}",
        "where cases stand": lambda: FIGURES,
    }
    many, servers, rows = (96 if how.quick else 1_000), serving(place.base), []
    for kind, address in kinds.items():
        asked = max(AT_ONCE * 2, many // 10) if kind == "where cases stand" else many
        measured(place.base, cookies, address, AT_ONCE * 2)
        for pause in (READS, 0):
            before = processor_seconds(servers)
            times, statuses = measured(place.base, cookies, address, asked, pause)
            cpu = (processor_seconds(servers) - before) / len(times) * 1000
            p50, p95 = (times[int(len(times) * at)] * 1000 for at in (0.5, 0.95))
            errors = sum(times for status, times in statuses.items() if status != 200)
            rows.append([kind, f"{pause:g} s" if pause else "none", len(times), errors, p50, p95, cpu])
            if kind in PAGES and pause:
                goal, most, why = PAGES[kind]
                found.goal(goal, f"{kind}, p95 at {AT_ONCE} users on {os.cpu_count()} processors", p95, unit="ms",
                           at_most=most, why=why)  # fmt: skip
    found.table(
        "Pages", ["Page", "Read between", "Requests", "Not 200", "p50, ms", "p95, ms", "Web CPU, ms"], rows
    )  # fmt: skip
    found.note(
        f"A user reads a page for {READS:g} s, give or take half, before asking for the next. Without reading, "
        f"{AT_ONCE} requests are always under way and wait for each other: a page then takes its processor time times "
        f"{AT_ONCE}, shared by {os.cpu_count()} processors with the database and the client."
    )
    found.note(f"Load average at the end of the pages: {os.getloadavg()[0]:.1f}; the client has its part of it.")
