"""The security controls that the project names each have tests that are there, or a written reason."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from almoner.config.environment import ROOT

#: The controls above levels 1 and 2 that must be named.
NAMED = ("1.2.10", "2.3.5", "5.2.4", "6.3.8", "8.3.2", "8.3.3", "14.2.7", "15.4.2", "16.3.2")
#: How many requirements of levels 1 and 2 each chapter has; of the tenth, those of whoever asks others who somebody is.
BAR = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 10: 9, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 15}
SHORTEST_REASON = 30


def problems(root: Path = ROOT) -> list[str]:
    """What is wrong with `security/asvs.toml`, one sentence each; empty when all is well."""
    controls = tomllib.loads((root / "security/asvs.toml").read_text())["control"]
    found = [f"{name} is not named" for name in NAMED if name not in controls]
    named = Counter(int(name.partition(".")[0]) for name, control in controls.items() if control.get("level", 3) < 3)
    found += [f"of chapter {each} {named[each]} are named, not {BAR[each]}" for each in BAR if named[each] != BAR[each]]
    for name, control in controls.items():
        found += [f"{name}: {each}" for each in _wrong(control, root)]
    return found


def _wrong(control: dict[str, Any], root: Path) -> list[str]:
    tests, reason = control.get("tests", []), control.get("reason", "")
    found = [f"{test} is gone" for test in tests if not _is_there(test, root)]
    if not tests and len(reason) < SHORTEST_REASON:
        found.append("has neither a test nor a reason")
    if not control.get("says"):
        found.append("does not say what it asks")
    return found


def _is_there(test: str, root: Path) -> bool:
    """Whether a test is defined in the file that its id names, at its top or in the class that the id names."""
    file, *inside, function = test.split("::")
    path = root / file
    if not path.is_file() or not function.startswith("test_"):
        return False
    body = _tree(path).body
    for name in inside:
        body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == name), [])
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function for node in body)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "each has its tests or its reason")
    sys.exit(1 if found else 0)
