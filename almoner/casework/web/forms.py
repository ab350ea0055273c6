"""Forms made from what a procedure declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from almoner.casework.showing import shown_of
from almoner.design import fields as design
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Field, Kind, Move, Refusal

REASONS = "reasons"
CONTROLS: dict[Kind, type[forms.Field]] = {
    Kind.TEXT: design.TextField,
    Kind.LONG: design.LongTextField,
    Kind.DATE: design.DateField,
    Kind.CHOICE: design.RadiosField,
    Kind.SEVERAL: design.CheckboxesField,
    Kind.YES_NO: design.YesNoField,
    Kind.NUMBER: design.WholeNumberField,
}


class DeclaredForm(design.PageForm):
    """The fields of a move or a request; whatever else the rules refuse is put beside its field."""

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without what was left empty, and without the reasons."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != REASONS}
        return {name: value for name, value in typed.items() if value not in (None, "", [])}

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Show the refusals: each beside the field it is about, and the others above the form."""
        for refusal in refusals:
            beside = refusal.field if refusal.field in self.fields else None
            if beside is None or beside not in self.errors:
                self.add_error(beside, refusal.because if beside else f"{refusal.because} ({refusal.clause})")


def form_of(fields: Iterable[Field], *, reasons: bool | None = None) -> type[DeclaredForm]:
    """A form class with a control for each field; `reasons` True asks for them, False allows them, None has none."""
    made: dict[str, forms.Field] = {one.name: control(one) for one in fields}
    if reasons is not None:
        made[REASONS] = design.LongTextField(label="Your reasons" if reasons else "A note", required=reasons)
    return type("DeclaredForm", (DeclaredForm,), made)


def control(one: Field) -> forms.Field:
    """The control of one declared field."""
    given: dict[str, Any] = {"label": one.label, "help_text": one.hint, "required": one.required and not one.by_rule}
    if one.kind in {Kind.CHOICE, Kind.SEVERAL}:
        given["choices"] = one.choices
    if one.kind in {Kind.TEXT, Kind.LONG}:
        given["max_length"] = min(one.max_length, 200) if one.kind is Kind.TEXT else one.max_length
    made = CONTROLS[one.kind](**given)
    made.unmarked = one.by_rule  # type: ignore[attr-defined]
    return made


def move_form(kept: Registered, move: Move) -> type[Any]:
    """The context's own form for the move, or the one made from its declaration."""
    return shown_of(kept.procedure).forms.get(move.name) or form_of(move.fields, reasons=True if move.reasons else None)


class NoteForm(design.PageForm):
    """A note on the case."""

    text = design.LongTextField(label="Note", max_length=10_000)
    own = design.CheckboxField(label="Only my own organisation may read it", required=False)


class AskForm(design.PageForm):
    """Whom to ask."""

    to_name = design.TextField(label="Name of the person or organisation")
    to_email = design.EmailField(label="Email address")
    message = design.LongTextField(label="Message", required=False, max_length=5_000)


class ReasonsForm(design.PageForm):
    """Why."""

    reasons = design.LongTextField(label="Your reasons", max_length=10_000)


def assign_form(case: Case, people: Iterable[Person], data: Mapping[str, Any] | None = None) -> design.PageForm:
    """A form that chooses one of `people`, or nobody, to hold the case."""
    choices = [("nobody", "Nobody"), *((str(person.pk), person.name) for person in people)]
    field = design.SearchableField(label="Who should deal with this?", choices=choices)
    made = type("AssignForm", (design.PageForm,), {"to": field})
    form: design.PageForm = made(data, initial={"to": str(case.assigned_to_id or "nobody")})
    return form


class ConflictForm(design.PageForm):
    """What somebody’s own conflict is."""

    words = design.LongTextField(
        label="What is the conflict?",
        called="what the conflict is",
        hint="Such as a relative, a friend, or somebody you used to manage. You need not name them.",
        max_length=1000,
    )


def colleague_conflict_form(people: Iterable[Person], data: Mapping[str, Any] | None = None) -> design.PageForm:
    """A form that asks which of `people` has a conflict, and what it is."""
    choices = [("", "Choose a colleague"), *((str(person.pk), person.name) for person in people)]
    made = type(
        "ColleagueConflictForm",
        (design.PageForm,),
        {
            "of": design.SearchableField(label="Who has a conflict?", called="who has a conflict", choices=choices),
            "words": design.LongTextField(
                label="What is it?", called="what the conflict is", hint="They can read this.", max_length=1000
            ),
        },
    )
    form: design.PageForm = made(data)
    return form
