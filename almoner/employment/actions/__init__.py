"""Every write of employment: keyword-only, in one transaction, recorded."""

from almoner.employment.actions.checking import check, confirm_columns
from almoner.employment.actions.deciding import Decided, DecidedElsewhere, NoSuchEntry, decide_row
from almoner.employment.actions.finishing import discard, finish, undo
from almoner.employment.actions.receiving import Received, read, receive
from almoner.employment.actions.watching import Swept, look_at, sweep

__all__ = [
    "Decided",
    "DecidedElsewhere",
    "NoSuchEntry",
    "Received",
    "Swept",
    "check",
    "confirm_columns",
    "decide_row",
    "discard",
    "finish",
    "look_at",
    "read",
    "receive",
    "sweep",
    "undo",
]
