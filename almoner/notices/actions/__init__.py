"""Writes: queueing a notice beside what it tells about, sending it, learning what became of it, calendar feeds."""

from almoner.notices.actions.calendars import end_calendar, make_calendar, note_calendar_read
from almoner.notices.actions.demonstration import keep_for_demonstration
from almoner.notices.actions.queueing import cancel, queue
from almoner.notices.actions.sending import ask_what_became, rescue, send, settle, try_again

__all__ = [
    "ask_what_became",
    "cancel",
    "end_calendar",
    "keep_for_demonstration",
    "make_calendar",
    "note_calendar_read",
    "queue",
    "rescue",
    "send",
    "settle",
    "try_again",
]
