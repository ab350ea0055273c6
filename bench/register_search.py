"""How quickly and how well the register is searched: `python -m bench.register_search [--queries 20] [--seed 1]`.

Asks the database that ALMONER_VAR or DATABASE_URL names, which must hold a register, and changes nothing. CPU time is
this process's own and the database backend's, so a busy machine does not stretch it. A hit is somebody of the same
folded first name and family name among the first ten. The queries come from names drawn here, typed badly by rules
that know nothing of the index.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import django

Typist = Callable[[random.Random, str, str], str]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slip(chance: random.Random, word: str, first: int = 1) -> str:
    """One letter dropped, doubled, changed or swapped with the next; never the first unless `first` is 0."""
    if len(word) < 3:
        return word
    at = chance.randrange(first, len(word) - 1)
    kind = chance.choice(("drop", "add", "change", "swap"))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "add":
        return word[:at] + chance.choice(LETTERS) + word[at:]
    if kind == "change":
        return word[:at] + chance.choice(LETTERS) + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def spelt_by_ear(chance: random.Random, word: str) -> str:
    """A spelling that sounds the same to most people."""
    pairs = [("ph", "f"), ("ck", "k"), ("y", "i"), ("ee", "ea"), ("ie", "y"), ("s", "ss"), ("tt", "t"), ("ll", "l"),
             ("nn", "n"), ("c", "k"), ("er", "or"), ("on", "en"), ("ai", "ay"), ("ou", "u")]  # fmt: skip
    chance.shuffle(pairs)
    for a, b in pairs:
        if a in word[1:]:
            return word[0] + word[1:].replace(a, b, 1)
    return slip(chance, word)


def _swap(c: random.Random, given: str, family: str) -> str:
    at = c.randrange(0, max(1, len(family) - 1))
    return f"{given} {family[:at]}{family[at : at + 2][::-1]}{family[at + 2 :]}"


def _short(c: random.Random, given: str, family: str) -> str:
    from almoner.register.rules.nicknames import nicknames_of

    known = sorted(nicknames_of(given))
    return f"{c.choice(known) if known else given} {family}"


def _wrong_first(c: random.Random, given: str, family: str) -> str:
    return f"{given} {c.choice(LETTERS)}{slip(c, family[1:], 0)}"


CORE: dict[str, Typist] = {
    "as registered": lambda c, g, f: f"{g} {f}",
    "slip in family": lambda c, g, f: f"{g} {slip(c, f)}",
    "slip in given": lambda c, g, f: f"{slip(c, g)} {f}",
    "swap in family": _swap,
    "slip in each": lambda c, g, f: f"{slip(c, g)} {slip(c, f)}",
    "by ear": lambda c, g, f: f"{g} {spelt_by_ear(c, f)}",
    "short name": _short,
    "family first": lambda c, g, f: f"{f} {g}",
    "initial": lambda c, g, f: f"{g[0]} {f}",
}
HARD: dict[str, Typist] = {
    "two slips in family": lambda c, g, f: f"{g} {slip(c, slip(c, f))}",
    "family cut to 60%": lambda c, g, f: f"{g} {f[: max(3, round(len(f) * 0.6))]}",
    "no space": lambda c, g, f: f"{g}{f}",
    "wrong first letter and a slip": _wrong_first,
}


def people(count: int, chance: random.Random) -> list[tuple[str, str, str]]:
    """(first given name, whole family name, as one might type the family name) of people in the register."""
    from django.db import connection

    from almoner.register.rules.names import fold, words

    with connection.cursor() as cursor:
        cursor.execute("select max(id) from register_name")
        top = cursor.fetchone()[0]
        picked = [chance.randrange(1, top + 1) for _ in range(count * 2)]
        cursor.execute("select forenames, family from register_name where id = any(%s) and ends is null", [picked])
        rows = cursor.fetchall()
    found = []
    for forenames, family in rows:
        given, whole = words(forenames), words(family)
        if given and whole and fold(family):
            found.append((given[0], "".join(whole), " ".join(whole)))
    return found[:count]


def backend_seconds(pid: int) -> float:
    """CPU time of a database backend, in seconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def measure(queries: int, seed: int) -> dict[str, object]:
    """Recall and CPU milliseconds by class of query, and over all of them."""
    from django.db import connection

    from almoner.register import queries as register
    from almoner.register.rules.names import words

    chance = random.Random(seed)  # noqa: S311  the same queries for the same seed
    register.search("warm up")
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid(), (select count(*) from register_entry)")
        pid, size = cursor.fetchone()
    classes: dict[str, dict[str, float]] = {}
    times: dict[str, list[float]] = {"core": [], "hard": []}
    hits: dict[str, list[bool]] = {"core": [], "hard": []}
    for group, typists in (("core", CORE), ("hard", HARD)):
        for name, typist in typists.items():
            spent, right = [], []
            for given, whole, typed in people(queries, chance):
                text = typist(chance, given, typed)
                best = 99.0
                for _ in range(3):
                    before = time.process_time() + backend_seconds(pid)
                    found = register.search(text)
                    best = min(best, time.process_time() + backend_seconds(pid) - before)
                spent.append(best * 1000)
                rows = register.match_rows(found.ids[:10]).values()
                right.append(
                    any(
                        words(r.name.forenames)[:1] == (given,) and "".join(words(r.name.family)) == whole for r in rows
                    )
                )
            classes[name] = {"recall": statistics.mean(right), "p50_ms": statistics.median(spent)}
            times[group] += spent
            hits[group] += right
    every = sorted(times["core"] + times["hard"])
    return {
        "entries": size, "seed": seed, "queries": len(every), "core_recall": round(statistics.mean(hits["core"]), 4),
        "hard_recall": round(statistics.mean(hits["hard"]), 4), "p50_ms": round(statistics.median(every), 2),
        "p95_ms": round(every[int(len(every) * 0.95)], 2), "classes": classes,
    }  # fmt: skip


def main() -> None:
    """Print the figures as JSON."""
    import os

    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--queries", type=int, default=20, help="queries of each class")
    arguments.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almoner.config.settings")
    os.environ.setdefault("ALMONER_POOL_SIZE", "0")
    django.setup()
    from django.db import connection, transaction

    from almoner.scope.context import NOBODY, acting

    with acting(NOBODY), transaction.atomic():
        print(json.dumps(measure(asked.queries, asked.seed), indent=1))
    connection.close()


if __name__ == "__main__":
    main()
