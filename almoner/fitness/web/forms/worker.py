"""What the social worker concerned types."""

from __future__ import annotations

from almoner.casework.web.forms import form_of
from almoner.design import fields as design
from almoner.fitness.rules.support import SUPPORT

SupportForm = form_of(SUPPORT)


class AnswerForm(design.PageForm):
    """Their answer to what was disclosed."""

    response = design.LongTextField(
        label="Your answer",
        hint="Say what you agree with and what not, and give page numbers of the bundle where you can.",
        max_length=50_000,
        rows=14,
    )
