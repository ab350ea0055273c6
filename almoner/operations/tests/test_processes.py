"""The web server and the worker as they really run, in processes of their own, on this run's database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from almoner.config.environment import ROOT
from almoner.notices import actions
from almoner.notices.models import Notice
from almoner.notices.rules import State
from almoner.people.tests.factories import a_person
from almoner.scope import clock
from almoner.scope.context import system

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start `almoner` with these arguments and variables; everything is ended when the test is over."""
    with ExitStack() as after:

        def start(*arguments: str, **variables: str) -> subprocess.Popen[bytes]:
            log = after.enter_context((tmp_path / f"{arguments[0]}-{time.monotonic_ns()}.log").open("wb"))
            process = subprocess.Popen(
                [sys.executable, "-m", "almoner", *arguments],
                env=os.environ | variables, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

            def end() -> None:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

            after.callback(end)
            return process

        yield start


def wait_until(question: Callable[[], bool], seconds: float = 30.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if question():
            return True
        time.sleep(0.1)
    return False


def get(port: int, path: str) -> tuple[int, dict[str, str], float]:
    started = time.monotonic()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, lower(answer.headers.items()), time.monotonic() - started
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, lower(refused.headers.items()), time.monotonic() - started
    except OSError:
        return 0, {}, time.monotonic() - started


def lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_with_every_connection_taken_it_is_503_within_three_seconds_and_livez_answers(
    processes: Callable[..., subprocess.Popen[bytes]], superuser: str
) -> None:
    port = a_port()
    processes("serve", "--port", str(port), "--workers", "1", "--threads", "4", ALMONER_POOL_SIZE="1")
    assert wait_until(lambda: get(port, "/livez")[0] == 200)
    database = str(connection.settings_dict["NAME"])
    with psycopg.connect(superuser, dbname=database) as other, ThreadPoolExecutor(2) as threads:
        other.execute("LOCK TABLE procrastinate_jobs IN ACCESS EXCLUSIVE MODE")
        first = threads.submit(get, port, "/metrics")
        time.sleep(0.5)
        status, headers, seconds = get(port, "/calendar/another.ics")
        alive = get(port, "/livez")[0]
        other.rollback()
        assert (status, alive) == (503, 200)
        assert headers["retry-after"] == "10"
        assert seconds < 3.5
        assert first.result()[0] == 200
    assert get(port, "/readyz/database")[0] == 200


def test_a_notice_is_sent_by_the_worker_and_the_platform_is_ready(
    processes: Callable[..., subprocess.Popen[bytes]],
) -> None:
    processes("worker", ALMONER_DEMO="1", ALMONER_MAIL="outbox")
    with system("test"), transaction.atomic():
        actions.queue(to=a_person(), template="message_waiting", values={"where": "/work/"}, key="k", now=clock.now())

    def sent() -> bool:
        with system("test"), transaction.atomic():
            return Notice.objects.get().state == State.SENT

    assert wait_until(sent)


def test_the_jobs_of_a_killed_worker_are_done_by_another(
    processes: Callable[..., subprocess.Popen[bytes]], superuser: str
) -> None:
    with system("test"), transaction.atomic():
        notice_id = actions.queue(
            to=a_person(), template="message_waiting", values={"where": "/work/"}, key="k", now=clock.now()
        )
    with psycopg.connect(superuser, dbname=str(connection.settings_dict["NAME"])) as other:
        # The first worker takes the job and waits for the row; it is killed while it waits.
        other.execute("SELECT 1 FROM people_person FOR UPDATE")
        other.execute("LOCK TABLE notices_notice IN ACCESS EXCLUSIVE MODE")
        first = processes("worker", "--silent-after", "3", ALMONER_DEMO="1", ALMONER_MAIL="outbox")
        assert wait_until(lambda: job_status(notice_id) == "doing")
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        other.rollback()
    assert job_status(notice_id) == "doing"
    processes("worker", "--silent-after", "3", ALMONER_DEMO="1", ALMONER_MAIL="outbox")
    assert wait_until(lambda: job_status(notice_id) == "succeeded", 40)
    with system("test"), transaction.atomic():
        assert Notice.objects.get().state == State.SENT


def job_status(notice_id: object) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE args->>'notice_id' = %s ORDER BY id LIMIT 1",
            [str(notice_id)],
        )
        row = cursor.fetchone()
    return row[0] if row else ""
