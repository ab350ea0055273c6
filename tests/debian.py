"""Debian's packages that the tests drive, installed where this is root on Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ON_DEBIAN = Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def install(what: str, *packages: str) -> None:
    """Say that `what` is installed, and install it; elsewhere, or as anybody else, nothing is done."""
    if not ON_DEBIAN or os.geteuid():
        return
    print(f"Installing {what}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *arguments], env=environment, check=False, capture_output=True)
