"""The benches' own arithmetic, and that the page of results says what the results say. No bench is run here."""

import ast
import json
from pathlib import Path

import pytest

from bench.__main__ import PARTS
from bench.harness.figures import Figures
from bench.harness.page import page

ROOT = Path(__file__).resolve().parents[1]


def test_the_page_of_results_says_what_the_results_say() -> None:
    results = json.loads((ROOT / "bench" / "results.json").read_text())
    assert (ROOT / "docs" / "bench.md").read_text() == page(results)


def test_a_goal_is_met_on_its_own_side_only() -> None:
    found = Figures()
    found.goal("fast", "at most", 9, at_most=10, aim=8)
    found.goal("slow", "at most", 15, at_most=10)
    found.goal("right", "at least", 0.97, at_least=0.96, aim=0.97)
    found.goal("wrong", "at least", 0.48, at_least=0.96)
    fast, slow, right, wrong = (goal.as_json() for goal in found.goals)
    assert (fast["met"], fast["aim_met"], fast["by"]) == (True, False, 0.1)
    assert (slow["met"], slow["aim_met"], slow["by"]) == (False, None, -0.5)
    assert (right["met"], right["aim_met"]) == (True, True)
    assert (wrong["met"], wrong["by"]) == (False, -0.5)


def test_a_goal_without_a_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="one of"):
        Figures().goal("none", "no mark", 1)


@pytest.mark.parametrize("module", PARTS.values())
def test_every_part_can_be_run_by_the_runner(module: str) -> None:
    place = ROOT / module.replace(".", "/")
    source = (place / "__init__.py" if place.is_dir() else place.with_suffix(".py")).read_text()
    names = {
        target.id if isinstance(target, ast.Name) else ""
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    functions = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    imported = {a.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) for a in node.names}
    assert "TITLE" in names | imported
    assert "measure" in functions | imported


def test_what_grows_by_more_than_a_quarter_is_explained_and_nothing_else_is() -> None:
    found = Figures()
    for size, slower, level in ((10, 1.0, 1.0), (100, 1.3, 1.2)):
        found.figure("slower", slower, "ms", size, "It is larger.")
        found.figure("level", level, "ms", size, "It is not.")
    results = json.loads((ROOT / "bench" / "results.json").read_text())
    part = results["parts"]["imports"] | {"figures": found.as_json()["figures"]}
    said = page(results | {"parts": {"imports": part}})
    assert "- slower, ms: It is larger." in said
    assert "It is not." not in said


def test_a_missed_goal_without_a_reason_says_so() -> None:
    found = Figures()
    found.goal("X1", "missed", 11, at_most=10)
    found.goal("X2", "met", 9, at_most=10)
    results = json.loads((ROOT / "bench" / "results.json").read_text())
    said = page(results | {"goals": found.as_json()["goals"]})
    assert "- X1: Not looked into yet." in said
    assert "- X2" not in said
