"""The engine stays small enough to be read in one sitting: lines of code, not of words about it.

Counted are the lines of its Python that are neither blank, nor a comment, nor part of a docstring. Its tests are not
counted, nor its migrations, which say again what its models say.
"""

from __future__ import annotations

import ast
import sys
import tokenize
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from almoner.config.environment import ROOT

LIMITS = {"almoner/procedure": 1_500}
APART = {"tests", "migrations"}
NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
    tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(source: bytes) -> int:
    """How many lines of a module hold code."""
    told = {line for docstring in _docstrings(ast.parse(source)) for line in docstring}
    held: set[int] = set()
    for token in tokenize.tokenize(BytesIO(source).readline):
        if token.type not in NO_CODE:
            held |= set(range(token.start[0], token.end[0] + 1))
    return len(held - told)


def size(folder: Path) -> int:
    """How many lines of code a folder holds, but for its tests and migrations."""
    modules = (path for path in folder.rglob("*.py") if not APART & set(path.relative_to(folder).parts))
    return sum(code_lines(path.read_bytes()) for path in modules)


def problems(root: Path = ROOT) -> list[str]:
    """The folders that hold more code than they may, or that are not there to be counted."""
    found = []
    for name, most in LIMITS.items():
        held = size(root / name)
        if not held:
            found.append(f"{name} holds no code: was it moved?")
        elif held >= most:
            found.append(f"{name} holds {held} lines of code; it is to stay under {most}")
    return found


def _docstrings(tree: ast.Module) -> Iterator[range]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            match node.body[:1]:
                case [ast.Expr(value=ast.Constant(value=str())) as told]:
                    yield range(told.lineno, (told.end_lineno or told.lineno) + 1)


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or ", ".join(f"{name}: {size(ROOT / name)} of {most}" for name, most in LIMITS.items()))
    sys.exit(1 if found else 0)
