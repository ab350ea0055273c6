"""The verdict on a row: certain, to be looked at, or not found, with every reason in words.

A wrong acceptance ties an employer's worker to a stranger's registration, so *certain* is earned: number, surname
and first name agree in full; or the chance reaches `CERTAIN_AT`, the names agree, and nothing in the row speaks for
anybody else. A number alone is never certain. All else that points to anybody is looked at by a person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .levels import Agreement, Level, compare
from .people import Entry, Frequencies, Listed
from .weights import PUBLISHED, Parameters, chances_of_each, weigh
from .words import Reason, reasons_for

CERTAIN_AT = 0.998
SHOWN_FROM = 0.02
SHOWN_AT_MOST = 5


class Band(StrEnum):
    """What is said of a row."""

    CERTAIN = "certain"
    LOOK = "to be looked at"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry the row may be, how likely, the weight of each field in bits, and the comparison in words."""

    entry: Entry
    chance: float
    agreement: Agreement
    weights: Mapping[str, float]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one row. `why` says why it is in its band; `version` names the weights used."""

    line: int
    band: Band
    candidates: tuple[Candidate, ...]
    why: tuple[str, ...]
    version: str

    @property
    def best(self) -> Candidate | None:
        """The likeliest entry, when there is one to show."""
        return self.candidates[0] if self.candidates else None


def judge(
    rows: Sequence[Listed],
    found: Mapping[int, Iterable[Entry]],
    frequencies: Frequencies,
    parameters: Parameters = PUBLISHED,
) -> list[Judgement]:
    """The verdict on every row, in the list's order.

    `found` gives, by line, the entries that share a key with the row. The list is judged as a whole, because two rows
    with one number, or two rows that would be one person, are seen only together. STD-7.1.
    """
    judged = [_alone(row, found.get(row.line, ()), frequencies, parameters) for row in rows]
    return _together(rows, judged)


def _alone(row: Listed, entries: Iterable[Entry], frequencies: Frequencies, parameters: Parameters) -> Judgement:
    compared = [(entry, compare(row, entry)) for entry in {entry.key: entry for entry in entries}.values()]
    kept = [(entry, agreement) for entry, agreement in compared if agreement is not None]
    people, agreements = [entry for entry, _ in kept], [agreement for _, agreement in kept]
    weights = [weigh(agreement, frequencies, parameters) for agreement in agreements]
    chances = chances_of_each([sum(each.values()) for each in weights], frequencies, parameters)
    ranked = sorted(
        zip(people, agreements, weights, chances, strict=True),
        key=lambda each: (-each[3], each[1].number is not Level.SAME, each[0].key),
    )
    shown = [
        Candidate(entry, chance, agreement, weight, reasons_for(row, entry, agreement))
        for entry, agreement, weight, chance in ranked[:50]
        if chance >= SHOWN_FROM or agreement.number is Level.SAME
    ][:SHOWN_AT_MOST]
    band, why = _band(row, shown)
    return Judgement(row.line, band, tuple(shown), tuple(why), parameters.version)


def _band(row: Listed, shown: Sequence[Candidate]) -> tuple[Band, list[str]]:
    unread = [row.reading.words] if row.reading.words and row.reading.number is None else []
    if not shown:
        return Band.NOT_FOUND, [_nobody(row), *unread]
    best = shown[0]
    owner = next((each for each in shown if each.agreement.number is Level.SAME), None)
    against = _against(row, best, owner, shown)
    if against:
        return Band.LOOK, [*against, *unread]
    return Band.CERTAIN, ["Everything that could be compared points to one person.", *unread]


def _nobody(row: Listed) -> str:
    if row.reading.number and row.shown_name:
        return f"No entry has the number {row.reading.number}, and none has a name near enough to this one."
    if row.reading.number:
        return f"No entry has the number {row.reading.number}."
    return "The row has no number that can be read, and no entry has a name near enough to this one."


def _against(row: Listed, best: Candidate, owner: Candidate | None, shown: Sequence[Candidate]) -> list[str]:
    """Every reason why the likeliest entry may not be accepted without a person; none when it is certain."""
    agreed = best.agreement
    if _agree_in_full(agreed):
        return []
    said: list[str] = []
    if row.names[0].blank and agreed.born is not Level.SAME:
        said.append("The row has a number and no name, and a number alone is never certain.")
    elif owner is not None and owner.agreement.surname is Level.DIFFERENT is owner.agreement.given:
        said.append(
            f"The number {owner.entry.number} belongs to {owner.entry.name}, and the name in the list is different."
        )
    elif owner is not None and owner is not best:
        said.append(
            f"The number belongs to {owner.entry.name}, but the name is nearer to {best.entry.name} "
            f"({best.entry.number})."
        )
    rivals = [each for each in shown if each is not best and each is not owner]
    if rivals and best.chance < CERTAIN_AT:
        said.append(f"{len(rivals) + 1} entries could be this person.")
    if best.chance < CERTAIN_AT and not said:
        said.append(
            "The number agrees, but too little of the name does to be sure."
            if agreed.number is Level.SAME
            else "It is likely to be this person, but too little agrees to be sure."
        )
    if not said and not _names_agree(agreed) and agreed.born is not Level.SAME:
        said.append("The number agrees, but too little of the name does to be sure.")
    return said


def _names_agree(agreed: Agreement) -> bool:
    apart = {Level.DIFFERENT, Level.MISSING}
    if agreed.number is Level.SAME:
        return agreed.surname not in apart or agreed.given not in apart
    return agreed.surname not in apart and agreed.given not in apart


def _together(rows: Sequence[Listed], judged: Sequence[Judgement]) -> list[Judgement]:
    """Takes account of rows that bear one number, and of rows that would be one person."""
    by_number, by_entry = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for at, (row, judgement) in enumerate(zip(rows, judged, strict=True)):
        if row.reading.number:
            by_number[row.reading.number].append(at)
        if judgement.best is not None and judgement.best.chance >= 0.5:
            by_entry[judgement.best.entry.key].append(at)
    extra = defaultdict[int, list[str]](list)
    doubted = set[int]()
    for number, places in by_number.items():
        if len({_called(rows[at]) for at in places} - {("", "")}) > 1:
            for at in places:
                extra[at].append(f"{_lines(rows, places, at)} {_has(places)} the same number, {number}.")
                if not _agrees_in_full(judged[at]):
                    doubted.add(at)
    for places in by_entry.values():
        if len(places) < 2:
            continue
        for at in places:
            extra[at].append(f"{_lines(rows, places, at)} {_seems(places)} to be the same person as this row.")
            if not _agrees_in_full(judged[at]) and len({_called(rows[other]) for other in places}) > 1:
                doubted.add(at)
    return [_amended(judgement, extra[at], at in doubted) for at, judgement in enumerate(judged)]


def _amended(judgement: Judgement, extra: Sequence[str], doubted: bool) -> Judgement:
    if not extra:
        return judgement
    band = Band.LOOK if doubted and judgement.band is Band.CERTAIN else judgement.band
    why = judgement.why if band is judgement.band else ()
    return Judgement(judgement.line, band, judgement.candidates, (*why, *extra), judgement.version)


def _called(row: Listed) -> tuple[str, str]:
    return (row.names[0].given, row.names[0].surname)


def _agrees_in_full(judgement: Judgement) -> bool:
    best = judgement.best
    return best is not None and _agree_in_full(best.agreement, {Level.SAME, Level.SHORT_FORM})


def _agree_in_full(agreed: Agreement, given: Collection[Level] = (Level.SAME,)) -> bool:
    """Whether number, surname and first name all agree, in their places: nobody else could be meant."""
    names = agreed.surname is Level.SAME and agreed.given in given and not agreed.turned
    return agreed.number is Level.SAME and names


def _lines(rows: Sequence[Listed], places: Sequence[int], but: int) -> str:
    others = [str(rows[at].line) for at in places if at != but]
    if len(others) == 1:
        return f"Row {others[0]}"
    return f"Rows {', '.join(others[:5])} and {others[-1]}" if len(others) > 6 else f"Rows {', '.join(others)}"


def _has(places: Sequence[int]) -> str:
    return "has" if len(places) == 2 else "have"


def _seems(places: Sequence[int]) -> str:
    return "seems" if len(places) == 2 else "seem"
