"""Measures the record on a throwaway PostgreSQL with its disk writes on: append, seal, verify, export.

    .venv/bin/python -m bench.record --events 100000

Prints one line for each figure, and JSON with --json. docs/record.md quotes a run of it. `make bench ONLY=record` runs
it as a part.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from almoner.record.rules.note import SigningKey
from almoner.record.rules.verdict import Verdict
from bench.harness import Figures, How, Meter, backend_pid
from bench.harness.database import a_database

TITLE = "The record: appending, sealing, verifying, handing out"
CASES = 2000


def measure(how: How) -> Figures:
    """The part of `make bench`: figures by name, and the goals of verification."""
    found, events = Figures(), 10_000 if how.quick else 100_000
    with a_database(how.folder / "record"):
        figures = measured(events, 1000)
    for name, value in figures.items():
        found.figure(name, value, "")
    found.table("Figures", ["Figure", "Value"], [[name, value] for name, value in figures.items()])
    _goals(found, figures)
    return found


def _goals(found: Figures, figures: dict[str, float]) -> None:
    bundle = figures["verify bundle of whole record: CPU s of ours"] / figures["verify bundle of whole record: events"]
    live = figures["verify live: CPU s"] / figures["events sealed"]
    found.goal(
        "R1", "offline check of a handed-out record, CPU seconds a million events", bundle * 1e6, unit="s", at_most=15
    )
    found.goal(
        "R2", "check of the live record, CPU seconds a million events, ours and the database's", live * 1e6, unit="s",
        at_most=15,
        why="each event is read as a row, written in its one canonical form and hashed, by itself, in Python; no work "
        "is skipped for speed.",
    )  # fmt: skip
    found.goal("R3", "an event appended in an open transaction, statements", figures["append: statements"], at_most=1)


def measured(events: int, one_by_one: int) -> dict[str, float]:
    """Every figure, by name."""
    import django

    django.setup()
    figures: dict[str, float] = {}
    _append(figures, events, one_by_one)
    key = _seal(figures, events)
    _verify_live(figures, key)
    _bundle(figures, key)
    figures["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _append(figures: dict[str, float], events: int, one_by_one: int) -> None:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        _event(0)
    figures["append: statements"] = sum("record_entry" in query["sql"] for query in captured)
    with transaction.atomic():
        wall, cpu = time.perf_counter(), time.process_time()
        for number in range(one_by_one):
            _event(number)
        figures["append in an open transaction: ms"] = (time.perf_counter() - wall) / one_by_one * 1000
        figures["append in an open transaction: CPU ms of ours"] = (time.process_time() - cpu) / one_by_one * 1000
        wall = time.perf_counter()
        with connection.cursor() as cursor:
            for _ in range(one_by_one):
                cursor.execute("select 1")
        figures["a bare round trip, for comparison: ms"] = (time.perf_counter() - wall) / one_by_one * 1000
    for start in range(one_by_one + 1, events, 5000):
        with transaction.atomic():
            for number in range(start, min(start + 5000, events)):
                _event(number)


def _event(number: int) -> None:
    from almoner.record.actions import append
    from almoner.record.rules import SystemActor

    append(
        kind="referral.discussed", subject=f"fitness.referral:{number % CASES}", case_id=UUID(int=number % CASES),
        organisation_id=1, by=SystemActor("bench:record"), now=datetime.now(UTC), clause="FTP-3.6",
        reasons="Discussed with the next manager up; the practitioner was told and had nothing to add. " * 3,
        before={"state": "raised"}, after={"state": "discussed", "number": number},
    )  # fmt: skip


def _seal(figures: dict[str, float], events: int) -> SigningKey:
    from django.conf import settings

    from almoner.record.keys import make_keys
    from almoner.record.sealer import Sealer

    key = make_keys("bench.example/record", settings.RECORD_KEY_FILE, settings.RECORD_PUBLIC_KEY_FILE)
    sealer = Sealer(settings.DATABASE_SEALER_URL, key, settings.RECORD_KEPT_HEAD)
    started, cpu = time.perf_counter(), time.process_time()
    sealed = sealer.seal_all()
    figures["events sealed"] = sealed
    figures["seal a backlog: CPU s of ours"] = time.process_time() - cpu
    figures["seal a backlog: events a second"] = sealed / (time.perf_counter() - started)
    took = []
    for number in range(20):
        _event(events + number)
        started = time.perf_counter()
        sealer.seal_all()
        took.append(time.perf_counter() - started)
    figures["seal one event, with its head: ms (median)"] = sorted(took)[10] * 1000
    sealer.close()
    return key


def _verify_live(figures: dict[str, float], key: SigningKey) -> None:
    from almoner.record.queries.live import verify_live

    with Meter(backend_pid()) as meter:
        verdict = verify_live([key.verifier])
    _must_fit(verdict)
    figures["verify live: CPU s of ours"] = meter.spent.client
    figures["verify live: CPU s"] = meter.spent.cpu
    figures["verify live: seconds"] = meter.spent.wall
    figures["verify live: events a second"] = verdict.events / figures["verify live: seconds"]


def _bundle(figures: dict[str, float], key: SigningKey) -> None:
    from django.conf import settings

    from almoner.record.actions import make_bundle
    from almoner.record.queries.bundles import bundle_lines
    from almoner.record.rules import SystemActor, bundle
    from almoner.record.sealer import Sealer
    from almoner.scope.context import system

    sealer = Sealer(settings.DATABASE_SEALER_URL, key, settings.RECORD_KEPT_HEAD)
    for name, case_id in (("whole record", None), ("one case", UUID(int=7))):
        with system("bench"), tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            made = make_bundle(
                case_id=case_id, organisation_id=1, reasons="", by=SystemActor("bench:record"), now=datetime.now(UTC)
            )
            sealer.seal_all()
            started = time.perf_counter()
            for line in bundle_lines(made=made, case_id=case_id):
                file.write(line + "\n")
            figures[f"export {name}: seconds"] = time.perf_counter() - started
            figures[f"export {name}: MB"] = file.tell() / 1e6
            file.seek(0)
            started, cpu = time.perf_counter(), time.process_time()
            verdict = bundle.verify(file, [key.verifier])
            _must_fit(verdict)
            figures[f"verify bundle of {name}: CPU s of ours"] = time.process_time() - cpu
            figures[f"verify bundle of {name}: seconds"] = time.perf_counter() - started
            figures[f"verify bundle of {name}: events"] = verdict.events
    sealer.close()


def _must_fit(verdict: Verdict) -> None:
    """A figure of a record that does not fit is none."""
    if not verdict.fits:
        raise SystemExit(f"The record does not fit: {verdict.findings}")


def main() -> None:
    """Measures and prints."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--events", type=int, default=100_000)
    reading.add_argument("--one-by-one", type=int, default=2000)
    reading.add_argument("--json", action="store_true")
    asked = reading.parse_args()
    with tempfile.TemporaryDirectory(prefix="almoner-bench-") as folder, a_database(Path(folder)):
        figures = measured(asked.events, asked.one_by_one)
    if asked.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, figure in figures.items():
            print(f"{figure:>12,.3f}  {name}")


if __name__ == "__main__":
    main()
