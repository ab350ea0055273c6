"""The pages that people wait for, asked for by sixteen at once, with the national demonstration loaded.

    python -m bench.pages http://127.0.0.1:8000 [requests of each kind]

The server runs apart (`almoner demo --national`, then `almoner run`), on the same machine; this is the client alone. It
signs in as an HR officer of the last council on the page of personas that has checked a staff list. What is measured
is from the first byte sent to the last received, over connections that are kept; every answer that is not 200 counts
as an error.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

AT_ONCE = 16
REQUESTS = 2_000
WARM = 200
#: Requests over one connection, from one address.
A_VISIT = 50
#: p95 in milliseconds.
GOALS = {"search": 100, "entry": 100, "worklist": 300, "staff list result": 300}
WORDS = (
    "smith", "jonse", "mohamed", "oluwaseun", "patel", "catherine", "kathrine wilson", "mcdonald", "o'brien", "siobhan",
    "davis", "tomas", "aisha khan", "willaims", "thorn", "harpreet singh", "robrets", "lucy wood", "green", "ngozi",
)  # fmt: skip

Headers = dict[str, str]


class Browser:
    """One connection that is kept, with its cookies, from the address of a network of its own.

    The register's fair use is counted by address and by network; as many people as these come from as many places.
    """

    places = count(1)

    def __init__(self, base: str, cookies: Headers | None = None) -> None:
        self.host, self.cookies = urlsplit(base).netloc, dict(cookies or {})
        place = next(self.places)
        self.line = http.client.HTTPConnection(
            self.host, timeout=60, source_address=(f"127.{1 + place // 250 % 250}.{place % 250}.1", 0)
        )

    def ask(self, path: str, form: Headers | None = None) -> tuple[int, str]:
        """The status and the page; cookies are kept."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}/"}
        self.line.request("GET" if form is None else "POST", path, urlencode(form) if form else None, headers)
        answer = self.line.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, kept = value.split(";")[0].partition("=")
                self.cookies[cookie] = kept
        return answer.status, page


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


def kinds(base: str, numbers: list[str], result: str, dice: random.Random) -> dict[str, Callable[[], str]]:
    """An address of each kind, another at each call."""
    return {
        "search": lambda: f"/register/?q={quote(dice.choice(WORDS))}",
        "entry": lambda: f"/register/{dice.choice(numbers)}/",
        "worklist": lambda: f"/work/?page={dice.choice((1, 1, 1, 2, 3))}",
        "staff list result": lambda: f"{result}rows/?page={dice.choice((1, 1, 2, 3, 4))}",
    }


def some_numbers(base: str) -> list[str]:
    """Numbers that are on the register, found as a visitor finds them."""
    browser = Browser(base)
    found = set[str]()
    for word in WORDS:
        found |= set(re.findall(r'href="/register/(SW\d+)/', browser.ask(f"/register/?q={quote(word)}")[1]))
    return sorted(found)


def measured(
    base: str, cookies: Headers, address: Callable[[], str], many: int, pause: float = 0
) -> tuple[list[float], dict[int, int]]:
    """Seconds of each request of sixteen users, and how many answers had which status.

    Each asks for the next page `pause` seconds after the last one came, give or take half; 0 for at once.
    """
    times: list[float] = []
    statuses: dict[int, int] = {}
    left, lock = iter(range(many)), threading.Lock()

    def go() -> None:
        browser, reads = Browser(base, cookies), random.Random()  # noqa: S311  how long each reads
        for number, path in enumerate(_paths(left, lock, address), start=1):
            if number % A_VISIT == 0:
                browser = Browser(base, cookies)
            time.sleep(pause * reads.uniform(0.5, 1.5))
            began = time.perf_counter()
            try:
                status, _ = browser.ask(path)
            except OSError:
                status, browser = 0, Browser(base, cookies)
            took = time.perf_counter() - began
            with lock:
                times.append(took)
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=go) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times), statuses


def _paths(left: Iterator[int], lock: threading.Lock, address: Callable[[], str]) -> Iterator[str]:
    while True:
        with lock:
            if next(left, None) is None:
                return
            path = address()
        yield path


def serving(base: str) -> list[int]:
    """The processes that serve there and their databases' backends, as far as this machine shows them."""
    port = urlsplit(base).port
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text().replace("\0", " ")
            environment = (folder / "environ").read_text() if "almoner serve" in command else ""
        except OSError:
            continue
        if f"PORT={port}\0" in environment:
            found.append(int(folder.name))
    return found


def processor_seconds(processes: list[int]) -> float:
    """CPU that these have had, their threads included."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def main() -> None:
    """Measure each kind after warming it, and print the figures as JSON."""
    base = sys.argv[1].rstrip("/")
    many = int(sys.argv[2]) if len(sys.argv) > 2 else REQUESTS
    seed = random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)  # noqa: S311  which page is asked for
    cookies, result = signed_in(base)
    servers = serving(base)
    report: dict[str, object] = {"seed": seed, "at once": AT_ONCE, "web processes": len(servers)}
    for kind, address in kinds(base, some_numbers(base), result, dice).items():
        mine = {} if kind in ("search", "entry") else cookies
        measured(base, mine, address, min(WARM, many))
        server, client, load = processor_seconds(servers), time.process_time(), os.getloadavg()[0]
        began = time.perf_counter()
        times, statuses = measured(base, mine, address, many)
        wall = time.perf_counter() - began
        report[kind] = {
            "requests": len(times),
            "errors": sum(count for status, count in statuses.items() if status != 200),
            "statuses": statuses,
            "p50 ms": round(times[len(times) // 2] * 1000, 1),
            "p95 ms": round(times[int(len(times) * 0.95)] * 1000, 1),
            "p99 ms": round(times[int(len(times) * 0.99)] * 1000, 1),
            "goal p95 ms": GOALS[kind],
            "a second": round(len(times) / wall, 1),
            "web CPU ms a request": round((processor_seconds(servers) - server) / len(times) * 1000, 2),
            "client CPU ms a request": round((time.process_time() - client) / len(times) * 1000, 2),
            "load average": [round(load, 1), round(os.getloadavg()[0], 1)],
        }
        print(kind, json.dumps(report[kind]), flush=True)
    report["client memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
