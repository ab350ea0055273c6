"""The virus scanner that the long tests start: `make test-long` sees to it; without it they say what they skipped."""

from __future__ import annotations

import shutil
import sys

from tests.debian import ON_DEBIAN, install

WHERE = "/usr/sbin:/usr/bin:/sbin:/bin"


def main() -> int:
    """Always 0: the tests that need it are skipped by name where it cannot be had."""
    if found := shutil.which("clamd", path=WHERE):
        print(f"Virus scanner for the long tests: {found}")
        return 0
    install("ClamAV for the long tests (a minute)", "clamav-daemon")
    if not shutil.which("clamd", path=WHERE):
        command = "sudo apt-get install -y clamav-daemon" if ON_DEBIAN else "your package manager, package clamav"
        print(f"NOT TESTED: the real virus scanner, for clamd is not installed. Install it with: {command}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
