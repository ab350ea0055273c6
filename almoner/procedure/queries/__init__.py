"""Every read that a page, the API or another context needs."""

from .cases import asking, case_let_into, case_visible_to, request_by_link, timeline
from .spans import ClockRun, clock_runs
from .worklists import needs_me, turns_of, waiting_on_others

__all__ = [
    "ClockRun", "asking", "case_let_into", "case_visible_to", "clock_runs", "needs_me", "request_by_link", "timeline",
    "turns_of", "waiting_on_others",
]  # fmt: skip
