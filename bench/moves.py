"""A move taken through the engine beside the bare SQL that it issues, sent again by the driver; then many at once.

The move is an HR officer's taking up of an alert: a person, in their own scope, with row security on. The bare SQL is
what the engine sent for the same move on another case, its values included, caught in a transaction that was undone;
what went together in one round trip is sent so again. The round trips are those counted on the wire.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg.pq import PipelineStatus

from bench.harness import Figures, How, Meter, backend_pid
from bench.harness.database import a_database
from bench.harness.trips import trips_of

TITLE = "A move: the engine beside the bare SQL it issues"
MOST_TIMES, MOST_TRIPS = 3, 8
AT_ONCE = (4, 16)


def measure(how: How) -> Figures:
    """One at a time in rounds, engine and bare SQL by turns; then 4 and 16 at once, on one case and on many."""
    found = Figures()
    many = 60 if how.quick else 150
    with a_database(how.folder / "moves"):
        import django

        django.setup()
        ratios, trips = [], trips_of_a_move()
        for number in range(how.rounds):
            ours, bare = _round(many, first=bool(number % 2))
            ratios.append(ours / bare)
            found.figure(f"round {number + 1}: engine, CPU a move", ours * 1000, "ms")
            found.figure(f"round {number + 1}: bare SQL, CPU a move", bare * 1000, "ms")
        found.goal("M1", "a move beside the bare SQL it issues, CPU", statistics.median(ratios), unit="times",
                   at_most=MOST_TIMES)  # fmt: skip
        found.goal("M2", "round trips of a move, its transaction's own included", trips, unit="trips",
                   at_most=MOST_TRIPS)  # fmt: skip
        _at_once(found, 10 if how.quick else 25)
    found.note(f"Load average at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")
    return found


def trips_of_a_move() -> int:
    """The round trips that one move made on the wire; those of which the bare SQL was caught must be as many."""
    from django.db import connection

    officer, (warm, one, other) = _cases(3)
    _take(warm, officer)
    with trips_of(connection.connection.pgconn) as trips:
        _take(one, officer)
    if trips.count != len(_script(other, officer)):
        raise AssertionError(f"{trips.count} round trips, and the bare SQL has {len(_script(other, officer))}")
    return trips.count


def _round(many: int, *, first: bool) -> tuple[float, float]:
    """Seconds of CPU a move, through the engine and bare."""
    officer, cases = _cases(many * 2)
    halves = cases[:many], cases[many:]
    scripts = [_script(case, officer) for case in halves[1]]
    pid = backend_pid()
    engine = bare = 0.0
    for ours in (first, not first):
        with Meter(pid) as meter:
            if ours:
                for case in halves[0]:
                    _take(case, officer)
            else:
                _send(scripts)
        engine, bare = (meter.spent.cpu / many, bare) if ours else (engine, meter.spent.cpu / many)
    return engine, bare


def _cases(many: int) -> tuple[Any, list[Any]]:
    """An HR officer, and so many open alerts of their council."""
    from almoner.employment.models import StaffAlert, StaffMember
    from almoner.employment.rules.alerts import STAFF_ALERT
    from almoner.people.models import Membership, Organisation, Person
    from almoner.people.rules import Role
    from almoner.procedure import actions
    from almoner.record.rules import SystemActor
    from almoner.register.models import Entry
    from almoner.scope import clock
    from almoner.scope.context import system

    now, mark = clock.now(), time.monotonic_ns()
    with system("bench"):
        council = Organisation.objects.create(slug=f"c{mark}", name=f"Council {mark}", kind="council")
        officer = Person.objects.create(email=f"o{mark}@bench.example", name="An officer", date_joined=now)
        Membership.objects.create(
            person=officer, organisation=council, role=Role.HR_OFFICER, starts=clock.today() - timedelta(days=9)
        )
        number = (Entry.objects.order_by("-number").values_list("number", flat=True).first() or 1000) + 1
        entry = Entry.objects.create(number=number, entered_at=now)
        member = StaffMember.objects.create(
            organisation=council, entry=entry, name="Ann Social", number=f"SW{number}", starts=clock.today(),
            linked_name="Ann Social", linked_by=officer, linked_at=now,
        )  # fmt: skip
        made = []
        for n in range(many):
            alert = StaffAlert(
                title="An alert", organisation=council, visible_to=[council.pk], member=member, kind="expiring",
                mark=str(n), words="The registration ends soon.",
            )  # fmt: skip
            receipt = actions.open_case(
                STAFF_ALERT, case=alert, move="raise", by=SystemActor("worker:bench"), now=now, key=f"{mark}:{n}"
            )
            made.append(receipt.case)
    return officer, made


def _take(case: Any, officer: Any) -> None:
    from almoner.procedure import actions
    from almoner.scope import clock
    from almoner.scope.context import acting

    with acting(_scope_of(officer)):
        actions.take(case=case, move="take_up", by=officer, now=clock.now(), key="bench", version=case.version)


_scopes: dict[Any, Any] = {}


def _scope_of(officer: Any) -> Any:
    """The officer's scope. The door works it out for a request before any move; it is no part of the move."""
    from almoner.people.queries import scope_of
    from almoner.scope import clock

    if officer.pk not in _scopes:
        _scopes[officer.pk] = scope_of(officer, clock.today())
    return _scopes[officer.pk]


