"""The machine and the versions that figures were measured with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("django", "psycopg", "numpy", "rapidfuzz", "tantivy", "splink", "recordlinkage", "granian")


def _first_line(path: str, starts: str) -> str:
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(starts)), "")


def said(*command: str) -> str:
    """What a command prints, or nothing when it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def load() -> float:
    """How many processes wanted a core in the last minute: above the number of cores, others had a share."""
    return round(os.getloadavg()[0], 2)


def machine() -> dict[str, object]:
    """What somebody needs to know to set figures of two machines side by side."""
    from almoner.config.cluster import binaries

    memory = _first_line("/proc/meminfo", "MemTotal").split()
    return {
        "processor": _first_line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory[0]) / 1048576, 1) if memory else None,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": said(str(binaries() / "postgres"), "--version"),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def commit() -> str:
    """The commit measured, marked when files differ from it."""
    changed = said("git", "status", "--porcelain", "--untracked-files=no", "--", "almoner", "bench")
    return said("git", "rev-parse", "--short=10", "HEAD") + (" with changes" if changed else "")
