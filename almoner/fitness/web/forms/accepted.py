"""The social worker's answer to a proposed outcome."""

from __future__ import annotations

from almoner.design import fields as design


class AnswerForm(design.PageForm):
    """Whether they accept, and anything they want to say."""

    answer = design.RadiosField(
        label="Do you accept the proposed outcome?",
        called="whether you accept the proposed outcome",
        choices=[("accept", "Yes, I accept it"), ("refuse", "No, I do not accept it")],
        hints={
            "accept": "You accept the facts, the grounds, that your fitness to practise is impaired, and the outcome. "
            "It takes effect today, and there is no hearing.",
            "refuse": "Your case goes to a hearing, where adjudicators decide for themselves.",
        },
    )
    said = design.LongTextField(label="Anything that you want to say", required=False, max_length=10_000)
