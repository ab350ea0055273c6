"""Every connection is taken: whoever asks is told so soon, in words, and all goes on when there is one again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
import pytest
import requests

from tests.faults.estate import Estate, wait_until
from tests.faults.wide import say

pytestmark = [pytest.mark.long]
WORDS = "text/html,application/xhtml+xml"


def asked(estate: Estate, path: str) -> tuple[requests.Response, float]:
    """A page, and how long it took."""
    began = time.monotonic()
    return requests.get(estate.url + path, headers={"Accept": WORDS}, timeout=60), time.monotonic() - began


def while_some_wait(estate: Estate, many: int) -> tuple[list[tuple[requests.Response, float]], list[int]]:
    """What others get while so many wait for a table that somebody holds; and what those got in the end."""
    in_the_end: list[int] = []
    waiting = [
        threading.Thread(target=lambda: in_the_end.append(asked(estate, "/register/?q=smith")[0].status_code))
        for _ in range(many)
    ]
    with psycopg.connect(estate.superuser) as holder:
        holder.execute("lock table register_town in access exclusive mode")
        for each in waiting:
            each.start()
        held = "select count(*) from pg_stat_activity where usename = 'almoner_app' and wait_event_type = 'Lock'"
        assert wait_until(lambda: estate.one(held) == many), "nobody waits, so nothing was shown"
        found = [asked(estate, path) for path in ("/livez", "/readyz/database", "/raise-a-concern/")]
        holder.rollback()
    for each in waiting:
        each.join(60)
    return found, in_the_end


def test_with_every_connection_taken_pages_say_so_and_come_back(estate_of: Callable[..., Estate]) -> None:
    estate = estate_of(ALMONER_WEB_WORKERS="1", ALMONER_WEB_THREADS="8", ALMONER_POOL_SIZE="3")
    estate.start("web")
    assert asked(estate, "/register/?q=smith")[0].status_code == 200
    (alive, ready, page), in_the_end = while_some_wait(estate, 3)
    assert alive[0].status_code == 200
    assert ready[0].status_code == 503
    assert page[0].status_code == 503, page[0].status_code
    assert int(page[0].headers["Retry-After"]) > 0
    assert "<h1" in page[0].text
    assert in_the_end == [200, 200, 200], "those who had a connection were cut off"
    assert page[1] < 4, "nobody should wait longer to be told to come back"
    again = [asked(estate, "/register/?q=smith") for _ in range(5)]
    assert [response.status_code for response, _ in again] == [200] * 5
    say(f"3 of 3 connections held: the page says 503 in {page[1]:.1f} s, and afterwards answers again at once")


def test_the_control_with_a_connection_left_the_page_is_shown(estate_of: Callable[..., Estate]) -> None:
    estate = estate_of(ALMONER_WEB_WORKERS="1", ALMONER_WEB_THREADS="8", ALMONER_POOL_SIZE="4")
    estate.start("web")
    (_, ready, page), in_the_end = while_some_wait(estate, 3)
    assert (ready[0].status_code, page[0].status_code) == (200, 200), "it was not the connections that were missing"
    assert in_the_end == [200, 200, 200]
