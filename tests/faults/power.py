"""A disk whose power goes: a file system of its own in a file, shut down at once as its tests do (FS_IOC_SHUTDOWN).

What was written and not yet asked to be kept is gone, as it is from a machine's memory; what was kept is there when it
is mounted again. A disk that forgets says of everything that it has kept it: a library in front of fsync and fdatasync
answers so and asks nobody.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.faults.estate import Estate, kill_with_children

SIZE = 1536 * 2**20
SHUT_DOWN = 0x8004587D
#: Nothing is written any more, not even what its own journal still holds in memory.
AT_ONCE = struct.pack("I", 2)
FORGETS = r"""
#define _GNU_SOURCE
#include <sys/types.h>
int fsync(int fd) { return 0; }
int fdatasync(int fd) { return 0; }
int sync_file_range(int fd, off64_t from, off64_t many, unsigned flags) { return 0; }
"""


class Power:
    """The disk of an estate's database, and the power that it has."""

    def __init__(self, data: Path, image: Path) -> None:
        self.data, self.image = data, image

    def mount(self) -> None:
        """Give it power.

        By a device of its own each time: a mount namespace made meanwhile, as the machines of another drill are, still
        holds the file system whose power was cut, and `mount -o loop` would give us that one again.
        """
        made = subprocess.run(
            ["losetup", "--find", "--show", str(self.image)], check=True, capture_output=True, text=True
        )
        device = made.stdout.strip()
        try:
            subprocess.run(["mount", device, str(self.data)], check=True)
        finally:
            subprocess.run(["losetup", "--detach", device], check=True)  # once nobody has it mounted any more

    def cut(self, estate: Estate) -> None:
        """Cut the power: of the disk, and a moment later of the database's processes. Then it comes back."""
        postmaster = estate.postmaster()
        disk = os.open(self.data, os.O_RDONLY)
        fcntl.ioctl(disk, SHUT_DOWN, AT_ONCE)
        os.close(disk)
        kill_with_children(postmaster)
        subprocess.run(["umount", "-l", str(self.data)], check=True)
        self.mount()


@contextlib.contextmanager
def on_a_disk_of_its_own(data: Path, image: Path) -> Iterator[Power]:
    """A stopped database's folder on such a disk."""
    beside = data.with_name("moved")
    data.rename(beside)
    data.mkdir(mode=0o700)
    with image.open("wb") as file:
        file.truncate(SIZE)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=1", str(image)], check=True)
    power = Power(data, image)
    power.mount()
    try:
        subprocess.run(["cp", "-a", f"{beside}/.", str(data)], check=True)
        subprocess.run(["sync", "-f", str(data)], check=True)
        shutil.rmtree(beside)
        yield power
    finally:
        subprocess.run(["umount", "-l", str(data)], check=True)
        image.unlink()


def that_forgets(folder: Path) -> Path:
    """The library that makes a disk one that forgets."""
    library, source = folder / "forgets.so", folder / "forgets.c"
    source.write_text(FORGETS)
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source)], check=True, capture_output=True)
    return library


@contextlib.contextmanager
def carried_by(library: Path | None) -> Iterator[None]:
    """What is started meanwhile has this library in front of the system's."""
    with pytest.MonkeyPatch.context() as patch:
        if library:
            patch.setenv("LD_PRELOAD", str(library))
        yield


@cache
def why_not() -> str:
    """Why a disk's power cannot be cut on this machine; nothing where it can."""
    if os.geteuid():
        return "only root can give the database a disk of its own"
    if not shutil.which("mkfs.ext4"):
        return "mkfs.ext4 is not installed (Debian: e2fsprogs)"
    if not shutil.which("gcc"):
        return "gcc is not installed, to make the library of a disk that forgets"
    if not Path("/dev/loop-control").exists():
        return "this machine has no loop devices"
    return ""
