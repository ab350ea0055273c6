"""Rounds of fresh queries put to every method, in an order that alternates, and what came of them."""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from bench.harness import Meter
from bench.search.peers import Method
from bench.search.typists import Query

AGAIN_BELOW = 0.02
Judge = Callable[[Query, Collection[int]], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one query cost a method, in milliseconds of processor time, and whether it found the person."""

    query: Query
    ms: float
    hit: bool


@dataclass(slots=True)
class Outcome:
    """Each method's answers, round by round; a slow method answers only those that its time allows."""

    rounds: list[dict[str, dict[Query, Answer]]] = field(default_factory=list)

    def answers(self, method: str) -> list[Answer]:
        """All of a method's answers."""
        return [answer for each in self.rounds for answer in each[method].values()]

    def quantile(self, method: str, share: float) -> float:
        """The median over the rounds of a quantile of the milliseconds."""
        return statistics.median(quantile([a.ms for a in each[method].values()], share) for each in self.rounds)

    def recall(self, method: str, *, hard: bool) -> float:
        """The share of core or hard queries that found their person."""
        hits = [a.hit for a in self.answers(method) if a.query.hard is hard]
        return statistics.mean(hits) if hits else float("nan")

    def times_faster(self, ours: str, theirs: str, share: float) -> float:
        """Their quantile over ours on the queries that both answered, the median of the rounds."""
        ratios = []
        for each in self.rounds:
            both = each[ours].keys() & each[theirs].keys()
            mine, other = ([each[m][q].ms for q in both] for m in (ours, theirs))
            ratios.append(quantile(other, share) / quantile(mine, share))
        return statistics.median(ratios)

    def points_above(self, ours: str, theirs: str, *, hard: bool) -> tuple[float, int, int, int]:
        """Percentage points of recall above theirs where both answered; found by us alone, them alone, of how many."""
        mine = other = both = 0
        for each in self.rounds:
            for query in each[ours].keys() & each[theirs].keys():
                if query.hard is hard:
                    both += 1
                    mine += each[ours][query].hit > each[theirs][query].hit
                    other += each[ours][query].hit < each[theirs][query].hit
        return (100 * (mine - other) / both if both else float("nan")), mine, other, both

    def by_kind(self, method: str) -> dict[str, tuple[float, float]]:
        """Recall and median milliseconds of each kind of query."""
        kinds: dict[str, list[Answer]] = defaultdict(list)
        for answer in self.answers(method):
            kinds[answer.query.kind].append(answer)
        return {
            kind: (statistics.mean(a.hit for a in found), statistics.median(a.ms for a in found))
            for kind, found in kinds.items()
        }


def quantile(values: Sequence[float], share: float) -> float:
    """The value that so great a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def put(
    queries: Sequence[Query], methods: Sequence[Method], judge: Judge, seconds: float, turn: int
) -> dict[str, dict[Query, Answer]]:
    """One round: each query to each method, another one first each time; `seconds` is what each may spend."""
    answers: dict[str, dict[Query, Answer]] = {method.name: {} for method in methods}
    left = dict.fromkeys(answers, seconds)
    for place, query in enumerate(queries):
        start = (place + turn) % len(methods)
        for method in [*methods[start:], *methods[:start]]:
            if left[method.name] <= 0:
                continue
            ids, spent = _best_of(method, query.text)
            left[method.name] -= spent
            answers[method.name][query] = Answer(query, spent * 1000, judge(query, ids))
    return answers


def _best_of(method: Method, text: str) -> tuple[list[int], float]:
    """The ids and the least processor time of two tries; of one where that took long."""
    watched = [] if method.backend is None else [method.backend]
    with Meter(*watched) as first:
        ids = method.find(text)
    if first.spent.cpu > AGAIN_BELOW:
        return ids, first.spent.cpu
    with Meter(*watched) as second:
        method.find(text)
    return ids, min(first.spent.cpu, second.spent.cpu)


def of_seed(seed: int, round_: int) -> random.Random:
    """The dice of a round: the same for the same seed."""
    return random.Random(seed * 1000 + round_)  # noqa: S311  nobody has to be kept from guessing
