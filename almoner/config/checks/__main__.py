"""`make check`: every check that needs no test run, one line each, all of them run even when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

PYTHON = sys.executable
BIN = os.path.dirname(PYTHON)
# As a real installation would be set up, so that `check --deploy` judges production and not the demo.
AS_IN_PRODUCTION = {
    "ALMONER_MODE": "production",
    "ALMONER_DEMO": "0",
    "ALMONER_SECRET_KEY": "only for the check, and long enough to be taken for one: 0123456789abcdef",
    "ALMONER_SCOPE_KEY": "only for the check, and long enough to be taken for one: 0123456789abcdef",
    "ALMONER_HOSTS": "almoner.example.org",
    "ALMONER_URL": "https://almoner.example.org",
    "DATABASE_URL": "postgresql://almoner_app@database.example.org/almoner",
    "DATABASE_OWNER_URL": "postgresql://almoner_owner@database.example.org/almoner",
    "DATABASE_SEALER_URL": "postgresql://almoner_sealer@database.example.org/almoner",
    "ALMONER_POOL_SIZE": "0",
}
# Medium and above. Left out is what the house rules judge more closely: text trusted as HTML, statements put together.
BANDIT = [f"{BIN}/bandit", "-q", "-ll", "-x", "*/tests/*,*/migrations/*", "-s", "B308,B703,B608", "-r"]


@dataclass(frozen=True)
class Check:
    """A command that says by its exit code whether all is well."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


CHECKS = [
    Check("style (ruff)", [f"{BIN}/ruff", "check", "."]),
    Check("format (ruff)", [f"{BIN}/ruff", "format", "--check", "."]),
    Check("types (mypy, strict)", [f"{BIN}/mypy"]),
    Check("layers (import-linter)", [f"{BIN}/lint-imports"]),
    Check("pages read through queries", [PYTHON, "-m", "tests.sweeps.unscoped_reads"]),
    Check("house rules", [PYTHON, "-m", "tests.sweeps.house_rules"]),
    Check("known holes (bandit)", [*BANDIT, "almoner"]),
    Check("named controls have their tests", [PYTHON, "-m", "almoner.config.checks.controls"]),
    Check("migrations, linear and named", [PYTHON, "-m", "almoner.config.checks.migrations"]),
    Check(
        "migrations, complete",
        [PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
        {"ALMONER_POOL_SIZE": "0"},
    ),
    Check(
        "production settings (check --deploy)",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        AS_IN_PRODUCTION,
    ),
    Check("generated docs, up to date", [PYTHON, "-m", "almoner", "docs", "--check"]),
    Check("locks hold no address", [PYTHON, "-m", "almoner.config.checks.locks"]),
    Check("the engine, under its size", [PYTHON, "-m", "almoner.config.checks.size"]),
]


def main() -> int:
    """Run each check; 0 when all pass."""
    failed = []
    for check in CHECKS:
        started = time.monotonic()
        environment = os.environ | check.environment
        done = subprocess.run(check.command, env=environment, capture_output=True, text=True, check=False)
        mark = "ok" if done.returncode == 0 else "FAILED"
        print(f"{mark:>6}  {check.name}  {time.monotonic() - started:.1f} s", flush=True)
        if done.returncode:
            failed.append(check.name)
            print(done.stdout + done.stderr, flush=True)
    print(f"{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
