"""A lint: pages and the API may read only through queries, never from a model’s own manager.

`python -m tests.sweeps.unscoped_reads [FOLDER]` prints every place in a `web/` folder or an `api.py` that reads
past `visible_to`, and ends with 1 if there is any. It follows aliases: an import under another name, a name
given to a manager, `getattr` with the name as text.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.sweeps import lint

MANAGERS = frozenset({"objects", "_default_manager", "_base_manager", "default_manager", "base_manager"})
SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"})
PAST_THE_ORM = frozenset({"cursor", "raw", "get_model", "get_models"})
WIDENS_SCOPE = frozenset({"system", "acting", "Scope"})
EXPLAINED = {
    "manager": "reads a model’s own manager; use a query that takes the person",
    "shortcut": "looks a model up by key alone; use get_or_404 with a query",
    "sql": "goes past the models; put the read in queries",
    "scope": "changes what the request may see; only the middleware does",
}

#: Where a page does so by decision: the file, the kind, and why. One that is no longer needed fails the test.
ALLOWED = {
    ("people/web/middleware.py", "scope"): "the door itself, which sets each request’s scope",
    (
        "notices/web/views.py",
        "scope",
    ): "a calendar acts for the person whose secret it is; a provider’s word is checked",
    ("casework/web/views/answers.py", "scope"): "opened by a secret link, by somebody without an account",
    ("record/web/cases.py", "scope"): "a bundle holds its whole case, once the reader’s own right to it is checked",
    (
        "register/web/api.py",
        "sql",
    ): "a key is looked up by a function of the database that answers with its owner alone",
}


@dataclass(frozen=True, order=True)
class Finding:
    """One unscoped read: where, and what is wrong with it."""

    path: Path
    line: int
    kind: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {EXPLAINED[self.kind]}"


class _Reads(ast.NodeVisitor):
    def __init__(self, path: Path) -> None:
        self.path, self.found = path, set[Finding]()
        self.shortcuts, self.widening = set[str](), set[str]()

    def _note(self, node: ast.expr | ast.stmt, kind: str) -> None:
        self.found.add(Finding(self.path, node.lineno, kind))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name in SHORTCUTS:
                self.shortcuts.add(alias.asname or alias.name)
            if (node.module or "").startswith("almoner.scope") and alias.name in WIDENS_SCOPE:
                self._note(node, "scope")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.value, ast.Name) and node.value.id in self.shortcuts:
            self.shortcuts.update(target.id for target in node.targets if isinstance(target, ast.Name))
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in MANAGERS or node.attr.endswith("_set"):
            self._note(node, "manager")
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        # A shortcut handed on (as an argument, into a table) is as good as called.
        if node.id in self.shortcuts and isinstance(node.ctx, ast.Load):
            self._note(node, "shortcut")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in SHORTCUTS:
            self._note(node, "shortcut")
        elif name in PAST_THE_ORM:
            self._note(node, "sql")
        elif name in {"system", "acting"} and isinstance(node.func, ast.Attribute):
            self._note(node, "scope")
        if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) > 1:
            wanted = node.args[1]
            if isinstance(wanted, ast.Constant) and wanted.value in MANAGERS:
                self._note(node, "manager")
        self.generic_visit(node)


def findings_in(source: str, path: Path) -> list[Finding]:
    """Every unscoped read in `source`, by line. Raises SyntaxError for what is not Python."""
    reads = _Reads(path)
    reads.visit(ast.parse(source))
    return sorted(reads.found)


def pages(root: Path) -> Iterator[Path]:
    """The files that the lint reads: everything in a `web` folder, and every `api.py`; tests left out."""
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root).parts
        if "tests" not in inside and ("web" in inside[:-1] or path.name == "api.py" or "api" in inside[:-1]):
            yield path


def allowed(finding: Finding, root: Path) -> bool:
    """Whether a finding is there by decision."""
    return (finding.path.relative_to(root).as_posix(), finding.kind) in ALLOWED


def check(root: Path) -> list[Finding]:
    """Every unscoped read below `root`, those left out that are there by decision."""
    found = [finding for path in pages(root) for finding in findings_in(path.read_text(), path)]
    return [finding for finding in found if not allowed(finding, root)]


def main(arguments: list[str]) -> int:
    """Print what was found below the folder named, `almoner` if none is; 1 if anything was."""
    return lint.run(arguments, pages, check)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
