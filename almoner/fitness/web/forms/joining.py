"""What is typed about concerns that could be about the same, and about whom one is."""

from __future__ import annotations

from almoner.design import fields as design

DECISIONS = (
    ("join", "Yes: deal with both together from now on. This cannot be undone"),
    ("unlike", "No: they are about different people or events"),
)


class LikeForm(design.PageForm):
    """Whether two concerns are about the same."""

    decision = design.RadiosField(
        label="Are they about the same social worker or event?", called="whether they are about the same",
        choices=DECISIONS,
    )  # fmt: skip
    reasons = design.LongTextField(label="Your reasons", max_length=5_000)


class WhomForm(design.PageForm):
    """How somebody knows whom a concern is about."""

    number = design.RegistrationNumberField(label="Their registration number")
    reasons = design.LongTextField(label="How do you know that it is them?", max_length=5_000)
