"""How far a row and an entry agree, field by field, each on a short scale."""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import jellyfish
from rapidfuzz.distance import OSA, JaroWinkler

ALIKE_FROM = 4
JARO_WINKLER = 0.92


class Level(StrEnum):
    """Degrees of agreement, best first. Not every field has every degree."""

    SAME = "same"
    FORMER = "former"
    PART = "part"
    SHORT_FORM = "short form"
    MIDDLE = "middle"
    INITIAL = "initial"
    ONE_SLIP = "one slip"
    TURNED_ROUND = "turned round"
    ALIKE = "alike"
    DIFFERENT = "different"
    MISSING = "missing"


LEVELS = tuple(Level)
_CODES = {level: at for at, level in enumerate(LEVELS)}


def code(level: Level) -> int:
    """The level as a small number, for arrays: the better the agreement, the smaller."""
    return _CODES[level]


class Agreement(NamedTuple):
    """A level for every field, and whether the names had to be read the other way round to agree."""

    number: Level
    surname: Level
    given: Level
    middle: Level
    town: Level
    starts: Level
    born: Level
    turned: bool


def number_slip(typed: str, registered: str) -> Level:
    """Whether two numbers are one slip of the hand apart: two neighbours exchanged, or one digit."""
    if abs(len(typed) - len(registered)) > 1 or OSA.distance(typed, registered, score_cutoff=1) > 1:
        return Level.DIFFERENT
    return Level.TURNED_ROUND if sorted(typed) == sorted(registered) else Level.ONE_SLIP


def surnames(
    mine: tuple[str, ...], my_middles: tuple[str, ...], theirs: tuple[str, ...], their_middles: tuple[str, ...]
) -> tuple[Level, str]:
    """The agreement of two surnames that share a half, one of them double-barrelled; and the half they share.

    A double-barrelled name without its hyphen leaves the first half looking like a middle name.
    """
    shared = min(set(mine) & set(theirs))
    if set(mine) == set(theirs):
        return Level.SAME, shared
    whole = {*mine, *my_middles} >= set(theirs) or {*theirs, *their_middles} >= set(mine)
    return (Level.SAME if whole and len(mine) != len(theirs) else Level.PART), shared


@lru_cache(maxsize=1 << 17)
def spelling(one: str, other: str) -> Level:
    """How alike two words are that are not the same; near.py finds all such pairs of two vocabularies."""
    shorter = min(len(one), len(other))
    if one[0] != other[0] and one[-1] != other[-1]:
        return Level.DIFFERENT
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips == 1 and shorter >= 3:
        return Level.ONE_SLIP
    if shorter >= ALIKE_FROM and (
        (slips == 2 and shorter >= 7)
        or JaroWinkler.similarity(one, other) >= JARO_WINKLER
        or (jellyfish.metaphone(one) == jellyfish.metaphone(other) and one[0] == other[0])
    ):
        return Level.ALIKE
    return Level.DIFFERENT


def middles(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Level:
    """The agreement of two people's middle names."""
    if not mine or not theirs:
        return Level.MISSING
    one, other = mine[0], theirs[0]
    if one == other or one in theirs or other in mine:
        return Level.SAME
    if len(one) == 1 or len(other) == 1:
        return Level.INITIAL if one[0] == other[0] else Level.DIFFERENT
    return Level.ALIKE if spelling(one, other) is not Level.DIFFERENT else Level.DIFFERENT


@lru_cache(maxsize=1 << 16)
def towns(mine: str, theirs: str) -> Level:
    """The agreement of two folded towns."""
    if not mine or not theirs:
        return Level.MISSING
    if mine == theirs:
        return Level.SAME
    if f" {mine} " in f" {theirs} " or f" {theirs} " in f" {mine} ":
        return Level.PART
    return Level.ALIKE if JaroWinkler.similarity(mine, theirs) >= JARO_WINKLER else Level.DIFFERENT


def births(mine: int, theirs: int) -> Level:
    """The agreement of two birth dates, given as ordinals."""
    if mine == theirs:
        return Level.SAME
    one, other = date.fromordinal(mine), date.fromordinal(theirs)
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return Level.TURNED_ROUND
    alike = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return Level.ONE_SLIP if alike == 2 else Level.DIFFERENT
