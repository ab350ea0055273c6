"""A reference as it is printed: the standard template, one for every authority."""

from __future__ import annotations

from almoner.documents.letters import Heading, Letter, Paragraph, Sender
from almoner.references.models import GivenWords
from almoner.references.rules.file_facts import Kind
from almoner.references.rules.flags import Flag
from almoner.references.web.presenters.files import answer_rows
from almoner.scope.clock import london_date


def reference_letter(words: GivenWords) -> Letter:
    """A reference on the standard template (REF-3): who gives it of whom, each question, each answer."""
    asked, file = words.asked, words.asked.file
    body: list[Heading | Paragraph] = [
        Paragraph(f"This is {asked.giver.name}’s reference for {file.name}, {file.number}. {asked.given_by} gave it."),
    ]
    for question, answer in answer_rows(words):
        body += [Heading(question), *(Paragraph(part) for part in answer.splitlines() if part.strip())]
    for flag in asked.flags:
        body.append(Paragraph(f"To be weighed: {Flag(flag).words.lower()}."))
    body.append(Paragraph("No appointment is agreed on it before it is verified with the authority that gave it."))
    return Letter(
        title=f"Reference for {file.name}", reference=str(asked.pk)[:8].upper(), date=london_date(words.given_at),
        sender=Sender(asked.giver.name), to=[Kind(asked.kind).words, f"For {file.organisation.name}"],
        greeting="To whom it may concern", body=body, closing="", signed_by=asked.given_by, signed_as=asked.giver.name,
    )  # fmt: skip
