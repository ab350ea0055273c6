"""The virus scanner that the long tests start: `make test-long` sees to it; without it they say what they skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

WHERE = "/usr/sbin:/usr/bin:/sbin:/bin"


def main() -> int:
    """Always 0: the tests that need it are skipped by name where it cannot be had."""
    if found := shutil.which("clamd", path=WHERE):
        print(f"Virus scanner for the long tests: {found}")
        return 0
    debian = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if debian and os.geteuid() == 0:
        print("Installing ClamAV for the long tests (a minute)", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "clamav-daemon"]):
            subprocess.run(["apt-get", *arguments], env=environment, check=False, capture_output=True)
    if not shutil.which("clamd", path=WHERE):
        command = "sudo apt-get install -y clamav-daemon" if debian else "your package manager, package clamav"
        print(f"NOT TESTED: the real virus scanner, for clamd is not installed. Install it with: {command}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
