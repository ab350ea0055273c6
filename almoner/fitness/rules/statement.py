"""A referral's statement in words, as it is frozen when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from almoner.casework.rules import answers
from almoner.fitness.rules.referral import STATEMENT


def in_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each question that was answered and its answer, as (question, answer) in the order they were asked."""
    return [
        (field.label, "; ".join(answers.in_words(field, values[field.name])))
        for field in STATEMENT
        if field.name in values
    ]
