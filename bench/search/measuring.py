"""The search part: each size in turn, its rounds, and the goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.harness import Figures, How
from bench.harness.apart import apart
from bench.harness.register import LARGEST, a_register
from bench.harness.wide import TEN_MILLION, a_wide_register
from bench.search.ours import Almoner, draw, judge, looked_up, megabytes, renamed
from bench.search.peers import BruteForce, Fts5, Method, Tantivy, Trigrams, everybody, peers
from bench.search.rounds import Outcome, of_seed, put
from bench.search.typists import CORE, HARD, queries

OURS = Almoner.name
SLOWEST = "More words are near to what was typed; the table of kinds of mistake shows which kinds that makes slower."
SMALL, MIDDLE = 10_000, 100_000
QUERIES_OF_EACH = {SMALL: 5, MIDDLE: 10, LARGEST: 10, TEN_MILLION: 10}
QUICK_QUERIES = 5
ALLOWED_SECONDS, QUICK_SECONDS = 5.0, 2.5
NAMES = {SMALL: "ten thousand", MIDDLE: "a hundred thousand", LARGEST: "a million", TEN_MILLION: "ten million"}
SIZES = {True: (MIDDLE,), False: (SMALL, MIDDLE, LARGEST)}
WHY = {
    "A1n": "",
    "A4c": "Where more than ten share an initial and a family name, the first ten cannot hold whoever was meant.",
    "A1e": "One statement, which asks for the newest word and for towns among the words as well.",
    "A7r": "The same commit keeps some nine blocking keys for each name, and writes each page of them whole.",
    "A6a": "tantivy has its index in its own process; ours asks a database, once to three times.",
    "A2d": "Most of these are a wrong first letter and a slip, or a family name of which only the beginning was typed.",
}
RECALL = {MIDDLE: (0.99, 0.95), LARGEST: (0.96, 0.83), TEN_MILLION: (0.90, 0.70)}
TIMES_THE_BASE = {MIDDLE: 6.0, LARGEST: 4.0, TEN_MILLION: 2.5}


def measure(how: How) -> Figures:
    """Search at each size, ours beside the peers."""
    found = Figures()
    outcomes: dict[int, Outcome] = {}
    for entries in (*SIZES[how.quick], *([TEN_MILLION] if how.wide else [])):
        if entries > how.most:
            found.skip(f"{NAMES[entries]} people", f"this run was asked to stop at {how.most:,}")
            continue
        at_size, outcomes[entries] = apart(_one_size, how, entries)
        found.join(at_size)
    if how.quick:
        found.skip("a million people (A2, A3, A4, A6, A7)", "a quick run stops at a hundred thousand")
    if TEN_MILLION in outcomes:
        _goals_at_ten_million(found, outcomes)
    else:
        found.skip("ten million people (A4, A5, A7)", "asked for by WIDE=1")
    found.note(
        "1,000,000 is 999,999 here: a registration number has at most six digits. Hit: somebody of the same first given"
        " name and family name, folded, among the first ten. Recall is of the queries that a method reached in its"
        " time; comparisons are of queries that both reached."
    )
    return found


@contextmanager
def _searched(how: How, entries: int) -> Iterator[str]:
    if entries == TEN_MILLION:
        with a_wide_register(how) as superuser:
            yield superuser
    else:
        with a_register(how, entries) as (superuser, _):
            yield superuser


def _one_size(how: How, entries: int) -> tuple[Figures, Outcome]:
    found = Figures()
    with _searched(how, entries) as superuser:
        import django

        django.setup()
        from django.db import connection, transaction

        from almoner.scope.context import NOBODY, acting, system

        with psycopg.connect(superuser, autocommit=True) as database:
            # Of ten million, those with a number of six digits: nobody finds anybody by a longer one.
            people = draw(database, of_seed(how.seed, 99), min(entries, LARGEST), 150)
            with acting(NOBODY), transaction.atomic():
                ours = Almoner()
                _look_ups(found, looked_up(ours, database, people), entries)
                outcome = _rounds(found, how, entries, superuser, database, ours)
            with system("bench of a rename"):
                _upkeep(found, renamed(people[:40]), megabytes(database), entries)
        connection.close()
    _report(found, outcome, entries)
    _goals(found, outcome, entries)
    return found, outcome


def _rounds(
    found: Figures, how: How, entries: int, superuser: str, database: psycopg.Connection, ours: Almoner
) -> Outcome:
    outcome = Outcome()
    of_each = QUICK_QUERIES if how.quick else QUERIES_OF_EACH[entries]
    seconds = QUICK_SECONDS if how.quick else ALLOWED_SECONDS
    with _beside(found, entries, superuser, how.folder) as others:
        methods: Sequence[Method] = [ours, *others]
        for round_ in range(how.rounds):
            dice = of_seed(how.seed, round_)
            some = [who for _, who in draw(database, dice, entries, max(4000, of_each * 1500))]
            asked = queries(dice, some, of_each)
            outcome.rounds.append(put(asked, methods, judge(database), seconds, round_))
    return outcome


@contextmanager
def _beside(found: Figures, entries: int, superuser: str, folder: Path) -> Iterator[Sequence[Method]]:
    """The peers; none at ten million, where each would take an hour to fill."""
    if entries == TEN_MILLION:
        yield ()
        return
    with peers(everybody(superuser), superuser, folder) as (others, skipped):
        for name, why in skipped:
            found.skip(f"{name} at {entries:,}", why)
        yield others


def _look_ups(found: Figures, spent: dict[str, tuple[float, float]], entries: int) -> None:
    for way, (middle, high) in spent.items():
        found.figure(f"look-up, {way}: p50", middle, "ms", entries)
        found.figure(f"look-up, {way}: p95", high, "ms", entries)
    for letter, way, words in (("n", "number", "a number"), ("e", "name", "an exact name")):
        found.goal(
            f"A1{letter}-{short(entries)}", f"{words} at {NAMES[entries]}, p95 beside a bare look-up in one index",
            spent[way][1] / spent["bare"][1], unit="times", at_most=3, why=WHY[f"A1{letter}"],
        )  # fmt: skip


def _upkeep(found: Figures, spent: tuple[float, float], sizes: tuple[float, float], entries: int) -> None:
    found.figure("a plain update of a name", spent[0], "ms", entries)
    found.figure("an update of a name that the index follows", spent[1], "ms", entries)
    found.figure("tables of search", sizes[0], "MB", entries)
    found.figure("tables of entries, names and towns", sizes[1], "MB", entries)
    found.goal(
        f"A7r-{short(entries)}", f"a changed name with its index at {NAMES[entries]}, beside a plain update",
        spent[1] / spent[0], unit="times", at_most=3, why=WHY["A7r"],
    )  # fmt: skip
    if entries in TIMES_THE_BASE:
        found.goal(
            f"A7s-{short(entries)}", f"tables of search at {NAMES[entries]}, beside the tables of people",
            sizes[0] / sizes[1], unit="times", at_most=TIMES_THE_BASE[entries],
        )  # fmt: skip


def _report(found: Figures, outcome: Outcome, entries: int) -> None:
    rows, bars = [], {}
    for name in outcome.rounds[0]:
        p50, p95 = outcome.quantile(name, 0.5), outcome.quantile(name, 0.95)
        core, hard = outcome.recall(name, hard=False), outcome.recall(name, hard=True)
        rows.append([name, p50, p95, core, hard, len(outcome.answers(name))])
        bars[name] = p50
        found.figure(f"{name}: p50", p50, "ms", entries, SLOWEST if name == OURS else "")
        found.figure(f"{name}: p95", p95, "ms", entries, SLOWEST if name == OURS else "")
        found.figure(f"{name}: core recall", core, "", entries)
        found.figure(f"{name}: hard recall", hard, "", entries)
    head = ["Method", "p50, ms", "p95, ms", "Core recall", "Hard recall", "Queries"]
    found.table(f"At {NAMES[entries]}", head, rows)
    found.chart(f"A search with a mistake in it, at {NAMES[entries]}", "processor ms, p50", bars, ours=OURS)
    kinds = outcome.by_kind(OURS)
    found.table(
        f"Ours by kind of mistake, at {NAMES[entries]}", ["Kind", "", "Recall", "p50, ms"],
        [[kind, "hard" if kind in HARD else "core", *kinds[kind]] for kind in (*CORE, *HARD) if kind in kinds],
    )  # fmt: skip


def _goals(found: Figures, outcome: Outcome, entries: int) -> None:
    size, words, met = short(entries), NAMES[entries], set(outcome.rounds[0])
    if entries in RECALL:
        core, hard = RECALL[entries]
        found.goal(
            f"A4c-{size}", f"core recall at {words}", outcome.recall(OURS, hard=False), at_least=core, why=WHY["A4c"]
        )
        found.goal(f"A4h-{size}", f"hard recall at {words}", outcome.recall(OURS, hard=True), at_least=hard)
    if entries in RECALL and Fts5.name in met:
        both = [outcome.recall(name, hard=False) for name in (OURS, Fts5.name)]
        found.goal(f"A4f-{size}", f"core recall at {words}, beside FTS5's", both[0] / both[1], unit="times", at_least=2)
    if entries == MIDDLE and Trigrams.name in met:
        faster = outcome.times_faster(OURS, Trigrams.name, 0.5)
        found.goal("A3b", f"p50 at {words}, times faster than pg_trgm", faster, unit="times", at_least=1)
    if entries == LARGEST:
        _goals_at_a_million(found, outcome, met)


def _goals_at_a_million(found: Figures, outcome: Outcome, methods: set[str]) -> None:
    if Trigrams.name in methods:
        for letter, share in (("a", 0.5), ("b", 0.95)):
            found.goal(
                f"A2{letter}", f"p{share * 100:.0f} at a million, times faster than pg_trgm",
                outcome.times_faster(OURS, Trigrams.name, share), unit="times", at_least=5, aim=8,
            )  # fmt: skip
        core, alone, they, both = outcome.points_above(OURS, Trigrams.name, hard=False)
        found.goal("A2c", "core recall at a million above pg_trgm's", core, unit="points", at_least=4, aim=6)
        found.note(f"Core queries at a million that we alone found {alone}, pg_trgm alone {they}, of {both}.")
        hard, alone, they, both = outcome.points_above(OURS, Trigrams.name, hard=True)
        found.goal(
            "A2d", "hard recall at a million above pg_trgm's", hard, unit="points", at_least=-2, aim=0, why=WHY["A2d"]
        )
        found.note(f"Hard queries at a million that we alone found {alone}, pg_trgm alone {they}, of {both}.")
    brute = outcome.times_faster(OURS, BruteForce.name, 0.5)
    found.goal("A3a", "p50 at a million, times faster than rapidfuzz over everybody", brute, unit="times", at_least=10)
    tantivy = 1 / outcome.times_faster(OURS, Tantivy.name, 0.5)
    found.goal("A6a", "p50 at a million, beside tantivy's", tantivy, unit="times", at_most=2, why=WHY["A6a"])
    above = outcome.points_above(OURS, Tantivy.name, hard=False)[0]
    found.goal("A6b", "core recall at a million above tantivy's", above, unit="points", at_least=8)


def _goals_at_ten_million(found: Figures, outcomes: dict[int, Outcome]) -> None:
    wide, large = outcomes[TEN_MILLION], outcomes[LARGEST]
    for letter, share, most, aim in (("a", 0.5, 1.5, 1.2), ("b", 0.95, 2.0, None)):
        found.goal(
            f"A5{letter}", f"p{share * 100:.0f} at ten million, beside a million",
            wide.quantile(OURS, share) / large.quantile(OURS, share), unit="times", at_most=most, aim=aim,
        )  # fmt: skip
    bare = next(f.value for f in found.figures if f.name == "look-up, bare: p95" and f.at == TEN_MILLION)
    found.goal(
        "A5c", "p95 at ten million, beside a bare look-up's", wide.quantile(OURS, 0.95) / bare, unit="times",
        at_most=300,
    )  # fmt: skip


def short(entries: int) -> str:
    """A size as a goal's id has it."""
    return {SMALL: "10k", MIDDLE: "100k", LARGEST: "1M", TEN_MILLION: "10M"}[entries]
