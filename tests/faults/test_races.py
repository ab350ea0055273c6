"""Several at once through the running server: a double click counts once, and no answer is written over another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
import requests

from tests.faults.client import PATIENCE, Client
from tests.faults.estate import Estate
from tests.faults.ledger import Ledger
from tests.faults.wide import rounds, say

pytestmark = [pytest.mark.long]
AT_ONCE = 8
#: The open performance records whose manager somebody can be, and as whom.
RECORDS: LiteralString = """
    select d.case_id::text, p.id::text from procedure_docket d
      join fitness_performancerecord r on r.id = d.case_id
      join people_membership m on m.person_id = r.manager_id join demo_persona p on p.membership_id = m.id
     where d.closed_at is null order by d.reference"""


@pytest.fixture
def manager(estate_of: Callable[..., Estate]) -> Client:
    """A manager with an open performance record, signed in where the server runs."""
    estate = estate_of()
    estate.start("web")
    return Client(estate, Ledger()).be(estate.rows(RECORDS)[0][1])


def a_record(manager: Client) -> str:
    """The address of that record."""
    return f"/cases/performance/{manager.estate.rows(RECORDS)[0][0]}/"


def send(client: Client, path: str, typed: dict[str, object]) -> requests.Response:
    """Post a form on a connection of its own, as another click would."""
    cookies = {name: value or "" for name, value in client.session.cookies.items()}
    return requests.post(
        client.estate.url + path, data={"csrfmiddlewaretoken": cookies["csrftoken"], **typed}, cookies=cookies,
        timeout=PATIENCE, allow_redirects=False,
    )  # fmt: skip


def at_once(client: Client, path: str, each: list[dict[str, object]]) -> list[requests.Response]:
    """The answers to these forms, all sent at one moment."""
    start = Barrier(len(each))

    def one(typed: dict[str, object]) -> requests.Response:
        start.wait(10)
        return send(client, path, typed)

    with ThreadPoolExecutor(len(each)) as pool:
        return list(pool.map(one, each))


def added(estate: Estate, record: str) -> list[str]:
    """What was added to a record, in the order in which it was."""
    question = "select values->>'what' from procedure_step where case_id = %s and move = 'add' order by number"
    return [str(row[0]) for row in estate.rows(question, record.rstrip("/").rpartition("/")[2])]


def test_one_form_sent_eight_times_at_once_counts_once_and_every_sender_is_told_so(manager: Client) -> None:
    times, record = rounds(10, 100), a_record(manager)
    page, before = f"{record}add/", added(manager.estate, record)
    for turn in range(times):
        typed: dict[str, object] = {**manager.key_and_version(page), "what": f"A word with them {turn}."}
        answers = at_once(manager, page, [typed] * AT_ONCE)
        assert Counter(answer.status_code for answer in answers) == {302: AT_ONCE}
        assert {answer.headers["Location"] for answer in answers} == {record}
        assert added(manager.estate, record) == [*before, *(f"A word with them {each}." for each in range(turn + 1))]
    say(f"one form sent {AT_ONCE} times at once, {times} rounds: counted once each, {AT_ONCE * times} told so")


def test_the_control_the_same_words_on_eight_forms_are_counted_eight_times(manager: Client) -> None:
    record = a_record(manager)
    page, before = f"{record}add/", added(manager.estate, record)
    for _ in range(AT_ONCE):
        (answer,) = at_once(manager, page, [{**manager.key_and_version(page), "what": "A word with them."}])
        assert answer.status_code == 302
    assert added(manager.estate, record) == [*before, *["A word with them."] * AT_ONCE]
    say(f"control (a form of its own for each click): the same words are counted {AT_ONCE} times")


def test_of_eight_who_write_on_one_page_one_is_kept_and_seven_keep_what_they_typed(manager: Client) -> None:
    times, record = rounds(10, 100), a_record(manager)
    page, before = f"{record}add/", added(manager.estate, record)
    for turn in range(times):
        drawn = manager.key_and_version(page)
        each: list[dict[str, object]] = [
            {**drawn, "key": uuid4().hex, "what": f"Said number {number} of {turn}."} for number in range(AT_ONCE)
        ]
        answers = at_once(manager, page, each)
        assert Counter(answer.status_code for answer in answers) == {302: 1, 409: AT_ONCE - 1}
        kept = added(manager.estate, record)[len(before) + turn :]
        assert kept == [each[[answer.status_code for answer in answers].index(302)]["what"]]
        for typed, answer in zip(each, answers, strict=True):
            assert answer.status_code == 302 or (str(typed["what"]) in answer.text and kept[0] in answer.text)
    say(f"{AT_ONCE} answers from one page at once, {times} rounds: 1 kept each, {(AT_ONCE - 1) * times} shown it")


def test_the_control_a_table_without_versions_loses_what_seven_of_eight_wrote(manager: Client) -> None:
    with psycopg.connect(manager.estate.superuser, autocommit=True) as connection:
        connection.execute("create table careless (said text[] not null default '{}')")
        connection.execute("insert into careless default values")
    start = Barrier(AT_ONCE)

    def careless(number: int) -> None:
        with psycopg.connect(manager.estate.superuser, autocommit=True) as connection:
            read = connection.execute("select said from careless").fetchall()[0][0]
            start.wait(10)
            connection.execute("update careless set said = %s", [[*read, str(number)]])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(careless, range(AT_ONCE)))
    lost = AT_ONCE - len(manager.estate.one("select said from careless"))
    say(f"control (a table without versions): {lost} of {AT_ONCE} answers lost")
    assert lost, "the harness cannot see a lost update"
