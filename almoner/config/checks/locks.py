"""Lock files pin by hash and hold no address: where a package is fetched from is the machine's business."""

from __future__ import annotations

import sys
from pathlib import Path

from almoner.config.environment import ROOT


def problems(root: Path = ROOT) -> list[str]:
    """The lock files that hold an address, or pin without a hash."""
    found = []
    locks = [*root.glob("requirements*.txt"), *root.glob("package-lock.json")]
    for lock in locks:
        text = lock.read_text()
        if "://" in text:
            found.append(f"{lock.name} holds an address")
        if lock.suffix == ".txt" and text.count("==") > text.count("--hash="):
            found.append(f"{lock.name} pins something without a hash")
    return found if locks else ["there is no lock file"]


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "hashes, and no address")
    sys.exit(1 if found else 0)
