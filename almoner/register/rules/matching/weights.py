"""What each agreement is worth, as published numbers, and what they come to together (Fellegi and Sunter, 1969).

For every field and level two chances are stated: that a true pair agrees so (`m`), and that two different people do
(`u`). A level without chances says nothing either way. A pair's weight is the sum of log2(m/u) over the fields. For
names and towns `u` is not fixed: it is how common the agreeing word is among the entries searched; and for a surname
and first name that both agree, how many bear the two together (below). The numbers are
near those that expectation-maximisation finds on generated lists (bench/staff_list/fit.py), with room left for faults
that those lists do not have; they are fixed, a change to any of them is a new version, and the version is shown with
every result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from .arrays import Ints
from .levels import Level, code
from .pairs import Pairs
from .people import Frequencies

Weights = NDArray[np.float64]

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


def _together(expected: NDArray[np.float64], namesakes: Ints) -> NDArray[np.float64]:
    """What a surname and first name weigh together beyond each by itself, in bits.

    `expected` is how many would bear both if the two were given by chance, `namesakes` how many others on the register
    do. Of a Smith called Sarah a hundred are expected; where the register has no other, a stranger of that name is
    rarer than chance has it. The mean of a Gamma distribution with shape 1 and that expectation, after the register.
    """
    found: NDArray[np.float64] = np.log2(1 + expected) - np.log2(1 + namesakes)
    return found


def weigh(pairs: Pairs, frequencies: Frequencies, parameters: Parameters) -> Weights:
    """The weight of each field of each pair in bits, in the order of FIELDS: above nought speaks for the pair."""
    size = max(frequencies.entries, parameters.at_least)
    by_chance = {
        "number": np.full(len(pairs), parameters.borrowed / size),
        "surname": np.maximum(pairs.surname_bearers, parameters.rare) / size,
        "given": np.maximum(pairs.given_bearers, parameters.rare) / size,
        "town": np.maximum(pairs.town_bearers, parameters.rare) / size,
    }
    bits = np.zeros((len(pairs), len(FIELDS)))
    for place, field in enumerate(FIELDS):
        levels = getattr(pairs, field)
        for level, chances in parameters.table[field].items():
            at = np.flatnonzero(levels == code(level))
            u = np.full(len(at), chances.u) if chances.u is not None else by_chance[field][at]
            bits[at, place] = log2(chances.m) - np.log2(np.minimum(u, 1.0))
    apart, whole = code(Level.DIFFERENT), [code(level) for level in _WHOLE]
    bits[pairs.turned, _GIVEN] += log2(parameters.turned)
    bits[(pairs.surname == apart) & (pairs.given == apart), _SURNAME] -= log2(parameters.strangers)
    bits[np.isin(pairs.surname, whole) & np.isin(pairs.given, whole), _SURNAME] -= log2(parameters.kinship)
    both = np.flatnonzero((pairs.surname == code(Level.SAME)) & (pairs.given == code(Level.SAME)))
    expected = by_chance["surname"][both] * by_chance["given"][both] * size * parameters.kinship
    bits[both, _SURNAME] += _together(expected, pairs.namesakes[both])
    return bits


_WHOLE = frozenset({Level.SAME, Level.FORMER, Level.PART, Level.SHORT_FORM, Level.MIDDLE})
_SURNAME, _GIVEN = FIELDS.index("surname"), FIELDS.index("given")


def chances(rows: int, pairs: Pairs, weights: Weights, frequencies: Frequencies, parameters: Parameters) -> Weights:
    """The chance of each pair that the row is that entry, given that it is at most one. `rows` is how many there are.

    What is left over of a row is the chance that the person is not on the register, so two candidates equally near can
    neither of them be certain.
    """
    nobody = max(frequencies.entries, parameters.at_least) * (1 - parameters.listed) / parameters.listed
    odds = np.exp2(np.minimum(weights.sum(axis=1), 200.0))
    # Each row's odds are added in one order whatever stands beside it, so that its chances are the same to the bit.
    whole = np.bincount(pairs.row, weights=odds, minlength=rows) + nobody
    found: Weights = odds / whole[pairs.row]
    return found


PUBLISHED = Parameters(
    version="2026-11.2",
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
