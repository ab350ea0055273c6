"""Fields where one chooses: radios, checkboxes, a select, a select that can be searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from almoner.design.fields.wording import Worded


class _Choosing(Worded):
    """A choice; `hints` says a line under each, `reveals` names the fields of the form that it shows."""

    verb = "Select"

    def __init__(
        self, *, hints: Mapping[str, str] | None = None, reveals: Mapping[str, Sequence[str]] | None = None, **rest: Any
    ) -> None:
        self.hints = hints or {}
        self.reveals = reveals or {}
        super().__init__(**rest)

    def own_errors(self) -> dict[str, str]:
        again = f"Choose {self.called} from the list"
        return {"invalid_choice": again, "invalid_list": again}


class RadiosField(_Choosing, forms.ChoiceField):
    """One of a few; `inline` puts two short answers beside each other."""

    widget = forms.RadioSelect

    def __init__(self, *, inline: bool = False, **rest: Any) -> None:
        self.inline = inline
        super().__init__(**rest)


class YesNoField(_Choosing, forms.TypedChoiceField):
    """Yes or no, as a bool; nothing is chosen beforehand."""

    widget = forms.RadioSelect

    def __init__(self, **rest: Any) -> None:
        self.inline = "reveals" not in rest
        rest.setdefault("error_messages", {"required": "Select yes or no"})
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No")], coerce=lambda answer: answer == "yes", empty_value=None, **rest
        )

    def prepare_value(self, value: Any) -> Any:
        """A stored bool stands as the answer that it was."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class CheckboxesField(_Choosing, forms.MultipleChoiceField):
    """Any number of a few."""

    widget = forms.CheckboxSelectMultiple


class CheckboxField(Worded, forms.BooleanField):
    """One box, to agree to something or to switch it on. Required means that it must be ticked."""

    verb = "Select"

    def __init__(self, *, agree: str = "", **rest: Any) -> None:
        if agree:
            rest["error_messages"] = {"required": agree}
        super().__init__(**rest)


class SelectField(_Choosing, forms.ChoiceField):
    """One of several, in a list that drops down; begins on an empty line."""

    searchable = False

    def __init__(self, *, choices: Any = (), empty: str = "Choose", **rest: Any) -> None:
        super().__init__(choices=[("", empty), *choices] if not callable(choices) else choices, **rest)
        self.unmarked = empty not in ("", "Choose")


class SearchableField(SelectField):
    """One of many: a select that becomes a box to type in where script runs."""

    searchable = True

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("empty", "")
        super().__init__(**rest)
