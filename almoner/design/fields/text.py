"""Fields that are typed: words, numbers, money, addresses of email, passwords."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from almoner.design.fields.wording import Worded
from almoner.design.formats import format_money, format_number

REGISTRATION_NUMBER = re.compile(r"(?:SW)?0*([1-9]\d{0,5})")


class TextField(Worded, forms.CharField):
    """One line of words. `width` is the box's width in characters: 2, 3, 4, 5, 10, 20 or 30."""

    def __init__(self, *, width: int | None = None, autocomplete: str = "", **rest: Any) -> None:
        self.width = width
        self.autocomplete = autocomplete
        rest.setdefault("max_length", 200)
        super().__init__(**rest)
        self._word_length()

    def _word_length(self) -> None:
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = f"{self.subject} must be {self.max_length:,} characters or fewer"

    def own_errors(self) -> dict[str, str]:
        return {"null_characters_not_allowed": "Take out the characters that cannot be shown, then try again"}


class EmailField(TextField):
    """An email address; the browser is told so, for its keyboard and for filling in."""

    widget = forms.EmailInput

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("max_length", 254)
        rest.setdefault("autocomplete", "email")
        super().__init__(**rest)
        self.validators.append(self._check)

    def _check(self, value: str) -> None:
        try:
            forms.EmailField(max_length=None).run_validators(value)
        except ValidationError:
            raise ValidationError(
                "Enter an email address in the correct format, like name@example.com", code="invalid"
            ) from None


class LongTextField(TextField):
    """Several lines; with `max_length` (or `max_words`) the count is shown and kept to."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 6, max_words: int | None = None, **rest: Any) -> None:
        self.rows = rows
        self.max_words = max_words
        rest.setdefault("max_length", None)
        super().__init__(**rest)

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.max_words and len(value.split()) > self.max_words:
            raise ValidationError(f"{self.subject} must be {self.max_words:,} words or fewer", code="max_words")

    def to_python(self, value: Any) -> str:
        # A browser sends two characters for a line end and counts one.
        return str(super().to_python(value)).replace("\r\n", "\n")


class PasswordField(TextField):
    """A password, with a button to show it; never sent back to the page."""

    widget = forms.PasswordInput

    def __init__(self, *, new: bool = False, **rest: Any) -> None:
        rest.setdefault("strip", False)
        rest.setdefault("max_length", 1000)
        super().__init__(autocomplete="new-password" if new else "current-password", **rest)


class RegistrationNumberField(TextField):
    """A social worker's number. Spaces, small letters and a missing SW are mended: `sw 0123` becomes `SW123`."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("label", "Registration number")
        rest.setdefault("hint", "For example, SW12345")
        super().__init__(width=10, **rest)

    def to_python(self, value: Any) -> str:
        typed = re.sub(r"[\s.\-/]", "", str(super().to_python(value))).upper()
        found = REGISTRATION_NUMBER.fullmatch(typed)
        return f"SW{found[1]}" if found else typed

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"SW[1-9]\d{0,5}", value):
            raise ValidationError(
                f"{self.subject} must be SW followed by up to 6 numbers, like SW12345", code="invalid"
            )


class WholeNumberField(Worded, forms.IntegerField):
    """A whole number; thousands may be set apart by commas or spaces."""

    widget = forms.TextInput

    def __init__(
        self, *, least: int | None = None, most: int | None = None, width: int = 5, suffix: str = "", **rest: Any
    ) -> None:
        self.smallest = least
        self.largest = most
        self.width = width
        self.suffix = suffix
        super().__init__(**rest)

    def own_errors(self) -> dict[str, str]:
        return {
            "invalid": f"{self.subject} must be a whole number, like 15",
        }

    def to_python(self, value: Any) -> int | None:
        typed = re.sub(r"[,\s]", "", str(value)) if value is not None else ""
        # int() reads other scripts' digits and underscores; a person who typed those meant something else.
        if typed and not re.fullmatch(r"-?[0-9]{1,18}", typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(typed) if typed else None

    def run_validators(self, value: Any) -> None:
        if value is None:
            return
        if self.smallest is not None and value < self.smallest:
            raise ValidationError(f"{self.subject} must be {format_number(self.smallest)} or more", code="least")
        if self.largest is not None and value > self.largest:
            raise ValidationError(f"{self.subject} must be {format_number(self.largest)} or less", code="most")


class MoneyField(Worded, forms.Field):
    """An amount in pounds as a Decimal with two places; `£`, commas and spaces may be typed."""

    widget = forms.TextInput

    def __init__(
        self, *, least: Decimal = Decimal(0), most: Decimal = Decimal(10**9), width: int = 10, **rest: Any
    ) -> None:
        self.least = least
        self.most = most
        self.width = width
        super().__init__(**rest)

    def own_errors(self) -> dict[str, str]:
        return {"invalid": f"{self.subject} must be an amount of money, like 1,200 or 1,200.50"}

    def to_python(self, value: Any) -> Decimal | None:
        typed = re.sub(r"[£,\s]", "", str(value)) if value is not None else ""
        if not typed:
            return None
        try:
            if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,2})?", typed):
                raise InvalidOperation
            return Decimal(typed).quantize(Decimal("0.01"))
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def run_validators(self, value: Any) -> None:
        if value is None:
            return
        if value < self.least:
            raise ValidationError(f"{self.subject} must be {format_money(self.least)} or more", code="least")
        if value > self.most:
            raise ValidationError(f"{self.subject} must be {format_money(self.most)} or less", code="most")
