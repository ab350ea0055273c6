"""What an authority sets for its bookings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from almoner.casework.web.forms import DeclaredForm
from almoner.design import fields as design
from almoner.references.rules.packs import BOUNDS, MAY_BE_SENIOR, MOST_AN_HOUR, Job, Region, Settings


def _number(name: str, label: str, hint: str) -> design.WholeNumberField:
    least, most, _ = BOUNDS[name]
    return design.WholeNumberField(label=label, help_text=f"{hint} From {least} to {most}.")


class RulesForm(DeclaredForm):
    """Everything that is set, from which day."""

    starts = design.DateField(label="From which day does this hold?", called="the day")
    region = design.SelectField(
        label="Which region are you in?", choices=[("", "Not set"), *((one.value, one.words) for one in Region)],
        required=False, help_text="It decides the time of cooling off, and whether the regional procedure applies.",
    )  # fmt: skip
    keeps_procedure = design.YesNoField(
        label="Do you verify every reference before an appointment?", called="whether you verify every reference",
        help_text="In the North West you always do. Elsewhere it is for you to say.",
    )  # fmt: skip
    senior_roles = design.CheckboxesField(
        label="Who is suitably senior?", called="who is suitably senior", choices=tuple(MAY_BE_SENIOR.items()),
        help_text="They give references, or approve those that a first-line manager wrote.",
    )  # fmt: skip
    verification_days = _number("verification_days", "Working days to verify a reference", "Then it rises a level.")
    gap_days = _number("gap_days", "Longest gap in a history, in days", "A longer one needs an explanation.")
    passport_days = _number("passport_days", "Days for which a complete file serves", "Then it is brought up to date.")
    cooling_off_months = _number(
        "cooling_off_months", "Months of cooling off", "0 keeps your region’s, and the national three are the least."
    )

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        for job in Job:
            self.fields[f"cap_{job}"] = design.MoneyField(
                label=job.words, most=MOST_AN_HOUR, required=False, help_text="Pounds an hour"
            )

    @property
    def caps(self) -> list[str]:
        """The names of the fields for price caps."""
        return [f"cap_{job}" for job in Job]

    @property
    def starting(self) -> date:
        """The day from which it holds."""
        return self.cleaned_data["starts"]  # type: ignore[no-any-return]

    @property
    def settings(self) -> Settings:
        """What was typed, as the rules look at it."""
        typed = self.cleaned_data
        caps: dict[Job, Decimal] = {job: cap for job in Job if (cap := typed[f"cap_{job}"]) is not None}
        return Settings(
            region=Region(typed["region"]) if typed["region"] else None,
            verification_days=typed["verification_days"], senior_roles=frozenset(typed["senior_roles"]),
            gap_days=typed["gap_days"], passport_days=typed["passport_days"],
            cooling_off_months=typed["cooling_off_months"], keeps_procedure=typed["keeps_procedure"], caps=caps,
        )  # fmt: skip
