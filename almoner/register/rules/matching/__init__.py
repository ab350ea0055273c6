"""Matching a list of people to the entries of a register: pure, and one scoring wherever the entries come from.

`match` takes a stream of entries. Where they are in a database, `listed_keys` says which to fetch, and `judge` gives
the verdict on them.
"""

from .judging import Band, Candidate, Judgement, judge
from .keys import entry_keys, listed_keys, name_keys, number_slips
from .levels import Agreement, Level
from .people import Entry, Frequencies, Listed
from .readings import ListedNumber, read_name, read_number
from .search import candidates, match
from .weights import PUBLISHED, Parameters
from .words import Reason

__all__ = [
    "PUBLISHED",
    "Agreement",
    "Band",
    "Candidate",
    "Entry",
    "Frequencies",
    "Judgement",
    "Level",
    "Listed",
    "ListedNumber",
    "Parameters",
    "Reason",
    "candidates",
    "entry_keys",
    "judge",
    "listed_keys",
    "match",
    "name_keys",
    "number_slips",
    "read_name",
    "read_number",
]
