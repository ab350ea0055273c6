"""What is typed about a worry and for a referral."""

from __future__ import annotations

from typing import Any

from almoner.casework.web.forms import DeclaredForm, control, form_of
from almoner.design import fields as design
from almoner.fitness.rules.grounds import EVERY_GROUND
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.referral import STATEMENT, TESTS

WorryForm = form_of(PERFORMANCE.moves[0].fields)


class StatementForm(DeclaredForm):
    """What is put forward: each test and each ground shows its own questions once it is chosen."""

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields |= {field.name: control(field) for field in STATEMENT}
        self._reveal("tests", {code: [f"why_{code}"] for code, _ in TESTS})
        self._reveal("grounds", {ground.code: [field.name for field in ground.asks] for ground in EVERY_GROUND})
        self._reveal("urgent", {"yes": ["why_urgent"]})

    def _reveal(self, chooser: str, shown: dict[str, list[str]]) -> None:
        field: Any = self.fields[chooser]
        field.reveals, field.inline = shown, False


class SearchForm(design.PageForm):
    """Whom to look for."""

    q = design.TextField(label="Name, number or team", required=False, max_length=100)
