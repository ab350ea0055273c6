"""Sixteen people at once who ask a running web server for pages, and what that costs its processes.

What is measured is from the first byte sent to the last received, over connections that are kept.
"""

from __future__ import annotations

import http.client
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

AT_ONCE = 16
#: Requests over one connection, from one address.
A_VISIT = 50
#: Seconds for which a user reads a page before asking for the next; few people are so quick.
READS = 1.0

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
