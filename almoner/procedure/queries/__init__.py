"""Every read that a page, the API or another context needs."""

from .cases import CasePage, Happening, Option, asking, case_page, case_visible_to, request_by_link, timeline
from .worklists import Work, needs_me, waiting_on_others

__all__ = [
    "CasePage", "Happening", "Option", "Work", "asking", "case_page", "case_visible_to", "needs_me", "request_by_link",
    "timeline", "waiting_on_others",
]  # fmt: skip
