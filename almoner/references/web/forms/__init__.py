"""What is typed on the pages of references."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from almoner.casework.web.forms import DeclaredForm, control
from almoner.design import fields
from almoner.people.models import Organisation
from almoner.procedure.rules import Refusal
from almoner.references.rules.candidate_file import CANDIDATE_FILE
from almoner.references.rules.concern import REFERENCE_CONCERN
from almoner.references.rules.reference import QUESTIONS, REFEREE


class NewFileForm(fields.PageForm):
    """Whose file is opened."""

    number = fields.RegistrationNumberField(label="What is their registration number?", hint="Such as SW12345.")
    worker_email = fields.EmailField(
        label="At which address do they read their own post?",
        hint="They are sent a link to see their file and to say who may read it. It is used for nothing else.",
        required=False,
    )


class StepForm(DeclaredForm):
    """A step of a candidate's file: what is refused says with it what would change it."""

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Show the refusals: each beside the field it is about, and the others above the form."""
        for one in refusals:
            beside = one.field if one.field in self.fields else None
            self.add_error(beside, f"{one.because} {one.what_would_change_it}")


class PostForm(StepForm):
    """A post of the history, its employer chosen where it is on the platform."""

    def __init__(self, *given: Any, employers: Iterable[Organisation], **rest: Any) -> None:
        super().__init__(*given, **rest)
        move = CANDIDATE_FILE.move("add_post")
        assert move is not None  # noqa: S101  it is in the table
        self.fields |= {one.name: control(one) for one in move.fields}
        choices = [("", "Not on Almoner"), *((str(one.pk), one.name) for one in employers)]
        self.fields["employer"] = fields.SearchableField(
            label="Where was it?", choices=choices, required=False,
            hint="Choose the employer where it is on Almoner, so that it can be asked for a reference.",
        )  # fmt: skip
        self.fields["employer"].unmarked = True  # type: ignore[attr-defined]


class AskReferenceForm(StepForm):
    """Which authority is asked, and what for."""

    def __init__(self, *given: Any, employers: Iterable[Organisation], **rest: Any) -> None:
        super().__init__(*given, **rest)
        move = CANDIDATE_FILE.move("ask_reference")
        assert move is not None  # noqa: S101  it is in the table
        choices = [(str(one.pk), one.name) for one in employers]
        self.fields["giver"] = fields.RadiosField(label="Which authority?", called="an authority", choices=choices)
        self.fields["kind"] = fields.RadiosField(
            label="What for?", called="what it is for", choices=move.fields[1].choices
        )


class ExplainForm(StepForm):
    """What somebody did in a gap."""

    explanation = fields.LongTextField(
        label="What did they do then, and how do you know?", called="what they did then", max_length=10_000
    )


class TakeOutForm(StepForm):
    """Why a post is taken out."""

    reasons = fields.LongTextField(label="Why is it taken out?", called="why it is taken out", max_length=10_000)


class ConsentForm(fields.PageForm):
    """Whom the worker lets read their file."""

    def __init__(self, *given: Any, readers: Iterable[Organisation], **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields["to"] = fields.SearchableField(
            label="Which authority may read it?", called="an authority",
            choices=[("", "Choose an authority"), *((str(one.pk), one.name) for one in readers)],
        )  # fmt: skip


class GiveByLinkForm(DeclaredForm):
    """The questions of a reference, for somebody without an account."""

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields |= {one.name: control(one) for one in (*REFEREE, *QUESTIONS)}


class ConcernForm(DeclaredForm):
    """What a concern is about."""

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        move = REFERENCE_CONCERN.move("raise")
        assert move is not None  # noqa: S101  it is in the table
        self.fields |= {one.name: control(one) for one in move.fields}
