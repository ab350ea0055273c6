"""`make check`: every check that needs no test run, one line each, all of them run even when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time

PYTHON = sys.executable
BIN = os.path.dirname(PYTHON)
CHECKS: dict[str, list[str]] = {
    "style (ruff)": [f"{BIN}/ruff", "check", "."],
    "format (ruff)": [f"{BIN}/ruff", "format", "--check", "."],
    "types (mypy, strict)": [f"{BIN}/mypy"],
    "layers (import-linter)": [f"{BIN}/lint-imports"],
}


def main() -> int:
    """Run each check; 0 when all pass."""
    failed = []
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        mark = "ok" if done.returncode == 0 else "FAILED"
        print(f"{mark:>6}  {name}  {time.monotonic() - started:.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    print(f"{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
