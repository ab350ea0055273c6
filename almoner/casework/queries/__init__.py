"""What the pages of cases read beyond the engine's own reads."""

from .cases import (
    CasePage,
    Option,
    case_page,
    is_paused,
    only_somebody_else,
    organisations_in,
    request_of,
    who_may_hold,
)
from .worklists import Work, described

__all__ = [
    "CasePage", "Option", "Work", "case_page", "described", "is_paused", "only_somebody_else", "organisations_in",
    "request_of", "who_may_hold",
]  # fmt: skip
