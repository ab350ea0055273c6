"""The verdict on a row: certain, to be looked at, or not found, with every reason in words.

A wrong acceptance ties an employer's worker to a stranger's registration, so *certain* is earned: number, surname
and first name agree in full; or the chance reaches `CERTAIN_AT`, the names agree, and nothing in the row speaks for
anybody else. A number alone is never certain, and a number that is another than the entry's never is, be it by one
digit. All else that points to anybody is looked at by a person (docs/adr/0060).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .comparing import Comparison
from .levels import Agreement, Level, code
from .pairs import Pairs
from .people import Entry, Frequencies, Listed
from .readings import registered_family, registered_forenames
from .register import Register
from .weights import FIELDS, PUBLISHED, Parameters, Weights, chances, weigh
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
    register: Register,
    frequencies: Frequencies | None = None,
    parameters: Parameters = PUBLISHED,
    progress: Callable[[int], None] | None = None,
) -> list[Judgement]:
    """The verdict on every row, in the list's order.

    `register` holds at least the entries that share a key with a row, and `frequencies` says how common names are in
    the whole of it. The list is judged as a whole, because two rows with one number, or two rows that would be one
    person, are seen only together. `progress` is told how many rows have been compared. STD-7.1.
    """
    counted = frequencies or register.frequencies()
    comparison = Comparison(rows, register, counted)
    bench = _Bench(rows, register, counted, parameters)
    found = comparison.by_name_and_number(progress)
    judged = bench.alone(found)
    open_ = [at for at, judgement in enumerate(judged) if rows[at].reading.number and not settled(judgement)]
    if not open_:
        return _together(rows, judged)
    unsettled = np.array(open_, dtype=np.int32)
    slipped = comparison.by_number_slips(unsettled)
    again = Pairs.joined([found.taken(np.isin(found.row, unsettled)), slipped])
    for at, judgement in bench.of_rows(_each_once(again)).items():
        judged[at] = judgement
    return _together(rows, judged)


def settled(judgement: Judgement) -> bool:
    """Whether the very number and the name agree, so that no entry of a like number need be looked for."""
    best = judgement.best
    return judgement.band is Band.CERTAIN and best is not None and best.agreement.number is Level.SAME


def plainly_theirs(row: Listed, forenames: str, family: str) -> bool:
    """Whether a row has the very name that the entry of its number has: it will be settled, whoever else there is."""
    name, first = row.names[0], registered_forenames(forenames)[:1]
    return bool(name.surname) and (name.surname, (name.given,)) == (registered_family(family)[0], first)


def _each_once(pairs: Pairs) -> Pairs:
    _, once = np.unique(pairs.row.astype(np.int64) << 32 | pairs.entry, return_index=True)
    return pairs.taken(once)


class _Bench:
    """Judges rows one at a time, by all the pairs found for each."""

    def __init__(
        self, rows: Sequence[Listed], register: Register, frequencies: Frequencies, parameters: Parameters
    ) -> None:
        self._rows, self._register = rows, register
        self._frequencies, self._parameters = frequencies, parameters

    def alone(self, pairs: Pairs) -> list[Judgement]:
        """The verdict on every row, whether or not anything was found for it."""
        found = self.of_rows(pairs)
        return [found.get(at) or self._verdict(at, ()) for at in range(len(self._rows))]

    def of_rows(self, pairs: Pairs) -> dict[int, Judgement]:
        """The verdict on each row that has a pair."""
        weights = weigh(pairs, self._frequencies, self._parameters)
        chance = chances(len(self._rows), pairs, weights, self._frequencies, self._parameters)
        same = pairs.number == code(Level.SAME)
        worth = defaultdict[int, list[tuple[float, bool, str, int]]](list)
        for at in np.flatnonzero((chance >= SHOWN_FROM) | same).tolist():
            key = self._register.key(int(pairs.entry[at]))
            worth[int(pairs.row[at])].append((-float(chance[at]), not same[at], key, at))
        return {
            row: self._verdict(
                row, [self._candidate(pairs, weights, chance, each[-1]) for each in sorted(found)[:SHOWN_AT_MOST]]
            )
            for row in np.unique(pairs.row).tolist()
            for found in (worth[row],)
        }

    def _candidate(self, pairs: Pairs, weights: Weights, chance: Weights, at: int) -> Candidate:
        row, entry = self._rows[pairs.row[at]], self._register.entry(int(pairs.entry[at]))
        agreement = pairs.agreement(at)
        bits = dict(zip(FIELDS, weights[at].tolist(), strict=True))
        return Candidate(entry, float(chance[at]), agreement, bits, reasons_for(row, entry, agreement))

    def _verdict(self, row: int, shown: Sequence[Candidate]) -> Judgement:
        band, why = _band(self._rows[row], shown)
        return Judgement(self._rows[row].line, band, tuple(shown), tuple(why), self._parameters.version)


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
    elif agreed.number not in {Level.SAME, Level.MISSING}:
        said.append(f"The number in the list is {row.reading.number}, and this person’s is {best.entry.number}.")
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
