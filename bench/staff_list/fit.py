"""What expectation-maximisation makes of the weights, beside those published; nobody tells it who is whom.

    python -m bench.staff_list.fit [--seed 1] [--entries 20000] [--rows 2000] [--rounds 8]

Each round takes the chance of every candidate under the weights so far for its share in being the person, and counts
how often each level agrees among those shares. The chances among strangers (u) stay as published.
"""

import argparse
from dataclasses import replace

import numpy as np

from almoner.register.rules.matching import PUBLISHED, Frequencies, Level, Parameters, Register
from almoner.register.rules.matching.comparing import Comparison
from almoner.register.rules.matching.levels import LEVELS
from almoner.register.rules.matching.pairs import Pairs
from almoner.register.rules.matching.weights import FIELDS, Chances, chances, weigh
from almoner.register.tests.invented_lists import invent

Shares = dict[str, dict[Level, float]]


def fit(rows: int, pairs: Pairs, frequencies: Frequencies, start: Parameters, rounds: int) -> Parameters:
    """The parameters after so many rounds; `rows` is how many rows the list has."""
    fitted = start
    for _ in range(rounds):
        weights = weigh(pairs, frequencies, fitted)
        share = chances(rows, pairs, weights, frequencies, fitted)
        shares = {
            field: dict(zip(LEVELS, np.bincount(getattr(pairs, field), share, len(LEVELS)).tolist(), strict=True))
            for field in FIELDS
        }
        fitted = _next(fitted, shares, float(share.sum()) / max(rows, 1))
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
    register = Register.of(made.entries)
    frequencies = register.frequencies()
    pairs = Comparison(made.rows, register, frequencies).by_name_and_number()
    fitted = fit(len(made.rows), pairs, frequencies, PUBLISHED, options.rounds)
    print(f"listed: published {PUBLISHED.listed}, fitted {fitted.listed:.3f}")
    for field, levels in PUBLISHED.table.items():
        for level, one in levels.items():
            print(f"{field:8} {level:12} published {one.m:.3f}  fitted {fitted.table[field][level].m:.3f}")


if __name__ == "__main__":
    main()
