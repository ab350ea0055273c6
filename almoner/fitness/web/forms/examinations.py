"""What is typed about examinations, opinions and decisions."""

from __future__ import annotations

from typing import Any

from almoner.casework.web.forms import DeclaredForm, control
from almoner.design import fields as design
from almoner.fitness.queries.examinations import appointed
from almoner.fitness.rules.disposals import ACCEPTED_OUTCOME
from almoner.fitness.rules.examination import EXAMINATION, Standing
from almoner.fitness.rules.grounds import EVERY_GROUND
from almoner.fitness.rules.opinion import OPINION_FIELDS, facts_of
from almoner.scope.clock import today

_GIVE = {field.name: field for move in EXAMINATION.moves if move.name == "give" for field in move.fields}


#: What to do about a question that was left out, where the question itself does not read as an instruction.
_MISSING = {
    "prospect": "Select yes if there is a realistic prospect",
    "prospect_why": "Say why there is a realistic prospect, or why there is none",
    "risk": "Select how high the risk is",
    "risk_why": "Say what makes the risk so",
    "outcome": "Select an outcome",
}


class GiveForm(DeclaredForm):
    """To whom a case is given: one of those who are appointed as each."""

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        for standing in Standing:
            people = appointed(standing, today())
            self.fields[standing.value] = design.SelectField(
                label=_GIVE[standing.value].label, choices=[(one.email, one.name) for one in people]
            )


class OpinionForm(DeclaredForm):
    """An opinion: each ground that is looked at, and each answer, shows what it asks in turn."""

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields |= {field.name: control(field) for field in OPINION_FIELDS}
        self._reveal("grounds", {ground.code: [field.name for field in facts_of(ground)] for ground in EVERY_GROUND})
        self._reveal("prospect", {"yes": ["public_interest", "public_interest_why"]})
        self._reveal("outcome", {ACCEPTED_OUTCOME: ["sanction"]})
        for name, words in _MISSING.items():
            self.fields[name].error_messages["required"] = words

    def _reveal(self, chooser: str, shown: dict[str, list[str]]) -> None:
        field: Any = self.fields[chooser]
        field.reveals, field.inline = shown, False


class AppointmentForm(design.PageForm):
    """As what somebody is appointed, and from when."""

    standing = design.RadiosField(
        label="As what do they decide cases?", choices=[(one.value, one.words.capitalize()) for one in Standing]
    )
    starts = design.DateField(label="From when?", hint="For example, 1 12 2026")
