"""The migrated test database, kept between runs: migrating anew costs every run more than most runs' tests do.

Kept below var/ under the digest of all that shapes it, so that a clean checkout migrates and a changed migration does.
"""

from __future__ import annotations

import ast
import contextlib
import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test_template"
#: What shapes the database beside the migrations and what they import.
BEGINS = ("almoner/config/watched.py", "almoner/config/commands/database.py", "almoner/scope/provision.py")
SHAPES = ("requirements.txt", "tests/cluster.py", "tests/template.py", "almoner/config/cluster.py")


def _imported(path: Path) -> Iterator[Path]:
    """The files of ours that a file imports, at its top or within; what a package gathers is not followed."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith("almoner.") and (found := ROOT / f"{name.replace('.', '/')}.py").is_file():
                yield found


def shaping(root: Path = ROOT) -> list[Path]:
    """Every file that a migrated database follows from."""
    waiting = [*root.glob("almoner/*/migrations/*.py"), *(root / name for name in BEGINS)]
    known: set[Path] = set()
    while waiting:
        if (path := waiting.pop()) not in known:
            known.add(path)
            waiting += _imported(path)
    return sorted(known | {root / name for name in SHAPES})


def digest() -> str:
    """A name for the database that a migration would make now."""
    found = hashlib.sha256()
    for path in shaping():
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:20]


def bring(data: Path) -> bool:
    """Put the kept cluster at `data`; False where none is kept."""
    kept = KEPT / digest()
    with _alone():
        if not kept.is_dir():
            return False
        _copy(kept, data)
        return True


def keep(data: Path) -> None:
    """Keep the cluster at `data`, which is stopped, in place of any that is kept."""
    with _alone():
        for former in KEPT.iterdir():
            shutil.rmtree(former, ignore_errors=True)
        draft = KEPT / "draft"
        _copy(data, draft)
        draft.rename(KEPT / digest())


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two runs that begin at once do not take each other's copy away."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with KEPT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy(source: Path, target: Path) -> None:
    # Owners stay as they are: as root, the server runs as somebody else.
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
