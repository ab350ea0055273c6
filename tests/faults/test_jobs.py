"""A job that raises, a job that stalls, a job that takes its worker with it: others go on, and somebody can see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
import requests

from tests.faults.client import Client
from tests.faults.estate import Estate, wait_until
from tests.faults.ledger import Ledger
from tests.faults.people import a_list
from tests.faults.whole import halves, left
from tests.faults.wide import rounds, say

pytestmark = [pytest.mark.long]
POISON = """insert into procrastinate_jobs (queue_name, task_name, args)
  values ('lists', 'employment.read', '{"list_id": "no list has this name"}') returning id"""


def sent(client: Client, number: int) -> str:
    """A list that was sent; its id."""
    there = client.upload(a_list(number), f"drill{number}.csv")
    assert there
    return there.rstrip("/").rpartition("/")[2]


def state(estate: Estate, list_id: str) -> str:
    """How far a list is."""
    return str(estate.one("select state from employment_stafflist where id = %s", list_id))


def becomes(question: Callable[[], object], answer: object) -> bool:
    """Whether the answer came to be this one."""
    return wait_until(lambda: question() == answer)


def is_read(estate: Estate, list_id: str) -> bool:
    """Whether a list came to be read."""
    return becomes(lambda: state(estate, list_id), "read")


def job_of(estate: Estate, list_id: str) -> tuple[int, str, int]:
    """The job that reads a list: its id, how it is, how often it was begun again."""
    asked = "select id, status::text, attempts from procrastinate_jobs where args->>'list_id' = %s order by id limit 1"
    number, status, attempts = estate.rows(asked, list_id)[0]
    return int(number), str(status), int(attempts)


def failed(estate: Estate) -> float:
    """How many jobs the metrics page says were given up."""
    page = requests.get(f"{estate.url}/metrics", timeout=10).text
    return next(float(line.split()[-1]) for line in page.splitlines() if line.startswith("almoner_jobs_failed "))


@contextmanager
def held(estate: Estate, list_id: str) -> Iterator[None]:
    """Whoever wants to write this list waits."""
    with psycopg.connect(estate.superuser) as connection:
        connection.execute("select from employment_stafflist where id = %s for update", [list_id])
        yield
        connection.rollback()


def test_a_job_that_always_fails_is_tried_as_often_as_is_said_and_holds_nobody_up(
    estate_of: Callable[..., Estate],
) -> None:
    estate = estate_of()
    estate.start("web", "worker")
    client = Client(estate, Ledger()).sign_in("hr_officer")
    number = rounds(3, 20)
    poison = [estate.one(POISON) for _ in range(number)]
    lists = [sent(client, each) for each in range(number)]
    assert wait_until(lambda: all(state(estate, each) == "read" for each in lists)), left(estate)
    set_aside = "select id from procrastinate_jobs where status = 'failed' and attempts = 4 order by id"
    assert wait_until(lambda: [row[0] for row in estate.rows(set_aside)] == poison), estate.said("worker")
    assert failed(estate) == number
    assert halves(estate) == {}
    say(f"{number} jobs that always fail: begun four times, set aside, on /metrics; {number} lists read meanwhile")


def test_a_job_that_takes_its_worker_with_it_is_set_aside_at_its_third_start(estate_of: Callable[..., Estate]) -> None:
    estate = estate_of()
    estate.start("web")
    client = Client(estate, Ledger()).sign_in("hr_officer")
    deadly = sent(client, 0)
    with held(estate, deadly):
        for start in range(3):
            estate.start_part("worker")
            assert becomes(lambda: job_of(estate, deadly)[1:], ("doing", start)), estate.said("worker")
            assert is_read(estate, sent(client, start + 1)), "a stalled job held up another"
            estate.kill("worker")
        estate.start_part("worker")
        assert wait_until(lambda: job_of(estate, deadly)[1] == "failed"), estate.said("worker")
    number, _, attempts = job_of(estate, deadly)
    assert f"job={number} " in next(line for line in estate.said("worker").splitlines() if "job set aside" in line)
    assert failed(estate) == 1
    assert requests.get(f"{estate.url}/readyz/worker", timeout=10).status_code == 200
    assert state(estate, deadly) == "uploaded", "it was read after all"
    assert is_read(estate, sent(client, 9))
    assert estate.run("jobs", "retry", str(number)).returncode == 0
    assert is_read(estate, deadly)
    assert failed(estate) == 0
    assert estate.one("select count(*) from record_entry where kind = 'job.begun_again'") == 1
    assert halves(estate) == {}
    say(
        f"a job whose worker died {attempts} times: set aside, in the log and on /metrics, 4 lists read meanwhile;"
        " begun again by hand: done, and on the record"
    )


def test_the_control_without_the_watch_a_dead_workers_job_is_never_taken_up(estate_of: Callable[..., Estate]) -> None:
    estate = estate_of()
    estate.arguments["worker"] = ["worker", "--silent-after", "3000"]
    estate.start("web", "worker")
    client = Client(estate, Ledger()).sign_in("hr_officer")
    stalled = sent(client, 0)
    with held(estate, stalled):
        assert wait_until(lambda: job_of(estate, stalled)[1] == "doing")
        estate.kill("worker")
    estate.start_part("worker")
    assert is_read(estate, sent(client, 1))
    assert not wait_until(lambda: job_of(estate, stalled)[1] != "doing", 8)
    assert str(job_of(estate, stalled)[0]) in left(estate)["a job that nobody does"], "the drill cannot see a lost job"
