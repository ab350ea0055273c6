"""The pages that people wait for, with a whole country loaded, asked for by sixteen at once.

The national demonstration (150 councils, 100,000 register entries) is made and served as `almoner run` does; a quick
run asks the region's pages. Who is signed in is an HR officer of a council that has checked a staff list.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import psycopg

from bench.harness import Figures, How
from bench.harness.browsing import AT_ONCE, READS, Browser, Headers, measured, processor_seconds, serving
from bench.harness.serving import Served, make_country, served

TITLE = "Pages with the national demonstration"
#: p95 in milliseconds, with a reader's second between pages.
GOALS = {
    "search": ("P-SEARCH", 100), "entry": ("P-ENTRY", 100), "worklist": ("P-WORKLIST", 300),
    "staff list result": ("P-LIST", 300),
}  # fmt: skip
SIZES = {
    "Organisations": "people_organisation", "Accounts": "people_person", "Register entries": "register_entry",
    "Staff": "employment_staffmember",
}  # fmt: skip
WORDS = (
    "smith", "jonse", "mohamed", "oluwaseun", "patel", "catherine", "kathrine wilson", "mcdonald", "o'brien", "siobhan",
    "davis", "tomas", "aisha khan", "willaims", "thorn", "harpreet singh", "robrets", "lucy wood", "green", "ngozi",
)  # fmt: skip


Kinds = dict[str, tuple[Headers, Callable[[], str]]]


@dataclass(slots=True)
class Asked:
    """What came of asking for one kind of page in one way, over the rounds."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    web: float = 0.0

    def ms(self, share: float) -> float:
        """So great a share of the answers took no longer."""
        return sorted(self.seconds)[int(len(self.seconds) * share)] * 1000

    @property
    def web_ms(self) -> float:
        """Processor time of the web server for a request."""
        return self.web / len(self.seconds) * 1000


def measure(how: How) -> Figures:
    """Make the country, serve it, and ask for its pages in rounds."""
    found, folder = Figures(), how.folder / "pages"
    if how.quick:
        found.skip("the country's pages (P-SEARCH, P-ENTRY, P-WORKLIST, P-LIST)", "a quick run asks the region's")
    else:
        found.figure("making the national demonstration, on the clock", make_country(folder), "s")
    dice = random.Random(how.seed)  # noqa: S311  which page is asked for
    with served(folder) as place:
        _sizes(found, place)
        asked = _in_rounds(place.base, how, _kinds(place.base, dice))
    _report(found, asked)
    if not how.quick:
        _goals(found, asked)
    return found


def _in_rounds(base: str, how: How, kinds: Kinds) -> dict[tuple[str, float], Asked]:
    """Each kind of page in each round, read and at once, the order turned every other round."""
    many, servers = (48 if how.quick else 240), serving(base)
    asked = {(kind, pause): Asked() for kind in kinds for pause in (READS, 0.0)}
    for cookies, address in kinds.values():
        measured(base, cookies, address, AT_ONCE * 2)
    for round_ in range(how.rounds):
        for kind, pause in list(asked) if round_ % 2 == 0 else list(asked)[::-1]:
            cookies, address = kinds[kind]
            before = processor_seconds(servers)
            seconds, statuses = measured(base, cookies, address, many, pause)
            one = asked[kind, pause]
            one.web += processor_seconds(servers) - before
            one.seconds += seconds
            one.errors += sum(times for status, times in statuses.items() if status != 200)
    return asked


def _report(found: Figures, asked: dict[tuple[str, float], Asked]) -> None:
    found.table(
        "Pages", ["Page", "Read between", "Requests", "Not 200", "p50, ms", "p95, ms", "Web CPU, ms"],
        [
            [kind, f"{pause:g} s" if pause else "none", len(one.seconds), one.errors, one.ms(0.5), one.ms(0.95),
             one.web_ms]
            for (kind, pause), one in asked.items()
        ],
    )  # fmt: skip
    found.note(
        f"A user reads a page for {READS:g} s, give or take half, before asking for the next; that is what the goals "
        f"are of. Without reading, {AT_ONCE} requests are always under way and wait for each other: how long they then "
        f"take is what {os.cpu_count()} processors can do with the client and the database on them, and is no goal."
    )
    found.note(f"Load average at the end of the pages: {os.getloadavg()[0]:.1f}; the client has its part of it.")


def _goals(found: Figures, asked: dict[tuple[str, float], Asked]) -> None:
    for kind, (goal, most) in GOALS.items():
        one = asked[kind, READS]
        words = f"{kind} in a whole country, p95 at {AT_ONCE} users on {os.cpu_count()} processors"
        why = (
            f"A request takes {one.web_ms:.0f} ms of the web server's processors, and half were answered in "
            f"{one.ms(0.5):.0f} ms, at a load average of {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors."
        )
        found.goal(goal, words, one.ms(0.95), unit="ms", at_most=most, why=why)
    refused = sum(one.errors for one in asked.values())
    found.goal(
        "P-200", "answers in a whole country that were not 200", refused, at_most=0, why="See the table of pages."
    )


def _sizes(found: Figures, place: Served) -> None:
    with psycopg.connect(place.superuser) as connection:
        counts = [
            [name, *connection.execute(f"select count(*) from {table}").fetchone()]  # type: ignore[misc]  # noqa: S608
            for name, table in SIZES.items()
        ]
        whole = connection.execute("select pg_database_size('almoner') / 1e6").fetchone()
    found.table("What is loaded", ["", "Count"], [*counts, ["Megabytes of the database", float(whole[0])]])  # type: ignore[index]


def _kinds(base: str, dice: random.Random) -> Kinds:
    """For each kind of page whose cookies it is asked with, and an address, another at each call."""
    cookies, result = signed_in(base)
    numbers = some_numbers(base)
    return {
        "search": ({}, lambda: f"/register/?q={quote(dice.choice(WORDS))}"),
        "entry": ({}, lambda: f"/register/{dice.choice(numbers)}/"),
        "worklist": (cookies, lambda: f"/work/?page={dice.choice((1, 1, 1, 2, 3))}"),
        "staff list result": (cookies, lambda: f"{result}rows/?page={dice.choice((1, 1, 2, 3, 4))}"),
    }


def signed_in(base: str) -> tuple[Headers, str]:
    """The cookies of an HR officer of the last of the personas' councils that has checked a list, and its address."""
    browser = Browser(base)
    _, page = browser.ask("/demo/")
    officers = re.findall(r'action="(/demo/be/[^"]+)"(?:(?!action=).)*?as [^,]*, HR officer, ([^<]+)<', page, re.S)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not officers or not token:
        raise SystemExit("no personas: is this a demonstration?")
    for address, place in reversed(officers):
        browser.ask(address, {"csrfmiddlewaretoken": token[1]})
        _, lists = browser.ask("/staff/lists/")
        for found in dict.fromkeys(re.findall(r"/staff/lists/[0-9a-f-]{36}/", lists)):
            # A list that was only read has no result yet.
            if browser.ask(f"{found}rows/")[0] == 200:
                print(f"Signed in as the HR officer of {place}", flush=True)
                return browser.cookies, found
        browser = Browser(base)
        _, page = browser.ask("/demo/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page) or token
    raise SystemExit("no council with a persona has a staff list that was checked")


def some_numbers(base: str) -> list[str]:
    """Numbers that are on the register, found as a visitor finds them."""
    browser = Browser(base)
    found = set[str]()
    for word in WORDS:
        found |= set(re.findall(r'href="/register/(SW\d+)/', browser.ask(f"/register/?q={quote(word)}")[1]))
    return sorted(found)
