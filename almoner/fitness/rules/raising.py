"""Anybody's concern: screened first, asked one thing at a time, kept as it goes, sent once it is whole (PLAN-F1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from almoner.fitness.rules.support import APART, SUPPORT
from almoner.procedure.rules import Field, Kind

CLAUSE = "PLAN-F1"

#: How long an unsent concern is kept after it was last touched. Almoner's own choice.
KEPT_FOR = timedelta(days=28)

#: No vowels, so that no word is spelt; no 0, 1, I or O, so that it can be read from paper.
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"

#: How long before that somebody who gave an address is warned.
WARNED_BEFORE = timedelta(days=5)

#: What one concern may bring with it: so many files, so many bytes in all. Almoner's own choice.
MOST_FILES, MOST_BYTES = 20, 200 << 20

MATTERS = (
    ("practice", "How a social worker in England did their work, or how they behaved"),
    ("service", "A decision, a delay, or how a council or an agency treated me"),
    ("danger", "Somebody is in danger now"),
    ("elsewhere", "A social worker in Scotland, Wales or Northern Ireland"),
    ("other", "Somebody who is not a social worker"),
)


@dataclass(frozen=True)
class Elsewhere:
    """The right place to go when this is not it: what to do, and where (words, address) when there is a place."""

    title: str
    words: str
    places: tuple[tuple[str, str], ...] = ()


ELSEWHERE: Mapping[str, Elsewhere] = {
    "service": Elsewhere(
        "The council or agency answers for its service",
        "Complain to the organisation first. If its answer does not put it right, the Local Government and Social Care "
        "Ombudsman can look at it. A social worker is not to blame for every decision of their employer.",
        (("Local Government and Social Care Ombudsman", "https://www.lgo.org.uk/"),),
    ),
    "danger": Elsewhere(
        "If somebody is in danger now, call 999",
        "If it is not an emergency but a child or an adult may be harmed, tell the safeguarding team of the council "
        "where they live today. You can come back here afterwards.",
        (("Report child abuse to a council", "https://www.gov.uk/report-child-abuse-to-local-council"),),
    ),
    "elsewhere": Elsewhere(
        "Each nation has its own regulator",
        "Raise it with the regulator of the nation where the social worker works.",
        (
            ("Scottish Social Services Council", "https://www.sssc.uk.com/"),
            ("Social Care Wales", "https://socialcare.wales/"),
            ("Northern Ireland Social Care Council", "https://niscc.info/"),
        ),
    ),
    "other": Elsewhere(
        "This is for concerns about social workers",
        "Complain to the person’s employer. If they belong to another profession, its own regulator can be told.",
    ),
}


@dataclass(frozen=True)
class Question:
    """One page of the form."""

    slug: str
    title: str
    fields: tuple[Field, ...]
    lead: str = ""


WHO_YOU_ARE = (
    ("service_user", "I have had support from the social worker, or a relative of mine has"),
    ("public", "Another member of the public"),
    ("social_worker", "A social worker"),
    ("professional", "Another professional"),
    ("self", "It is about me: I am the social worker"),
)

QUESTIONS = (
    Question(
        "you", "How do you come to know of this?", (Field("as", "Who are you?", Kind.CHOICE, choices=WHO_YOU_ARE),)
    ),
    Question(
        "worker",
        "Who is the social worker?",
        (
            Field("described_name", "Their name, as far as you know it", max_length=200),
            Field("described_where", "Where do they work, and what do they do there?", required=False, max_length=200),
        ),
    ),
    Question(
        "what",
        "What happened?",
        (Field("what", "What happened?", Kind.LONG, hint="Say what you saw or were told, in your own words."),),
        "You need not prove it. If it is hard to write, a few sentences are enough, and we can ask you for more.",
    ),
    Question(
        "when",
        "When and where did it happen?",
        (
            Field(
                "when", "When and where did it happen?", Kind.LONG, hint="A year or a month is enough.",
                max_length=2_000,
            ),
        ),
    ),
    Question(
        "told",
        "Have you told anybody else?",
        (
            Field(
                "told", "Whom have you told, and what came of it?", Kind.LONG, required=False, max_length=2_000,
                hint="For example their employer, the council or the police.",
            ),
        ),
    ),
    Question("files", "Do you have anything to show us?", ()),
    Question("support", "What would help you take part?", SUPPORT, APART),
    Question(
        "contact",
        "How can we reach you?",
        (
            Field("name", "Your name", required=False, max_length=200),
            Field("email", "Your email address", required=False, max_length=254),
        ),
        "You may leave both empty. We then cannot ask you anything, but you can follow it with your code. The social "
        "worker is normally told what the concern is if it is investigated.",
    ),
)  # fmt: skip

BY_SLUG: Mapping[str, Question] = {question.slug: question for question in QUESTIONS}


def following(slug: str) -> str:
    """The question after that one; "" after the last, when the answers are checked."""
    slugs = [question.slug for question in QUESTIONS]
    at = slugs.index(slug) + 1
    return slugs[at] if at < len(slugs) else ""


def first_unanswered(answers: Mapping[str, Any]) -> str:
    """The first question that still has to be answered; "" when the concern is whole and may be sent."""
    for question in QUESTIONS:
        if question.slug == "worker" and answers.get("number"):
            continue
        if any(field.required and answers.get(field.name) in (None, "") for field in question.fields):
            return question.slug
    return ""


def in_words(answers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each answer as (slug, question, answer), for checking and for the regulator; what was left empty is left out."""
    rows = []
    for question in QUESTIONS:
        if question.slug == "worker" and answers.get("number"):
            rows.append(("worker", question.title, f"{answers['found_name']}, {answers['number']}"))
            continue
        if question.slug == "support":
            continue  # is kept elsewhere, and is no part of what was said
        for field in question.fields:
            said = answers.get(field.name)
            if said:
                rows.append((question.slug, field.label, dict(field.choices).get(said, str(said))))
    return rows


def a_code() -> str:
    """A code to come back by: twelve letters and figures in three groups, beyond guessing."""
    letters = [secrets.choice(LETTERS) for _ in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))


def read_code(typed: str) -> str:
    """A code as it was given, however it was typed; "" for what cannot be one."""
    letters = [letter for letter in typed.upper() if letter.isascii() and letter.isalnum()]
    if len(letters) != 12 or not set(letters) <= set(LETTERS):
        return ""
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))
