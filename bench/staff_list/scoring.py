"""How well links fit the truth."""

from __future__ import annotations

from dataclasses import dataclass

from bench.staff_list.methods import Links


@dataclass(frozen=True, slots=True)
class Score:
    """`f1` is the best over all thresholds, found with the truth and so flattering to every method alike."""

    f1: float
    precision: float
    recall: float
    recall_at_99: float
    certain: int
    certain_wrong: int
    certain_recall: float


def score(links: Links, truth: dict[str, str | None]) -> Score:
    """The scores of one method on one task."""
    there = sum(key is not None for key in truth.values())
    ranked = sorted(links.items(), key=lambda each: -each[1][1])
    right, best, best_at, recall_at_99 = 0, 0.0, (0.0, 0.0), 0.0
    for taken, (row, (entry, chance, _)) in enumerate(ranked, start=1):
        right += truth[row] == entry
        last = taken == len(ranked) or ranked[taken][1][1] != chance
        if not last:
            continue
        precision, recall = right / taken, right / there
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        if f1 > best:
            best, best_at = f1, (precision, recall)
        if precision >= 0.99:
            recall_at_99 = max(recall_at_99, recall)
    certain = [(row, entry) for row, (entry, _, accepted) in links.items() if accepted]
    wrong = sum(truth[row] != entry for row, entry in certain)
    return Score(best, *best_at, recall_at_99, len(certain), wrong, (len(certain) - wrong) / there)
