"""Every read of the register that a page or another context needs."""

from almoner.register.queries.changes import ChangeRow, changes_since, latest_seq
from almoner.register.queries.entries import (
    EntryOn,
    entries_changing,
    entry_by_number,
    facts_for,
    ids_of_numbers,
    numbers_of,
    whole_entry,
)
from almoner.register.queries.kinds import annotation_kinds, ending_grounds, order_kinds
from almoner.register.queries.matching import MatchRow, match_rows
from almoner.register.queries.office import faults_of, out_of_view, submission, upload, uploads, whole_entry_exists
from almoner.register.queries.search import Found, search

__all__ = [
    "ChangeRow",
    "EntryOn",
    "Found",
    "MatchRow",
    "annotation_kinds",
    "changes_since",
    "ending_grounds",
    "entries_changing",
    "entry_by_number",
    "facts_for",
    "faults_of",
    "ids_of_numbers",
    "latest_seq",
    "match_rows",
    "numbers_of",
    "order_kinds",
    "out_of_view",
    "search",
    "submission",
    "upload",
    "uploads",
    "whole_entry",
    "whole_entry_exists",
]
