"""Almoner's own search, and what it is measured against without a peer: a bare look-up, a plain update, its size."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection

import psycopg

from bench.harness import Meter, backend_pid
from bench.search.rounds import quantile
from bench.search.typists import Query, Somebody

BARE = "select id from register_entry where number = %s"
TODAY = "from register_name where entry_id = any(%s) and ends is null and withdrawn_at is null"
BEARERS = f"select forenames, family {TODAY}"
SOME = f"select entry_id, forenames, family {TODAY}"
SEARCH_TABLES = ("register_namepair", "register_word")
BASE_TABLES = ("register_entry", "register_name", "register_town")


class Almoner:
    """The register's search as the public page calls it, to the entry ids of its first page."""

    name = "Almoner"

    def __init__(self) -> None:
        from almoner.register import queries

        self._search = queries.search
        self.backend: int | None = backend_pid()
        self._search("somebody to read the words")

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""
        return list(self._search(text).ids[:10])

    def find_exactly(self, text: str) -> list[int]:
        """The same where only what was typed will do."""
        return list(self._search(text, exact=True).ids[:10])


def draw(database: psycopg.Connection, dice: random.Random, entries: int, count: int) -> list[tuple[int, Somebody]]:
    """So many people of the register, each with the entry's id, in an order of chance."""
    low = database.execute("select min(id) from register_entry").fetchone()
    assert low is not None  # noqa: S101
    ids = [low[0] + dice.randrange(entries) for _ in range(count)]
    found = [(row[0], Somebody(row[1], row[2])) for row in database.execute(SOME, [ids])]
    dice.shuffle(found)
    return found


def judge(database: psycopg.Connection) -> Callable[[Query, Collection[int]], bool]:
    """Whether any of the ids found bears the first given name and the family name that were meant."""

    def hit(query: Query, ids: Collection[int]) -> bool:
        bearers = database.execute(BEARERS, [list(ids)])
        return any(Somebody(*row).key == query.key for row in bearers)

    return hit


def looked_up(
    ours: Almoner, database: psycopg.Connection, people: list[tuple[int, Somebody]]
) -> dict[str, tuple[float, float]]:
    """(p50, p95) milliseconds of a bare look-up by number, and of ours by number and by the exact name."""
    spent: dict[str, list[float]] = {"bare": [], "number": [], "name": []}
    bare = database.info.backend_pid
    for entry_id, who in people:
        row = database.execute("select number from register_entry where id = %s", [entry_id]).fetchone()
        assert row is not None  # noqa: S101
        for _ in range(2):
            with Meter(bare) as meter:
                database.execute(BARE, row).fetchall()
        spent["bare"].append(meter.spent.cpu * 1000)
        for way, text in (("number", f"SW{row[0]}"), ("name", f"{who.given} {who.family}")):
            find = ours.find if way == "number" else ours.find_exactly
            for _ in range(2):
                with Meter(ours.backend or 0) as meter:
                    find(text)
            spent[way].append(meter.spent.cpu * 1000)
    return {way: (quantile(ms, 0.5), quantile(ms, 0.95)) for way, ms in spent.items()}


def renamed(people: list[tuple[int, Somebody]]) -> tuple[float, float]:
    """Median milliseconds of a changed name as the register keeps it (the former ended, the new one added, committed):
    without the index, and with it. The people keep the names they get here."""
    from django.db import transaction

    from almoner.register.actions.index import index_entries

    pid = backend_pid()
    spent: dict[bool, list[float]] = {False: [], True: []}
    for place, (entry_id, who) in enumerate(people):
        for indexed in (place % 2 == 0, place % 2 == 1):
            with Meter(pid) as meter, transaction.atomic():
                _rename(entry_id, who, people[place - 1][1])
                if indexed:
                    index_entries([entry_id])
            spent[indexed].append(meter.spent.cpu * 1000)
    return quantile(spent[False], 0.5), quantile(spent[True], 0.5)


def _rename(entry_id: int, who: Somebody, other: Somebody) -> None:
    from datetime import UTC, date, datetime

    from almoner.register.models import Name

    now = datetime.now(UTC)
    Name.objects.filter(entry_id=entry_id, ends=None, withdrawn_at=None).update(ends=date(2026, 11, 2))
    Name.objects.create(
        entry_id=entry_id, forenames=who.forenames, family=f"{other.family} {who.given[:3]}", starts=date(2026, 11, 2),
        entered_at=now,
    )  # fmt: skip


def megabytes(database: psycopg.Connection) -> tuple[float, float]:
    """The size of what search reads, and of the tables of people it searches, each with its indexes."""
    sizes = []
    for tables in (SEARCH_TABLES, BASE_TABLES):
        row = database.execute(
            "select sum(pg_total_relation_size(t::regclass)) from unnest(%s::text[]) as t", [list(tables)]
        )
        sizes.append(float((row.fetchone() or (0,))[0]) / 1e6)
    return sizes[0], sizes[1]
