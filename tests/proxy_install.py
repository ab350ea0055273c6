"""What the long tests drive beside the house: a proxy, shifted clocks, a disk of its own.

`make test-long` sees to them; without, the tests say what they skip.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.debian import install

WHERE = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/sbin"
NGINX = shutil.which("nginx", path=WHERE)
#: Debian's place for it, whatever the processor.
FAKETIME = next((str(path) for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)


def main() -> int:
    """Always 0: the tests that need them are skipped by name where they cannot be had."""
    if NGINX and FAKETIME and shutil.which("mkfs.ext4", path=WHERE):
        print(f"Proxy, shifted clocks and a disk of its own for the long tests: {NGINX}, {FAKETIME}, mkfs.ext4")
        return 0
    install("what the long tests drive", "nginx-light", "libfaketime", "iproute2", "e2fsprogs")
    if not shutil.which("nginx", path=WHERE):
        print("NOT TESTED: more than one machine, and slow clients behind the proxy, for nginx is not installed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
