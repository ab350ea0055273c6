"""Which tests are named for which clause, and which of them passed.

A test says `@pytest.mark.clause("FTP-3.8")`. Reading the test files tells which tests there are; the pytest hooks
below (the root `conftest.py` loads them) write down what passed to `var/clauses-proof.json`. Pytest is not imported
here, so a server without it can still print the table.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROOF = ROOT / "var" / "clauses-proof.json"
TEST_FILES = ("almoner/**/tests/**/test_*.py", "tests/**/test_*.py")


def files_of_tests(root: Path = ROOT) -> Sequence[Path]:
    """Every test file of the platform, in order."""
    return sorted({path for pattern in TEST_FILES for path in root.glob(pattern)})


def named_for(root: Path = ROOT) -> Mapping[str, Sequence[str]]:
    """For every clause that a test is named for, those tests as pytest names them, without their parameters."""
    tests: defaultdict[str, list[str]] = defaultdict(list)
    for path in files_of_tests(root):
        source = path.read_text("utf-8")
        if "clause" not in source:
            continue
        file = path.relative_to(root).as_posix()
        for name, clause_ids in _marked(ast.parse(source).body):
            for clause_id in clause_ids:
                tests[clause_id].append(f"{file}::{name}")
    return {clause_id: sorted(set(names)) for clause_id, names in tests.items()}


def _marked(
    body: list[ast.stmt], inherited: tuple[str, ...] = (), prefix: str = ""
) -> Iterator[tuple[str, tuple[str, ...]]]:
    inherited += tuple(clause_id for node in body for clause_id in _of_pytestmark(node))
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        own = inherited + tuple(clause_id for mark in node.decorator_list for clause_id in _of_mark(mark))
        if isinstance(node, ast.ClassDef):
            yield from _marked(node.body, own, f"{prefix}{node.name}::")
        elif node.name.startswith("test") and own:
            yield f"{prefix}{node.name}", own


def _of_pytestmark(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
        marks = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
        for mark in marks:
            yield from _of_mark(mark)


def _of_mark(mark: ast.expr) -> Iterator[str]:
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.clause":
        for argument in mark.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def passed(root: Path = ROOT, proof: Path = PROOF) -> frozenset[str]:
    """The tests that passed when they last ran on this machine and whose file has not changed since."""
    digests: dict[str, str | None] = {}
    good = set()
    for test, run in _read(proof).items():
        file = test.partition("::")[0]
        if file not in digests:
            digests[file] = _digest(root / file)
        if run["passed"] and run["file"] == digests[file]:
            good.add(test)
    return frozenset(good)


def write(outcomes: Mapping[str, bool], root: Path = ROOT, proof: Path = PROOF) -> None:
    """Add the outcomes of one run (test -> did every case of it pass) to what earlier runs wrote.

    Written whole and moved into place, so that two runs at once leave one of them and never half of both.
    """
    known = _read(proof)
    for test, good in outcomes.items():
        known[test] = {"passed": good, "file": _digest(root / test.partition("::")[0])}
    kept = {test: run for test, run in sorted(known.items()) if (root / test.partition("::")[0]).exists()}
    proof.parent.mkdir(parents=True, exist_ok=True)
    draft = proof.with_suffix(".part")
    draft.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    draft.replace(proof)


def _read(proof: Path) -> dict[str, dict[str, Any]]:
    try:
        known = json.loads(proof.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


class Witness:
    """The pytest plugin that writes down which tests named for a clause passed. Works under xdist."""

    def __init__(self, root: Path = ROOT, proof: Path = PROOF) -> None:
        self.root, self.proof = root, proof
        self.outcomes: dict[str, bool] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Carry the mark on the item's properties, which is what xdist hands from its workers to us."""
        from almoner.clauses import rules

        for item in items:
            for mark in item.iter_markers("clause"):
                for clause_id in mark.args:
                    if clause_id not in rules.clauses():
                        raise rules.UnknownClause(clause_id, item.nodeid)
                    item.user_properties.append(("clause", clause_id))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test passed when all its cases passed in every phase; one that was skipped proves nothing."""
        if not any(name == "clause" for name, _ in report.user_properties):
            return
        test = report.nodeid.partition("[")[0]
        if report.when == "call" or not report.passed:
            good = report.outcome == "passed" and not hasattr(report, "wasxfail")
            self.outcomes[test] = self.outcomes.get(test, True) and good

    def pytest_sessionfinish(self, session: Any) -> None:
        """Only the controller writes; xdist's workers have told it everything."""
        if self.outcomes and not hasattr(session.config, "workerinput"):
            write(self.outcomes, self.root, self.proof)
