"""Matching a list of people to the entries of a register: pure, and one scoring wherever the entries come from.

`match` takes a stream of entries. Where they are in a database, `name_keys` says which to fetch; `judge` gives the
verdict on the `Register` made of them.
"""

from .judging import Band, Candidate, Judgement, judge, plainly_theirs, settled
from .keys import name_keys, number_slips
from .levels import Agreement, Level
from .people import Entry, Frequencies, Listed
from .readings import ListedNumber, read_name, read_number
from .register import Register
from .search import match
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
    "Register",
    "judge",
    "match",
    "name_keys",
    "number_slips",
    "plainly_theirs",
    "read_name",
    "read_number",
    "settled",
]
