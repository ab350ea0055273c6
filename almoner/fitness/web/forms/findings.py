"""What is typed when an outcome is shared with the employer."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from almoner.design import fields as design
from almoner.fitness.rules.typed import lines_of

#: No decision recommends more than this; whoever needs more writes them together.
MOST = 20


class ShareForm(design.PageForm):
    """An outcome in words for the employer, what is recommended, and what was found about the organisation."""

    outcome = design.TextField(
        label="What was decided, in a line?",
        called="what was decided",
        hint="For example, warning for 3 years.",
        max_length=200,
    )
    words = design.LongTextField(
        label="What do you tell the employer of it?",
        called="what you tell the employer",
        hint="Those above the social worker in the line read this, and those who answer for referrals.",
    )
    recommendations = design.LongTextField(
        label="What do you recommend, or which conditions has the employer to see to?",
        hint="One to a line. Each becomes an action at the employer, with an owner and a date that you can see.",
        required=False,
    )
    organisational = design.LongTextField(
        label="What did you find about the organisation?",
        hint="Its policies, procedures or culture. Name nobody: only heads of service and the deputy director "
        "read this.",
        required=False,
    )

    def clean_recommendations(self) -> list[str]:
        """Each recommendation, as typed one to a line."""
        found = lines_of(self.cleaned_data["recommendations"])
        if len(found) > MOST:
            raise ValidationError(f"There are {len(found)} lines, and at most {MOST} recommendations can be shared")
        return found
