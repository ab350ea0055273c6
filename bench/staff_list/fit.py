"""What expectation-maximisation makes of the weights, beside those published; nobody tells it who is whom.

    python -m bench.staff_list.fit [--seed 1] [--entries 20000] [--rows 2000] [--rounds 8]

Each round takes the chance of every candidate under the weights so far for its share in being the person, and counts
how often each level agrees among those shares. The chances among strangers (u) stay as published.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from almoner.register.rules.matching import PUBLISHED, Frequencies, Level, Parameters, candidates
from almoner.register.rules.matching.levels import Agreement, compare
from almoner.register.rules.matching.weights import FIELDS, Chances, chances_of_each, weigh
from almoner.register.tests.invented_lists import invent

Shares = defaultdict[str, defaultdict[Level, float]]


def fit(groups: Sequence[Sequence[Agreement]], frequencies: Frequencies, start: Parameters, rounds: int) -> Parameters:
    """The parameters after so many rounds; `groups` holds the agreements of each row's candidates."""
    fitted = start
    for _ in range(rounds):
        shares: Shares = defaultdict(lambda: defaultdict(float))
        found = 0.0
        for group in groups:
            totals = [sum(weigh(agreement, frequencies, fitted).values()) for agreement in group]
            chances = chances_of_each(totals, frequencies, fitted)
            found += sum(chances)
            for agreement, chance in zip(group, chances, strict=True):
                for field in FIELDS:
                    shares[field][getattr(agreement, field)] += chance
        fitted = _next(fitted, shares, found / max(len(groups), 1))
    return fitted


def _next(before: Parameters, shares: Shares, listed: float) -> Parameters:
    table = {}
    for field, levels in before.table.items():
        seen = {level: shares[field][level] for level in levels if level is not Level.MISSING}
        whole = sum(seen.values())
        table[field] = {
            level: Chances(max(seen[level] / whole, 1e-4), chances.u) if level in seen and whole > 1 else chances
            for level, chances in levels.items()
        }
    return replace(before, version="fitted", listed=min(max(listed, 0.5), 0.99), table=table)


def main() -> None:
    """Prints each chance as published and as fitted."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, default in (("seed", 1), ("entries", 20_000), ("rows", 2_000), ("rounds", 8)):
        asked.add_argument(f"--{name}", type=int, default=default)
    options = asked.parse_args()
    made = invent(options.seed, options.entries, options.rows)
    found, frequencies = candidates(made.rows, made.entries)
    groups = [
        [agreement for entry in found.get(row.line, ()) if (agreement := compare(row, entry)) is not None]
        for row in made.rows
    ]
    fitted = fit(groups, frequencies, PUBLISHED, options.rounds)
    print(f"listed: published {PUBLISHED.listed}, fitted {fitted.listed:.3f}")
    for field, levels in PUBLISHED.table.items():
        for level, chances in levels.items():
            print(f"{field:8} {level:12} published {chances.m:.3f}  fitted {fitted.table[field][level].m:.3f}")


if __name__ == "__main__":
    main()
