"""Clients that send a byte now and then, behind the proxy that docs/running.md asks for: nobody else notices."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.faults.estate import Estate
from tests.faults.proxy import a_proxy
from tests.faults.wide import rounds, say
from tests.proxy_install import NGINX

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not NGINX, reason="nginx is not installed (Debian: nginx-light)"),
]
HEADERS = b"GET /register/?q=smith HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
# With a token to be compared, so that what is sent has to be read.
BODY = (
    b"POST /raise-a-concern/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Cookie: csrftoken=" + b"a" * 32 + b"\r\nContent-Length: 100000\r\n\r\nq="
)


@contextmanager
def slow_clients(url: str, many: int) -> Iterator[None]:
    """So many who are slow with their headers and so many who are slow with what they send, until the end."""
    over = threading.Event()
    address = (urlsplit(url).hostname, urlsplit(url).port)
    clients = []
    for begun in [HEADERS, BODY] * many:
        client = socket.create_connection(address)
        client.sendall(begun)
        clients.append(client)

    def go_on() -> None:
        while not over.wait(0.5):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.send(b"a")

    sender = threading.Thread(target=go_on, daemon=True)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()
        for client in clients:
            client.close()


def pages(url: str, seconds: float) -> tuple[int, int, float]:
    """Pages asked for meanwhile, how many were not answered, and the slowest answer."""
    answered, missed, slowest, ends = 0, 0, 0.0, time.monotonic() + seconds
    while time.monotonic() < ends:
        began = time.monotonic()
        try:
            got = requests.get(f"{url}/", timeout=5).status_code == 200
        except requests.RequestException:
            got = False
        answered, missed = answered + got, missed + (not got)
        slowest = max(slowest, time.monotonic() - began)
    return answered, missed, slowest


def test_behind_the_documented_proxy_slow_clients_hold_nobody_up(
    estate_of: Callable[..., Estate], tmp_path: Path
) -> None:
    estate = estate_of(ALMONER_WEB_WORKERS="1", ALMONER_WEB_THREADS="2")
    estate.start("web")
    many = rounds(50, 200)
    with a_proxy(tmp_path / "proxy", [f"127.0.0.1:{estate.port}"]) as url:
        with slow_clients(url, many):
            answered, missed, slowest = pages(url, 8)
        assert missed == 0
        assert answered > 8
        assert slowest < 2
    with slow_clients(estate.url, many):
        straight = pages(estate.url, 6)
    say(
        f"{many} slow with headers and {many} with bodies: behind the proxy {answered} pages, none missed, slowest"
        f" {slowest * 1000:.0f} ms; the control, straight at the server: {straight[0]} answered, {straight[1]} missed"
    )
    assert straight[1], "the control: without the proxy they hold others up"
