"""An installation whose parts are started, killed and started again one by one, as systemd would on real machines."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, LiteralString

import psycopg
import requests

from almoner.config.cluster import DURABLE, Cluster
from almoner.config.environment import ROOT
from tests.installation import READY, a_free_port, installed, outside_the_tests

Row = tuple[Any, ...]


def wait_until(question: Callable[[], bool], seconds: float = 60.0, every: float = 0.1) -> bool:
    """Whether the answer came to be yes within so many seconds."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if question():
            return True
        time.sleep(every)
    return False


class Estate:
    """One installation's folder, its PostgreSQL, and those of its processes that run now."""

    def __init__(self, var: Path, settings: Mapping[str, str] | None = None, **variables: str) -> None:
        self.var = var
        self.cluster = Cluster(var / "pg", dict(settings or DURABLE))
        self.port = a_free_port()
        self.variables = {"PORT": str(self.port), "ALMONER_WEB_WORKERS": "2", "ALMONER_WEB_THREADS": "4"} | variables
        self.arguments = {"web": ["serve"], "worker": ["worker", "--silent-after", "3"], "sealer": ["sealer"]}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes know."""
        return outside_the_tests(self.var, demo=True) | {"ALMONER_URL": self.url} | self.variables

    def start(self, *names: str, wait: bool = True) -> None:
        """Start the database and these parts (web, worker, sealer)."""
        self.start_database()
        for name in names:
            self.start_part(name)
        if wait and "web" in names:
            assert wait_until(self.answers), self.said("web")

    def start_part(self, name: str) -> None:
        """Start one part; it may be one that runs already on another machine."""
        with (self.var / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.command(self.arguments[name]), env=self.environment, cwd=ROOT,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def command(self, arguments: Sequence[str]) -> list[str]:
        """How `almoner …` is called here."""
        return [sys.executable, "-m", "almoner", *arguments]

    def start_database(self) -> None:
        """Start PostgreSQL, after a crash too."""
        self.cluster.start()

    def answers(self) -> bool:
        """Whether the web server does, with its database."""
        try:
            return requests.get(f"{self.url}/readyz/database", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def kill(self, name: str) -> None:
        """kill -9 of a part and everything it started."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restarted(self, name: str) -> bool:
        """Start a part again if it has ended, as `Restart=always` does; whether it had."""
        if self.processes[name].poll() is None:
            return False
        self.start_part(name)
        return True

    @contextmanager
    def kept_up(self, name: str) -> Iterator[None]:
        """While this lasts, a part that ends is started again."""
        over = threading.Event()

        def keep() -> None:
            while not over.wait(0.5):
                self.restarted(name)

        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()

    def kill_database(self) -> None:
        """kill -9 of the postmaster and every process of it."""
        kill_with_children(self.postmaster())

    def postmaster(self) -> int:
        """The process number of PostgreSQL."""
        return int((self.var / "pg" / "postmaster.pid").read_text().splitlines()[0])

    def killed_a_web_worker(self, dice: Random) -> bool:
        """kill -9 of one of the web server's own workers; False where there is none just now, as while it restarts."""
        try:
            os.kill(dice.choice(children_of(self.processes["web"].pid)), signal.SIGKILL)
        except (IndexError, ProcessLookupError):
            return False
        return True

    def killed_the_web_server(self) -> bool:
        """kill -9 of the web server with its workers; False where it has just ended and is not started again yet."""
        try:
            os.killpg(self.processes["web"].pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self) -> None:
        """Stop everything, as an operator would."""
        for name, process in list(self.processes.items()):
            if process.poll() is None:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(15)
            if process.poll() is None:
                self.kill(name)
        self.processes.clear()
        self.cluster.stop()

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `almoner …` here, as somebody at a shell would."""
        return subprocess.run(
            self.command(arguments), env=self.environment | variables, cwd=ROOT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def rows(self, question: LiteralString, *values: object) -> list[Row]:
        """What the database says to its superuser, whom no row's guard binds."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            return connection.execute(question, values or None).fetchall()

    def one(self, question: LiteralString, *values: object) -> Any:
        """The one value that answers a question."""
        return self.rows(question, *values)[0][0]

    @property
    def superuser(self) -> str:
        """The superuser's connection string."""
        return f"host={self.cluster.socket} user=postgres dbname=almoner"

    def said(self, name: str) -> str:
        """What a part has said so far."""
        path = self.var / f"{name}.log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else ""

    def is_quiet(self) -> bool:
        """Whether no job waits or is being done, but for those that the clock brings, and everything is sealed."""
        busy = self.one(
            "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
            " and (scheduled_at is null or scheduled_at < now())"
        )
        return not busy and not self.one("select count(*) from record_queue")

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        self.stop()
        for pid in started_with(self.var):
            # A web server that was killed leaves its workers behind.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        kept = (self.var / "pg").resolve()
        shutil.rmtree(self.cluster.socket, ignore_errors=True)
        if not kept.is_relative_to(self.var.resolve()):
            shutil.rmtree(kept.parent, ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)


def started_with(var: Path) -> list[int]:
    """The processes that were started for this folder, whoever their parent is now."""
    mark, found = f"ALMONER_VAR={var}\0".encode(), []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes():
                found.append(int(entry.name))
    return found


def children_of(pid: int) -> list[int]:
    """The processes that a process started, from the kernel; none of one that has ended, or ends meanwhile."""
    try:
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill_with_children(pid: int) -> None:
    """kill -9 of a process and those that it started; it is stopped first, so that it cannot react."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        for each in [*children_of(pid), pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)


@contextmanager
def a_demonstration(var: Path) -> Iterator[Path]:
    """The folder of an installation with the invented region in it, made by `almoner run` and stopped again."""
    with installed(var, demo=True) as here:
        here.wait_until_it_says(READY, 300)
        assert here.stop() == 0
        yield var


def copied(prepared: Path, var: Path) -> Path:
    """A copy of a stopped installation, database and all, for a drill that leaves it spoilt."""
    shutil.copytree(prepared, var, symlinks=True, ignore=shutil.ignore_patterns("run.lock", "pg"))
    data = (prepared / "pg").resolve()
    place = Cluster(var / "pg")
    place._place()
    home = (var / "pg").resolve()
    subprocess.run(["cp", "-a", f"{data}/.", str(home)], check=True) if home.exists() else subprocess.run(
        ["cp", "-a", str(data), str(home)], check=True
    )
    return var
