"""The form that ours grow from: revealed fields count only when they are shown."""

from __future__ import annotations

from typing import Any

from django import forms


class PageForm(forms.Form):
    """A Django form without browser-side checks, whose revealed fields are asked only when their choice is taken."""

    use_required_attribute = False

    def __init__(self, *args: Any, **rest: Any) -> None:
        rest.setdefault("label_suffix", "")
        super().__init__(*args, **rest)

    def revealed(self) -> dict[str, tuple[str, str]]:
        """Each revealed field: the name of the field, and the choice, that reveals it."""
        return {
            name: (chooser, choice)
            for chooser, field in self.fields.items()
            for choice, names in getattr(field, "reveals", {}).items()
            for name in names
        }

    def _clean_fields(self) -> None:
        everything = self.fields
        hidden = {name for name, (chooser, choice) in self.revealed().items() if choice not in self._chosen(chooser)}
        self.fields = {name: field for name, field in everything.items() if name not in hidden}
        try:
            super()._clean_fields()  # type: ignore[misc]
        finally:
            self.fields = everything
        for name in hidden:
            self.cleaned_data[name] = None

    def _chosen(self, chooser: str) -> set[str]:
        value = self[chooser].data
        return {str(one) for one in (value if isinstance(value, list) else [value]) if one is not None}
