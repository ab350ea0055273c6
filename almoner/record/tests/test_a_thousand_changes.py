"""A thousand changes by somebody with every right in the database and not the key: each caught offline, and named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import transaction

from almoner.record.actions import make_bundle
from almoner.record.models import Entry, Head, Seal
from almoner.record.queries.bundles import NotExported, bundle_lines
from almoner.record.rules import bundle
from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint
from almoner.record.rules.kinds import EXPORTED
from almoner.record.sealer import Sealer
from almoner.record.tests.conftest import TABLES, Administrator
from almoner.record.tests.factories import MOMENT, TESTER, events
from almoner.record.tests.test_tamper import EDITS
from almoner.scope.context import system
from tests.faults.wide import rounds, say

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

BATCHES, IN_A_BATCH = 5, 12
SIZE = BATCHES * IN_A_BATCH

Statements = list[str]


def entry(index: int) -> str:
    return f"(select entry_id from record_seal where index = {index})"


def an_edit(dice: Random) -> tuple[Statements, int]:
    """Not of the last event: it is the newest bundle's own making, by whose kind the bundle is found."""
    at = dice.randrange(SIZE - 1)
    return [f"update record_entry set {dice.choice(list(EDITS.values()))} where id = {entry(at)}"], at


def a_deletion(dice: Random) -> tuple[Statements, int]:
    at = dice.randrange(SIZE - 1)
    gone = [f"delete from record_entry where id = {entry(at)}"]
    return ([*gone, f"delete from record_seal where index = {at}"] if dice.random() < 0.5 else gone), at


def an_exchange(dice: Random) -> tuple[Statements, int]:
    one, other = sorted(dice.sample(range(SIZE), 2))
    moves = ((one, -1), (other, one), (-1, other))
    return [f"update record_seal set index = {to} where index = {at}" for at, to in moves], one


def an_insertion(dice: Random) -> tuple[Statements, int]:
    """One more event, made from another, with a seal of its own in the midst; those behind it move up.

    Not under the last head: it would push the last bundle's own making out from under it, and there would be none.
    """
    at = dice.randrange(SIZE - IN_A_BATCH)
    return [
        f"create temp table forged as select * from record_entry where id = {entry(at)}",
        f"create temp table seal_forged as select * from record_seal where index = {at}",
        "update forged set id = gen_random_uuid(), kind = 'case.forged'",
        "insert into record_entry select * from forged",
        f"update record_seal set index = index + 10000 where index >= {at}",
        f"update record_seal set index = index - 9999 where index >= {at + 10000}",
        "update seal_forged set entry_id = (select id from forged), number = number + 10000",
        "insert into record_seal select * from seal_forged",
        "drop table forged, seal_forged",
    ], at


def a_cut(dice: Random) -> tuple[Statements, int]:
    """Everything behind an earlier head is gone, and that head is the last."""
    size = dice.randrange(1, BATCHES) * IN_A_BATCH
    return [
        f"delete from record_entry where id in (select entry_id from record_seal where index >= {size})",
        f"delete from record_seal where index >= {size}",
        f"delete from record_head where size > {size}",
    ], size


CHANGES: dict[str, Callable[[Random], tuple[Statements, int]]] = {
    "edited": an_edit, "deleted": a_deletion, "exchanged": an_exchange, "put in": an_insertion, "cut off": a_cut,
}  # fmt: skip


@pytest.fixture
def kept(sealer: Sealer) -> Checkpoint:
    """Sixty events under five heads, each batch ended by a bundle's making; the last head, kept elsewhere."""
    for _ in range(BATCHES):
        events(IN_A_BATCH - 1)
        with system("test"):
            make_bundle(case_id=None, organisation_id=None, reasons="", by=TESTER, now=MOMENT)
        assert sealer.seal_all() == IN_A_BATCH
    with transaction.atomic():
        return open_checkpoint(Head.objects.latest("size").note, [sealer.key.verifier])


@pytest.fixture
def database(administrator: Administrator, kept: Checkpoint) -> Iterator[psycopg.Connection[Any]]:
    """The administrator's connection: every trigger off, and a copy to put back after each change."""
    with administrator.connected() as connection:
        for table in TABLES:
            connection.execute(f"alter table {table} disable trigger all")
            connection.execute(f"create table copy_of_{table} as table {table}")
        connection.commit()
        yield connection


def named_offline(sealer: Sealer, kept: Checkpoint) -> int | None:
    """The place that the offline check of the newest bundle names; None where everything fits."""
    with system("test"):
        with transaction.atomic():
            exported = Entry.objects.filter(kind=EXPORTED).values("id")
            size = Head.objects.latest("size").size
            whole = Seal.objects.filter(entry_id__in=exported, index__lt=size).order_by("index").last()
        assert whole is not None
        try:
            lines = list(bundle_lines(made=whole.entry_id, case_id=None))
        except NotExported as refused:
            found = re.search(r"Event (\d+)", str(refused))
            return int(found[1]) if found else -1
    verdict = bundle.verify(lines, [sealer.key.verifier], kept)
    if verdict.first is None:
        return None
    return verdict.first.index if verdict.first.index is not None else verdict.size


def test_each_change_is_caught_by_the_offline_check_and_its_place_named(
    sealer: Sealer, kept: Checkpoint, database: psycopg.Connection[Any]
) -> None:
    assert named_offline(sealer, kept) is None, "the control: a record that nobody touched fits"
    dice, each = Random(1000), rounds(20, 200)
    caught: Counter[str] = Counter()
    for kind, change in CHANGES.items():
        for _ in range(each):
            statements, place = change(dice)
            for statement in statements:
                database.execute(statement)
            database.commit()
            assert named_offline(sealer, kept) == place, (kind, statements)
            caught[kind] += 1
            for table in TABLES:
                database.execute(f"truncate {table}")
                database.execute(f"insert into {table} overriding system value select * from copy_of_{table}")
            database.commit()
    assert caught == dict.fromkeys(CHANGES, each)
    assert named_offline(sealer, kept) is None, "the control: put back, it fits again"
    say(f"tampering: {caught.total()} changes of {len(caught)} kinds, each caught offline and its place named")