class _Undone(Exception):
    pass


def _script(case: Any, officer: Any) -> list[list[str]]:
    """What the engine sends for the move, by round trip, the beginning and the end of the transaction included."""
    from django.db import connection, transaction

    from almoner.procedure import actions
    from almoner.scope import clock
    from almoner.scope.context import acting

    scope = _scope_of(officer)
    script = [[f"begin; select set_config('almoner.ctx', '{scope.token()}', true)"]]
    going = False

    def catch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal going
        together = connection.connection.pgconn.pipeline_status != PipelineStatus.OFF
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statement = context["cursor"].cursor.mogrify(sql, params)
            script[-1:] = [[*script[-1], statement]] if together and going else [script[-1], [statement]]
        going = together
        return execute(sql, params, many, context)

    with contextlib.suppress(_Undone), acting(scope), transaction.atomic(), connection.execute_wrapper(catch):
        actions.take(case=case, move="take_up", by=officer, now=clock.now(), key="bench", version=case.version)
        raise _Undone
    return [*script, ["commit"]]


def _send(scripts: list[list[list[str]]]) -> None:
    """The same statements through the driver's own cursor, on the connection that Django has open."""
    from django.db import connection
    from psycopg import ClientCursor

    connection.ensure_connection()
    raw = connection.connection
    for script in scripts:
        with ClientCursor(raw) as cursor:
            for trip in script:
                with raw.pipeline() if len(trip) > 1 else contextlib.nullcontext():
                    for statement in trip:
                        cursor.execute(statement.encode())
                if cursor.description:
                    cursor.fetchall()


def _worker(place: tuple[Any, list[Any], int]) -> list[tuple[float, str]]:
    """One of those at once: takes the move on each of its cases; seconds and what came of each."""
    from django.db import connections

    officer, cases, start = place
    connections.close_all()
    _scope_of(officer)
    time.sleep(max(0.0, start / 1e9 - time.time()))
    found = []
    for case in cases:
        began = time.perf_counter()
        try:
            _take(case, officer)
            outcome = "taken"
        except Exception as error:
            outcome = type(error).__name__
        found.append((time.perf_counter() - began, outcome))
    connections.close_all()
    return found


def _at_once(found: Figures, each: int) -> None:
    from django.db import connections

    rows = []
    for people in AT_ONCE:
        for one in (False, True):
            officer, cases = _cases(1 if one else people * each)
            shares = [cases if one else cases[n * each : (n + 1) * each] for n in range(people)]
            connections.close_all()
            start = time.time_ns() + 1_000_000_000
            with multiprocessing.get_context("fork").Pool(people) as pool:
                began = time.perf_counter()
                done = pool.map(_worker, [(officer, share, start) for share in shares], chunksize=1)
                wall = time.perf_counter() - began - 1
            times = sorted(seconds for some in done for seconds, _ in some)
            outcomes = [outcome for some in done for _, outcome in some]
            p95 = times[int(len(times) * 0.95) - 1] * 1000
            where = "one case" if one else "many cases"
            others = {name: outcomes.count(name) for name in sorted(set(outcomes) - {"taken"})}
            rows.append([f"{people} at once, {where}", len(times), outcomes.count("taken"), str(others or "none"),
                         round(len(times) / max(wall, 0.001)), round(p95, 1)])  # fmt: skip
            found.figure(f"{people} at once on {where}: p95", p95, "ms")
    found.table("At once", ["", "Tried", "Taken or counted once", "Otherwise", "a second", "p95, ms"], rows)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="almoner-moves-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103  as root, PostgreSQL runs as nobody and must reach it
        yield Path(folder)


def main() -> None:
    """On its own: python -m bench.moves [quick]."""
    import json

    with _folder() as folder:
        quick = "quick" in sys.argv
        found = measure(How(quick=quick, wide=False, seed=1, rounds=2 if quick else 5, folder=folder))
    print(json.dumps(found.as_json(), indent=1))


if __name__ == "__main__":
    main()
