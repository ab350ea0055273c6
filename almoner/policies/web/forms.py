from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from almoner.design.fields import DateField, FileField, LongTextField, PageForm, SelectField, TextField
from almoner.people.models import Organisation, Person


class WordsForm(PageForm):
    """What a version says."""

    text = LongTextField(
        label="What the policy says",
        hint="Type or paste it. Leave a line between paragraphs. Or attach a file below.",
        required=False,
        max_length=60_000,
        rows=12,
    )
    file = FileField(label="Or attach it as a file", endings=["pdf", "docx", "odt"], required=False)
    in_force_from = DateField(label="In force from", hint="For example, 1 12 2026")
    review_by = DateField(
        label="To be reviewed by", hint="Within three years. It will be on the owner’s worklist after that day."
    )

    def clean(self) -> dict[str, Any]:
        """Either words or a file."""
        given: dict[str, Any] = super().clean() or {}
        if "text" in given and not given["text"].strip() and not given.get("file"):
            self.add_error("text", "Enter what the policy says, or attach a file")
        return given


class PolicyForm(WordsForm):
    """A new policy."""

    organisation = SelectField(label="Organisation")
    title = TextField(label="Title", max_length=160)
    summary = TextField(label="What it is for, in one sentence", max_length=400, required=False)
    owner = SelectField(label="Owner", hint="Answers for the policy and is asked to review it.")
    field_order = ["organisation", "title", "summary", "owner", "text", "file", "in_force_from", "review_by"]

    def __init__(
        self, *arguments: Any, organisations: Iterable[Organisation], owners: Iterable[Person], **rest: Any
    ) -> None:
        super().__init__(*arguments, **rest)
        self.fields["organisation"].choices = [(str(each.pk), each.name) for each in organisations]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", ""), *((str(each.pk), each.name) for each in owners)]  # type: ignore[attr-defined]


class VersionForm(WordsForm):
    """Another version of a policy."""

    what_changed = TextField(label="What has changed, in one sentence", max_length=400)
    field_order = ["what_changed", "text", "file", "in_force_from", "review_by"]


class OwnerForm(PageForm):
    """Who owns the policy from now on."""

    owner = SelectField(label="New owner", hint="Answers for the policy and is asked to review it.")

    def __init__(self, *arguments: Any, owners: Iterable[Person], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.fields["owner"].choices = [("", ""), *((str(each.pk), each.name) for each in owners)]  # type: ignore[attr-defined]

    def chosen(self, owners: Iterable[Person]) -> Person:
        """The person who was chosen."""
        wanted = UUID(self.cleaned_data["owner"])
        return next(each for each in owners if each.pk == wanted)


def one_year_on(on: date) -> date:
    """The same day a year on; the 28th for the 29th of February."""
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return on.replace(year=on.year + 1, day=28)
