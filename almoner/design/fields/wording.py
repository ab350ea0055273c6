"""What every field of ours knows of itself beside what Django knows: its noun, its size, what it reveals."""

from __future__ import annotations

from typing import Any

from almoner.design.formats import initial_lower, initial_upper


class Worded:
    """Mixed into a Django field: takes `hint`, `called` and `drawn`, and words the usual errors.

    `called` is the thing as it stands in a sentence (`your date of birth`), by default the label, or the answer where
    the label is a question. `drawn` holds the parameters handed on to the component
    (`{"classes": "govuk-input--width-5"}`).
    """

    verb = "Enter"

    def __init__(
        self,
        *,
        hint: str = "",
        called: str = "",
        drawn: dict[str, Any] | None = None,
        required: bool = True,
        **rest: Any,
    ) -> None:
        label = str(rest.get("label") or "this")
        asks = label.endswith("?") and not called
        self.called = called or ("the answer" if asks else initial_lower(label))
        self.drawn = drawn or {}
        rest.setdefault("help_text", hint)
        missing = f"Answer “{label}”" if asks else f"{self.verb} {self.called}"
        errors = {"required": missing, **self.own_errors()}
        rest["error_messages"] = errors | (rest.get("error_messages") or {})
        super().__init__(required=required, **rest)  # type: ignore[call-arg]

    def own_errors(self) -> dict[str, str]:
        """The errors of this kind of field, by Django's code, worded with `called`."""
        return {}

    @property
    def subject(self) -> str:
        """The noun at the start of a sentence."""
        return initial_upper(self.called.removeprefix("your ").removeprefix("the "))
