"""What is typed by whoever raises a concern."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from almoner.casework.web.forms import form_of
from almoner.design import fields as design
from almoner.documents.contents import EVIDENCE_FILES
from almoner.fitness.rules.raising import MATTERS, Question, read_code
from almoner.fitness.web.forms.investigations import ENDINGS


def question_form(asked: Question) -> type[design.PageForm]:
    """The form of one question of a concern; an email address has to be one."""
    form = form_of(asked.fields)
    if "email" in form.base_fields:
        form.base_fields["email"] = design.EmailField(label="Your email address", required=False)
    return form


class MatterForm(design.PageForm):
    """What a concern is about."""

    matter = design.RadiosField(
        label="What is it about?", choices=MATTERS, error_messages={"required": "Select what it is about"}
    )


class CodeForm(design.PageForm):
    """The code by which somebody comes back."""

    code = design.TextField(label="Your code", hint="For example, K7QF-3M2P-X9TD", width=20, max_length=40)

    def clean_code(self) -> str:
        """The code as it was given, however it was typed."""
        if code := read_code(self.cleaned_data["code"]):
            return code
        raise ValidationError("A code is twelve letters and figures, for example K7QF-3M2P-X9TD")


class CodeByEmailForm(design.PageForm):
    """Where the code is to be sent."""

    to = design.EmailField(label="Send it to your email address", max_length=254)


class EvidenceFilesForm(design.PageForm):
    """Files to be sent with a concern."""

    file = design.FilesField(
        label="Choose files", called="a file", endings=ENDINGS, most_bytes=EVIDENCE_FILES.most_bytes
    )
