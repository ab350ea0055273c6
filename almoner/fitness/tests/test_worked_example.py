"""The worked examples of `docs/adding-a-procedure.md` are run as they stand there."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test.utils import isolate_apps

from almoner.casework import showing
from almoner.clauses.rules import clauses
from almoner.config.environment import ROOT
from almoner.fitness.models import Stage
from almoner.fitness.rules import grounds
from almoner.people.rules import Role
from almoner.procedure import registry
from almoner.procedure.rules import Asking, Refusal, check
from almoner.procedure.rules.wellformed import faults
from almoner.procedure.tests.grid import follows_the_table

PAGE = ROOT / "docs" / "adding-a-procedure.md"


def example(name: str) -> str:
    """The code of that name in the page."""
    found = re.search(rf"^```python {name}\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert found, f"the page has no example called {name}"
    return found[1]


def run(code: str, known: dict[str, Any]) -> dict[str, Any]:
    exec(compile(code, str(PAGE), "exec"), known)
    return known


@isolate_apps("almoner.fitness")
def test_another_stage_is_a_table_a_model_and_three_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    monkeypatch.setattr(showing, "_shown", dict(showing._shown))
    monkeypatch.setattr(registry, "claim", lambda *given, **more: None)
    monkeypatch.setattr(registry, "say", lambda *given: None)
    known: dict[str, Any] = {"__name__": "almoner.fitness.models.legal_advice"}
    for name in ("stage", "model", "register"):
        run(example(name), known)
    kept = registry.named("legal_advice")
    assert issubclass(kept.model, Stage)
    assert list(faults(kept.procedure, lambda clause: clause in clauses())) == []
    assert follows_the_table(kept.procedure) > 0
    given = Asking("asked", "me", frozenset({Role.HEARINGS_OFFICER}), date(2026, 11, 23), values={"advice": "Go on."})
    assert [one.because for one in check(kept.procedure, "give", given)] == ["No reasons are given."]
    assert showing.shown_of(kept.procedure).related is not showing.Shown().related


def test_another_ground_is_offered_from_its_day_on_and_asks_for_its_own_particulars(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = run(example("ground"), dict(vars(grounds)))
    monkeypatch.setattr(grounds, "GROUNDS", known["GROUNDS"])

    def judged(on: date, **values: Any) -> list[Refusal]:
        asking = Asking("preparing", "me", frozenset(), on, values={"grounds": ["cooperation"], **values})
        tests = (grounds.a_ground_is_given, grounds.each_ground_has_its_particulars)
        return [refusal for test in tests if (refusal := test(asking))]

    before, after = date(2027, 3, 31), date(2027, 4, 1)
    assert [one.clause for one in judged(before)] == ["FTP-3.2-grounds"]
    assert [one.field for one in judged(after)] == ["cooperation_what"]
    assert judged(after, cooperation_what="Three letters, no answer.", cooperation_on=date(2027, 1, 4)) == []
