"""A staff list matched as the platform does it: against the register that it keeps, its database counted too."""

from __future__ import annotations

import random
from dataclasses import asdict
from operator import attrgetter

import psycopg

from bench.harness import How, Meter, backend_pid
from bench.harness.people import people
from bench.harness.register import a_register
from bench.staff_list.methods import links_of, rows_of
from bench.staff_list.scoring import score
from bench.staff_list.tasks import ROWS, Person, listed_from

DRAWN = """
select 'SW' || e.number, n.forenames, n.family, t.town from register_entry e
join register_name n on n.entry_id = e.id and n.ends is null
join register_town t on t.entry_id = e.id and t.ends is null
where e.id = any(%s)
"""


def judged(how: How, entries: int, rounds: int) -> list[dict[str, float]]:
    """Of each round, on a fresh list: seconds of client and database, and how well the links fit the truth."""
    with a_register(how, entries) as (superuser, _):
        import django

        django.setup()
        from django.db import connection

        from almoner.scope.context import system

        with psycopg.connect(superuser, autocommit=True) as database, system("bench of a staff list"):
            found = [_round(database, random.Random(how.seed * 100 + each), how.seed + each) for each in range(rounds)]  # noqa: S311
        connection.close()
    return found


def _round(database: psycopg.Connection, dice: random.Random, seed: int) -> dict[str, float]:
    from almoner.register.queries.judging import judge_rows

    strangers = [one for chunk in people(seed + 1, ROWS) for one in chunk]
    listed, truth = listed_from(dice, _register(database, dice), strangers)
    rows = rows_of(listed, {})
    with Meter(backend_pid()) as meter:
        found = judge_rows(rows)
    fit = score(links_of(listed, found, attrgetter("number")), truth)
    return asdict(fit) | {"client": meter.spent.client, "database": meter.spent.database}


def _register(database: psycopg.Connection, dice: random.Random) -> list[Person]:
    """Four people of the register for each row of a list, drawn afresh."""
    low, high = database.execute("select min(id), max(id) from register_entry").fetchone() or (0, 0)
    ids = [dice.randint(low, high) for _ in range(4 * ROWS)]
    return [Person(number, number, *rest) for number, *rest in database.execute(DRAWN, [ids])]
