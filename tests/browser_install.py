"""The browser that the journeys drive: `make test` sees to it before the tests start."""

from __future__ import annotations

import os
import shutil
import sys

from tests.debian import ON_DEBIAN, install

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
    install("Chromium for the journeys (a minute)", "chromium")
    if browser():
        return 0
    command = "sudo apt-get install -y chromium" if ON_DEBIAN else "your system's package manager, package chromium"
    print(f"The journeys need Chromium. Install it with: {command}\nOr name one: ALMONER_BROWSER=/path/to/chromium")
    return 1


if __name__ == "__main__":
    sys.exit(main())
