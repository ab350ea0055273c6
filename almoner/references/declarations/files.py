"""The candidate's file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.urls import reverse

from almoner.casework.showing import Address, Shown, show
from almoner.design.formats import format_date
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import register
from almoner.references.access.files import FileAccess
from almoner.references.actions import files, references
from almoner.references.models import CandidateFile
from almoner.references.rules.candidate_file import CANDIDATE_FILE

_AFTER = {
    "record_dbs": files.keep_dbs,
    "add_post": files.keep_post,
    "take_out": files.take_out_post,
    "explain_gap": files.keep_explanation,
    "ask_reference": references.ask_an_authority,
    "complete": files.start_passport,
    "reopen": files.end_passport,
}


def declare() -> None:
    """Files, whose own page is beside the one that every case has."""
    register(CANDIDATE_FILE, model=CandidateFile, access=FileAccess(CandidateFile), after=_AFTER)
    pages: dict[str, Address] = {
        "add_post": lambda file: reverse("references:add-post", args=[file.pk]),
        "ask_reference": lambda file: reverse("references:ask-reference", args=[file.pk]),
        "explain_gap": lambda file: f"{_page(file)}#history",
        "take_out": lambda file: f"{_page(file)}#history",
    }
    show(CANDIDATE_FILE, Shown(details=_about, related=_beside, pages=pages))


def _page(case: Case) -> str:
    return reverse("references:file", args=[case.pk])


def _about(case: Case) -> Sequence[tuple[str, str]]:
    file = cast(CandidateFile, case)
    until = [("A passport until", format_date(file.expires_on))] if file.expires_on else []
    return [("Social worker", file.name), ("Registration number", file.number), *until]


def _beside(case: Case, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return [("The file, with its history and references", _page(case))]
