"""What the pages of raising a concern show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from almoner.documents.web.presenters import size_words
from almoner.fitness.models import SentFile
from almoner.fitness.rules.raising import in_words
from almoner.fitness.rules.support import in_words as needs_in_words


def answer_rows(answers: Mapping[str, Any], support: Mapping[str, Any], files: Sequence[str]) -> list[dict[str, str]]:
    """What was answered, sent and asked for, each with the way to change it."""
    needs = [*needs_in_words(list(support.get("needs") or [])), str(support.get("support_words") or "")]
    said = [
        *in_words(answers),
        ("files", "Your files", "; ".join(files) or "None"),
        ("support", "What would help you take part", "; ".join(filter(None, needs)) or "Nothing"),
    ]
    return [
        {"key": question, "value": value, "change": f"{reverse(f'fitness:raise-{slug}')}?back=check"}
        for slug, question, value in said
    ]


def file_rows(sent: Iterable[SentFile]) -> list[dict[str, Any]]:
    """The files that were sent so far."""
    return [{"id": one.pk, "name": one.name, "size": size_words(one.document.size)} for one in sent]
