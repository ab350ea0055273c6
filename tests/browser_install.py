"""The browser that the journeys drive: `make test` sees to it before the tests start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The browser's path: ALMONER_BROWSER, or the first Chromium found."""
    named = os.environ.get("ALMONER_BROWSER")
    return named if named else next((found for name in NAMES if (found := shutil.which(name))), None)


def main() -> int:
    """0 when a browser is there, or could be installed (as root on Debian); else say the one command."""
    if found := browser():
        print(f"Browser for the journeys: {found}")
        return 0
    debian = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if debian and os.geteuid() == 0:
        print("Installing Chromium for the journeys (a minute)", flush=True)
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "check": False, "capture_output": True}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet)  # type: ignore[call-overload]
        if browser():
            return 0
    command = "sudo apt-get install -y chromium" if debian else "your system's package manager, package chromium"
    print(f"The journeys need Chromium. Install it with: {command}\nOr name one: ALMONER_BROWSER=/path/to/chromium")
    return 1


if __name__ == "__main__":
    sys.exit(main())
