"""Precision, recall, CPU and memory of the staff-list match on fresh seeds.

python -m bench.staff_list.measure [--seeds 6] [--entries 100000] [--rows 5000]
"""

import argparse
import resource
import time
from collections import Counter

from almoner.register.rules.matching import Band, match
from almoner.register.tests.invented_lists import Invented, invent


def measure(made: Invented) -> dict[str, float]:
    """The figures of one register and list."""
    started = time.process_time()
    judged = match(made.rows, made.entries)
    took = time.process_time() - started
    bands = Counter(judgement.band for judgement in judged)
    right = wrong = offered = missed = 0
    best_right = 0
    for judgement in judged:
        truth = made.truth[judgement.line]
        keys = [candidate.entry.key for candidate in judgement.candidates]
        if judgement.band is Band.CERTAIN:
            right += keys[0] == truth
            wrong += keys[0] != truth
        elif judgement.band is Band.LOOK:
            offered += truth in keys
        else:
            missed += truth is not None
        best_right += bool(keys) and keys[0] == truth
    listed = sum(key is not None for key in made.truth.values())
    return {
        "certain": bands[Band.CERTAIN],
        "look": bands[Band.LOOK],
        "not_found": bands[Band.NOT_FOUND],
        "wrong": wrong,
        "precision": right / max(right + wrong, 1),
        "recall": right / listed,
        "offered": offered / max(bands[Band.LOOK], 1),
        "missed": missed,
        "best_right": best_right / listed,
        "cpu_seconds": took,
    }


def main() -> None:
    """Prints a line a seed, and what all seeds come to."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=6)
    asked.add_argument("--first", type=int, default=int(time.time()))
    asked.add_argument("--entries", type=int, default=100_000)
    asked.add_argument("--rows", type=int, default=5_000)
    options = asked.parse_args()
    wrong = certain = 0.0
    for seed in range(options.first, options.first + options.seeds):
        figures = measure(invent(seed, options.entries, options.rows))
        wrong += figures["wrong"]
        certain += figures["certain"]
        print(seed, " ".join(f"{name}={value:.5g}" for name, value in figures.items()), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"certain={certain:.0f} wrong={wrong:.0f} precision={1 - wrong / max(certain, 1):.5f} peak={peak:.0f} MB")


if __name__ == "__main__":
    main()
