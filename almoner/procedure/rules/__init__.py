"""The pure half of the engine: what a procedure is, who may move it, and what its clocks say. No Django."""

from almoner.dates.counting import Interval, Line, Reading
from almoner.dates.dated import Dated, DatedError, Valid
from almoner.dates.days import CalendarError, add_working_days, is_working_day, working_days_between

from .clocks import Clock, Pause, explain, reckon
from .moves import MACHINE, OPEN, START, STAY, Asking, Field, Kind, Move, Procedure, Relation, Taken, check, words_for
from .refusals import About, Refusal, Refused
from .requests import RequestKind, RequestState

__all__ = [
    "MACHINE", "OPEN", "START", "STAY", "About", "Asking", "CalendarError", "Clock", "Dated",
    "DatedError", "Field", "Interval", "Kind", "Line", "Move", "Pause", "Procedure", "Reading",
    "Refusal", "Refused", "Relation", "RequestKind", "RequestState", "Taken", "Valid",
    "add_working_days", "check", "explain", "is_working_day", "reckon", "words_for",
    "working_days_between",
]  # fmt: skip
