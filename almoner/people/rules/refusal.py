"""Why something may not be done to people, roles and lines, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """One reason why not, the clause it comes from (if one says so), and what would change it."""

    because: str
    what_would_change_it: str
    clause: str = ""


class Refused(Exception):
    """Raised by an action that may not be taken. Its page shows the refusal in words."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.because)
