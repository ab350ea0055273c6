"""What each agreement is worth, as published numbers, and what they come to together (Fellegi and Sunter, 1969).

For every field and level two chances are stated: that a true pair agrees so (`m`), and that two different people do
(`u`). A level without chances says nothing either way. A pair's weight is the sum of log2(m/u) over the fields. For
names and towns `u` is not fixed: it is how common the agreeing word is among the entries searched. The numbers are
near those that expectation-maximisation finds on generated lists (bench/staff_list/fit.py), with room left for faults
that those lists do not have; they are fixed, a change to any of them is a new version, and the version is shown with
every result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp2, log2

from .levels import Agreement, Level
from .people import Frequencies

FIELDS = ("number", "surname", "given", "middle", "town", "starts", "born")


@dataclass(frozen=True, slots=True)
class Chances:
    """`m`: how often a true pair agrees so; `u`: how often two different people do, None where frequency says it."""

    m: float
    u: float | None


@dataclass(frozen=True)
class Parameters:
    """One published version of the weights.

    `listed` is the share of rows that are on the register at all. `borrowed` is the chance that a row which is not this
    person bears this person's number, times the number of entries. `rare` is the least number of bearers a name is
    taken to have, since the register holds only some of them. `kinship` is how much likelier than by chance two names
    go together, since they come from the same families and places, and `strangers` how much rarer it is than by chance
    that both names of one person differ. `turned` is how often a true pair's names are the other way round. A register
    of fewer than `at_least` entries is weighed as if it had that many.
    """

    version: str
    listed: float
    borrowed: float
    rare: float
    kinship: float
    strangers: float
    turned: float
    at_least: int
    table: Mapping[str, Mapping[Level, Chances]]


def weigh(agreement: Agreement, frequencies: Frequencies, parameters: Parameters) -> dict[str, float]:
    """The weight of each field in bits: above nought speaks for the pair, below against."""
    weights = dict[str, float]()
    for field in FIELDS:
        level: Level = getattr(agreement, field)
        chances = parameters.table[field].get(level)
        if chances is None:
            weights[field] = 0.0
            continue
        u = chances.u if chances.u is not None else _by_chance(field, agreement, frequencies, parameters)
        weights[field] = log2(chances.m / min(u, 1.0))
    if agreement.turned:
        weights["given"] += log2(parameters.turned)
    if agreement.surname is agreement.given is Level.DIFFERENT:
        weights["surname"] -= log2(parameters.strangers)
    if agreement.surname in _WHOLE and agreement.given in _WHOLE:
        weights["surname"] -= log2(parameters.kinship)
    return weights


_WHOLE = frozenset({Level.SAME, Level.FORMER, Level.PART, Level.SHORT_FORM, Level.MIDDLE})


def _by_chance(field: str, agreement: Agreement, frequencies: Frequencies, parameters: Parameters) -> float:
    size = max(frequencies.entries, parameters.at_least)
    match field:
        case "number":
            return parameters.borrowed / size
        case "surname":
            bearers = frequencies.surnames.get(agreement.surname_as, 0)
        case "given":
            bearers = frequencies.givens.get(agreement.given_as, 0)
        case _:
            bearers = frequencies.towns.get(agreement.town_as, 0)
    return max(bearers, parameters.rare) / size


def chances_of_each(totals: Sequence[float], frequencies: Frequencies, parameters: Parameters) -> list[float]:
    """The chance that each candidate of one row is the person, given that at most one of them is.

    `totals` are the candidates' weights in bits. What is left over is the chance that the person is not on the
    register, so two candidates equally near can neither of them be certain.
    """
    nobody = max(frequencies.entries, parameters.at_least) * (1 - parameters.listed) / parameters.listed
    odds = [exp2(min(total, 200.0)) for total in totals]
    whole = sum(odds) + nobody
    return [each / whole for each in odds]


PUBLISHED = Parameters(
    version="2026-11",
    listed=0.92,
    borrowed=0.5,
    rare=3.0,
    kinship=6.0,
    strangers=60.0,
    turned=0.02,
    at_least=1000,
    table={
        "number": {
            Level.SAME: Chances(0.945, None),
            Level.ONE_SLIP: Chances(0.020, 9.0e-4),
            Level.TURNED_ROUND: Chances(0.010, 5.0e-5),
            Level.DIFFERENT: Chances(0.025, 0.999),
            Level.MISSING: Chances(0.20, 0.50),
        },
        "surname": {
            Level.SAME: Chances(0.880, None),
            Level.FORMER: Chances(0.010, None),
            Level.PART: Chances(0.025, None),
            Level.ONE_SLIP: Chances(0.030, 0.0012),
            Level.ALIKE: Chances(0.015, 0.0030),
            Level.DIFFERENT: Chances(0.040, 0.994),
        },
        "given": {
            Level.SAME: Chances(0.840, None),
            Level.SHORT_FORM: Chances(0.055, None),
            Level.MIDDLE: Chances(0.020, None),
            Level.INITIAL: Chances(0.030, 0.070),
            Level.ONE_SLIP: Chances(0.030, 0.004),
            Level.ALIKE: Chances(0.010, 0.008),
            Level.DIFFERENT: Chances(0.015, 0.970),
        },
        "middle": {
            Level.SAME: Chances(0.800, 0.015),
            Level.INITIAL: Chances(0.120, 0.080),
            Level.ALIKE: Chances(0.030, 0.020),
            Level.DIFFERENT: Chances(0.050, 0.885),
        },
        "town": {
            Level.SAME: Chances(0.600, None),
            Level.PART: Chances(0.020, 0.010),
            Level.ALIKE: Chances(0.030, 0.006),
            Level.DIFFERENT: Chances(0.350, 0.970),
        },
        "starts": {Level.SAME: Chances(0.900, 0.600), Level.DIFFERENT: Chances(0.100, 0.400)},
        "born": {
            Level.SAME: Chances(0.960, 7.0e-5),
            Level.TURNED_ROUND: Chances(0.010, 5.0e-5),
            Level.ONE_SLIP: Chances(0.020, 0.004),
            Level.DIFFERENT: Chances(0.010, 0.995),
        },
    },
)
