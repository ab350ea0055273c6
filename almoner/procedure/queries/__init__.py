"""Every read that a page, the API or another context needs."""

from .cases import (
    CasePage,
    Happening,
    Option,
    asking,
    case_let_into,
    case_page,
    case_visible_to,
    is_paused,
    organisations_in,
    request_by_link,
    request_of,
    timeline,
    who_may_hold,
)
from .worklists import Work, needs_me, waiting_on_others

__all__ = [
    "CasePage", "Happening", "Option", "Work", "asking", "case_let_into", "case_page", "case_visible_to", "is_paused",
    "needs_me", "organisations_in", "request_by_link", "request_of", "timeline", "waiting_on_others", "who_may_hold",
]  # fmt: skip
