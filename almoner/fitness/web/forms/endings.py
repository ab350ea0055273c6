"""What is typed when an agency assignment ends."""

from __future__ import annotations

from typing import Any

from almoner.casework.web.forms import DeclaredForm, control
from almoner.fitness.rules.ending import END, QUESTION


class EndingForm(DeclaredForm):
    """The end, and the question that it asks where it ends for performance or conduct.

    The question stands beneath the reason: it is the same for both, so it is shown once and by rule.
    """

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields |= {field.name: control(field) for field in (*END, *QUESTION)}
        why: Any = self.fields["why"]
        why.inline = False
        why.help_text = "Performance or conduct asks the questions at the foot of this page; anything else does not."
