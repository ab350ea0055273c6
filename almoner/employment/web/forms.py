"""What a person types about a staff list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from almoner.design import fields
from almoner.employment.rules import columns
from almoner.employment.rules.columns import Field
from almoner.employment.rules.results import Possible
from almoner.people.models import Organisation
from almoner.register.queries.judging import read_number

MEGABYTE = 1 << 20


class UploadForm(fields.PageForm):
    """The list, and whose it is where somebody answers for more than one employer."""

    file = fields.SpreadsheetField(
        label="Staff list",
        most_bytes=20 * MEGABYTE,
        error_messages={"required": "Choose the file that holds your staff list"},
    )

    def __init__(self, *given: Any, employers: Sequence[Organisation], **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.employers = {str(employer.pk): employer for employer in employers}
        if len(employers) > 1:
            choices = [(key, employer.name) for key, employer in self.employers.items()]
            self.fields["employer"] = fields.RadiosField(label="Whose staff is it?", choices=choices)
            self.order_fields(["employer", "file"])

    @property
    def employer(self) -> Organisation:
        """The employer whose list it is."""
        chosen = self.cleaned_data.get("employer")
        return self.employers[chosen] if chosen else next(iter(self.employers.values()))


class ColumnsForm(fields.PageForm):
    """For each thing that matters, the column that holds it."""

    def __init__(self, *given: Any, headings: Sequence[str], **rest: Any) -> None:
        super().__init__(*given, **rest)
        choices = [(str(at), heading) for at, heading in enumerate(headings)]
        for field in Field:
            self.fields[field.value] = fields.SelectField(
                label=field.words, choices=choices, empty="Not in the list", required=False
            )

    @property
    def mapping(self) -> dict[Field, int]:
        """The mapping that was chosen."""
        return {field: int(self.cleaned_data[field.value]) for field in Field if self.cleaned_data.get(field.value)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen: dict[str, Field] = {}
        for field in Field:
            at = cleaned.get(field.value)
            if at and at in chosen:
                other = chosen[at].words.lower()
                self.add_error(field.value, f"This column is already the {other}. Choose a different one")
            elif at:
                chosen[at] = field
        if not self.errors and (faults := columns.faults({field: int(at) for at, field in chosen.items()})):
            self.add_error(Field.NUMBER.value, faults[0])
        return cleaned


NOBODY, OTHER, LEFT_OUT = "nobody", "other", "left_out"


class DecideForm(fields.PageForm):
    """Who the person in a row is."""

    def __init__(self, *given: Any, possible: Sequence[Possible], numbers: Mapping[str, str], **rest: Any) -> None:
        super().__init__(*given, **rest)
        choices = [(one.entry, f"Yes, {one.name} ({one.number})") for one in possible]
        hints = {one.entry: numbers.get(one.entry, "") for one in possible}
        if len(possible) == 1:
            choices = [(possible[0].entry, "Yes, it is the same person")]
        choices += [
            (NOBODY, "No, this person is not on the register" if possible else "This person is not on the register"),
            (OTHER, "It is somebody else on the register"),
            (LEFT_OUT, "Leave this row out"),
        ]
        hints[LEFT_OUT] = "For somebody who is not a social worker, or a row that should not be here"
        self.fields["who"] = fields.RadiosField(
            label="Is this the same person?" if possible else "Who is this?",
            choices=choices,
            hints=hints,
            reveals={OTHER: ["number"]},
        )
        self.fields["number"] = fields.TextField(
            label="Their registration number", hint="SW and up to six digits, such as SW12345", max_length=20
        )

    def clean_number(self) -> int | None:
        typed = self.cleaned_data.get("number")
        if not typed:
            return None
        read = read_number(typed)
        if read.number is None:
            raise ValidationError("Enter a registration number, which is SW and up to six digits, such as SW12345")
        return int(read.number.removeprefix("SW"))


class FinishForm(fields.PageForm):
    """Who of those missing from the list has left."""

    def __init__(self, *given: Any, missing: Sequence[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*given, **rest)
        if missing:
            self.fields["leavers"] = fields.CheckboxesField(
                label="Who has left?",
                hint="They are staff now and are not in this list. Tick those who have left. The others stay.",
                choices=missing,
                required=False,
            )


class UndoForm(fields.PageForm):
    """Why a list is undone."""

    reasons = fields.LongTextField(label="Why are you undoing the list?", max_length=2000, rows=4)


class FilterForm(fields.PageForm):
    """What part of a list is shown."""

    q = fields.TextField(label="Name or number", required=False, max_length=100)
