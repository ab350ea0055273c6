"""Debian's own PostgreSQL, for peers that need its contrib extensions: found, or installed as root, or said to lack."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from almoner.config.cluster import DURABLE, NOBODY

INSTALL = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"])


class Lacking(Exception):
    """A peer cannot run here; the message says why."""


def programs(extension: str) -> Path:
    """The folder of Debian's PostgreSQL programs with this extension, installing it if this is root; else Lacking."""
    if found := _installed(extension):
        return found
    if os.geteuid() or not shutil.which("apt-get"):
        raise Lacking("Debian's PostgreSQL is not installed, and this is not root on Debian")
    for command in INSTALL:
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run(command, env=quiet, capture_output=True, timeout=300, check=False).returncode:
            raise Lacking(f"Debian's PostgreSQL could not be installed ({' '.join(command)} failed)")
    if found := _installed(extension):
        return found
    raise Lacking(f"Debian's PostgreSQL was installed, but has no {extension}")


def _installed(extension: str) -> Path | None:
    for bin_ in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        control = Path("/usr/share/postgresql") / bin_.parent.name / "extension" / f"{extension}.control"
        if control.exists() and (bin_ / "initdb").exists():
            return bin_
    return None


@contextmanager
def debian_database(folder: Path, extension: str) -> Iterator[psycopg.Connection]:
    """A connection to a throwaway cluster of Debian's PostgreSQL, set up as Almoner's own is, with the extension."""
    bin_ = programs(extension)
    folder.mkdir(parents=True)
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner, -1)
    data, socket = folder / "data", folder
    _run(owner, bin_ / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    settings = {k: v for k, v in DURABLE.items() if k != "wal_compression"} | {"max_parallel_workers_per_gather": "0"}
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    with (data / "postgresql.conf").open("a") as conf:
        conf.write("\n".join([*lines, f"unix_socket_directories = '{socket}'"]) + "\n")
    _run(owner, bin_ / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "start")
    try:
        with psycopg.connect(f"host={socket} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"create extension {extension}")
            yield connection
    finally:
        _run(owner, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> int | None:
    """As root, the account that the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        return NOBODY


def _run(owner: int | None, program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(
        command, user=owner, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise Lacking(f"{program.name} of Debian's PostgreSQL failed: {done.stderr.decode(errors='replace')[-300:]}")
