"""What the pages of cases read beyond the engine's own reads."""

from .cases import (
    CasePage,
    Happening,
    Option,
    case_page,
    happenings,
    is_paused,
    only_somebody_else,
    organisations_in,
    request_of,
    steps_of,
    who_may_hold,
)
from .worklists import Work, described

__all__ = [
    "CasePage", "Happening", "Option", "Work", "case_page", "described", "happenings", "is_paused",
    "only_somebody_else", "organisations_in", "request_of", "steps_of", "who_may_hold",
]  # fmt: skip
