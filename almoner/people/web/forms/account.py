"""Forms about one’s own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from almoner.design.fields import PageForm, PasswordField, TextField
from almoner.people.models import Person


class NewAccountForm(PageForm):
    """The name and password of somebody who takes up an invitation."""

    name = TextField(label="Your full name", max_length=200, autocomplete="name")
    password = PasswordField(
        label="Choose a password",
        new=True,
        hint="At least 12 characters. Three words that do not belong together are easy to remember and hard to guess.",
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean_password(self) -> str:
        """The password, if it is long enough, not common, and not the person’s own name or address."""
        password: str = self.cleaned_data["password"]
        asking = Person(email=self.email, name=str(self.data.get("name", "")))
        try:
            validate_password(password, asking)
        except ValidationError as problem:
            raise forms.ValidationError(problem.messages) from problem
        return password
