"""What is typed for a booking and at the end of an assignment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from almoner.casework.web.forms import DeclaredForm, control
from almoner.design import fields as design
from almoner.fitness.rules.ending import END, QUESTION
from almoner.people.models import Organisation
from almoner.references.models import CandidateFile
from almoner.references.rules.booking import ASK


class AskForm(DeclaredForm):
    """Which agency is asked, and for what."""

    def __init__(self, *given: Any, agencies: Iterable[Organisation], **rest: Any) -> None:
        super().__init__(*given, **rest)
        choices = [("", "Choose an agency"), *((str(one.pk), one.name) for one in agencies)]
        self.fields["agency"] = design.SearchableField(label="Which agency?", called="the agency", choices=choices)
        self.fields |= {field.name: control(field) for field in ASK}


class OfferForm(DeclaredForm):
    """Whom the agency offers, and at what price."""

    def __init__(self, *given: Any, files: Iterable[CandidateFile], **rest: Any) -> None:
        super().__init__(*given, **rest)
        choices = [("", "Choose somebody"), *((one.number, f"{one.name}, {one.number}") for one in files)]
        self.fields["number"] = design.SearchableField(
            label="Whom do you offer?", called="whom you offer", choices=choices
        )
        hint = "What the authority pays: the pay, the employer’s contributions and your own fee."
        self.fields["price"] = design.MoneyField(label="What does an hour cost?", called="the price", help_text=hint)


class EndForm(DeclaredForm):
    """The end of an assignment, and the question that it asks where it ends for performance or conduct."""

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        asked = [field for field in (*END, *QUESTION) if field.name != "agency"]
        self.fields |= {field.name: control(field) for field in asked}
        why: Any = self.fields["why"]
        why.inline = False
        why.help_text = "Performance or conduct asks the questions at the foot of this page; anything else does not."
