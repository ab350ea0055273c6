"""What the pages of raising a concern show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from almoner.fitness.rules.raising import in_words


def answer_rows(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was answered, each with the way to change it."""
    return [
        {"key": question, "value": said, "change": f"{reverse(f'fitness:raise-{slug}')}?back=check"}
        for slug, question, said in in_words(answers)
    ]
