"""The control of every drill: each kind of half-done work, planted by hand, is seen by its question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import LiteralString

import psycopg
import pytest

from tests.faults.client import Client
from tests.faults.estate import Estate, wait_until
from tests.faults.ledger import Answer, Ledger
from tests.faults.people import a_list
from tests.faults.whole import HALVES, LEFT, halves
from tests.faults.wide import say

pytestmark = [pytest.mark.long]

#: What a cut at the wrong place would have left, for each question of `whole`.
PLANTED: dict[str, LiteralString] = {
    "a list without its one upload": "delete from procedure_step where move = 'upload' and case_id = %(list)s::uuid",
    "a case whose version is not the number of its steps": """
        update procedure_docket set version = version + 1 where case_id = %(list)s::uuid""",
    "a case in another state than its last step left it in": """
        update procedure_docket set state = 'nowhere' where case_id = %(list)s::uuid""",
    "a step without its one event": "delete from record_entry where case_id = %(list)s::uuid",
    "a document without its one event": """
        delete from record_entry where kind = 'document.received'
          and subject = (select 'documents.document:' || id from documents_document limit 1)""",
    "an ended registration without its one change and its one event": """
        delete from register_change where kind = 'ended' and entry_id = %(entry)s""",
    "a change of the register whose entry did not change": """
        update register_term set ended_on = null where entry_id = %(entry)s""",
    "a notice without its one event": """
        delete from record_entry where kind = 'notice.queued'
          and subject = (select 'notices.notice:' || id from notices_notice limit 1)""",
    "a notice that was sent and is in nobody's mail once": "delete from notices_demonstrationmail",
    "an alert told of twice": """
        alter table notices_notice drop constraint notices_notice_once_by_key;
        insert into notices_notice select (again.n).* from (
          select jsonb_populate_record(n, jsonb_build_object('id', gen_random_uuid())) as n
          from notices_notice n limit 1) again""",
    "a list that nobody reads": "update employment_stafflist set state = 'uploaded' where id = %(list)s::uuid",
    "a job that nobody does": """
        update procrastinate_jobs set status = 'doing', scheduled_at = null
        where id = (select max(id) from procrastinate_jobs)""",
    "a job set aside": """
        update procrastinate_jobs set status = 'failed' where id = (select max(id) from procrastinate_jobs)""",
    "a notice on its way": "update notices_notice set state = 'sending'",
    "an event without a seal": """
        insert into record_queue (entry_id) select id from record_entry limit 1""",
}


def seen(estate: Estate, words: str, damage: LiteralString, about: dict[str, object]) -> tuple[bool, bool]:
    """Whether the question answers before the damage, and after it; the damage is taken back."""
    question = (HALVES | LEFT)[words]
    with psycopg.connect(estate.superuser) as connection:
        before = connection.execute(question).fetchall()
        # As if the writes had never come: no trigger and no foreign key has a say, nor what keeps the record.
        connection.execute("set local session_replication_role = 'replica'")
        connection.execute("alter table record_entry disable trigger all")
        for statement in damage.split(";"):
            connection.execute(statement, about)
        after = connection.execute(question).fetchall()
        connection.rollback()
    return bool(before), bool(after)


def test_every_kind_of_half_done_work_is_seen(estate_of: Callable[..., Estate]) -> None:
    estate = estate_of()
    estate.start("web", "worker", "sealer")
    list_id = Client(estate, Ledger()).sign_in("hr_officer").upload(a_list(1), "drill1.csv").rstrip("/").split("/")[-1]
    entry, number = estate.rows(
        "select e.id, 'SW' || e.number from register_entry e where exists (select from register_term t"
        " where t.entry_id = e.id and t.ended_on is null and t.withdrawn_at is null"
        " and (t.until is null or t.until > current_date)) order by e.id limit 1"
    )[0]
    assert Client(estate, Ledger()).sign_in("register_officer").end_registration(number, date.today())
    assert wait_until(estate.is_quiet), estate.said("worker")

    assert PLANTED.keys() == HALVES.keys() | LEFT.keys(), "a question has no control"
    answers = {
        words: seen(estate, words, damage, {"list": list_id, "entry": entry}) for words, damage in PLANTED.items()
    }
    assert answers == dict.fromkeys(PLANTED, (False, True))
    say(f"half-done work, control: {len(answers)} kinds planted, each seen")


def test_a_move_that_finds_the_list_moved_on_is_not_taken_for_a_yes(estate_of: Callable[..., Estate]) -> None:
    estate, ledger = estate_of(), Ledger()
    estate.start("web")
    client = Client(estate, ledger).sign_in("hr_officer")
    list_id = client.upload(a_list(1), "drill1.csv").rstrip("/").split("/")[-1]
    client.discard(list_id, version=0)
    assert ledger.keys(Answer.REFUSED) == [list_id]
    assert client.discard(list_id)
    assert list_id in ledger.keys(Answer.ACKNOWLEDGED)


def test_a_document_that_lost_its_content_is_seen(estate_of: Callable[..., Estate]) -> None:
    estate = estate_of()
    estate.start_database()
    assert halves(estate) == {}
    key = estate.one(
        "select replace(id::text, '-', '') from documents_document where state not in ('refused', 'withdrawn') limit 1"
    )
    content = estate.var / "files" / "documents" / key[:2] / key
    content.write_bytes(content.read_bytes() + b"more")
    assert list(halves(estate)) == ["a document whose content is missing or another"]
