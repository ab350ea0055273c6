"""`almoner run`: everything on one machine, for a look or for development. Ctrl-C stops all that it started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import typer
from rich.console import Console

from almoner.config.commands.configuration import refuse_unsafe_start
from almoner.config.commands.database import bring_up_to_date, only_one, postgresql
from almoner.config.environment import VAR
from almoner.config.served_files import NotBuilt, collect

PARTS = {"web": ["serve"], "worker": ["worker"], "sealer": ["sealer"]}
NOT_BUILT = 6
#: Seconds that a process has to stop by itself once it was asked to.
TIME_TO_STOP = 10.0


def run(port: int = typer.Option(8000, envvar="PORT", help="The port to serve at.")) -> None:
    """Start the database, the web server and the worker, with the demo, and say how to sign in."""
    console = Console(stderr=True)
    with only_one(VAR / "run.lock", console):
        _port_is_free(port, console)
        started = time.monotonic()
        with postgresql(console):
            _prepare(console)
            _supervise(port, started, console)


def _port_is_free(port: int, console: Console) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            console.print(f"Port {port} is in use. Choose another: make run PORT={port + 1}")
            raise typer.Exit(4) from None


def _prepare(console: Console) -> None:
    from almoner.config import settings

    with console.status("Bringing the database up to date"):
        bring_up_to_date()
        _put_files_to_serve()
    console.print("The database and the pages are ready")
    if settings.DEMO:
        from almoner.demo.commands import make

        make(national=False, seed=2026, if_empty=True, console=console)


def _put_files_to_serve() -> None:
    try:
        collect()
    except NotBuilt as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(NOT_BUILT) from None


def _supervise(port: int, started: float, console: Console) -> None:
    environment = os.environ | {"PORT": str(port), "ALMONER_URL": f"http://127.0.0.1:{port}"}
    stopping = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, lambda signum, frame: stopping.set())
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in PARTS.items():
            # A session of its own is a process group of its own: its workers are reached by it when it is gone.
            children[name] = subprocess.Popen(
                [sys.executable, "-m", "almoner", *command], env=environment, start_new_session=True
            )
        if _answers(port, stopping, children):
            _say_ready(port, started, console)
        while not stopping.wait(0.2):
            for name in _gone(children):
                console.print(f"The {name} process ended ({children[name].returncode}); stopping the rest.")
                raise typer.Exit(1)
    finally:
        _end(list(children.values()))
        console.print("Stopped. The data stays in var/.")


def _gone(children: dict[str, subprocess.Popen[bytes]]) -> list[str]:
    return [name for name, child in children.items() if child.poll() is not None]


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """End each process with all that it started: asked first, and killed where it is there `TIME_TO_STOP` later.

    The main process alone is asked while it lives, since it ends its workers in order; whom it left behind is asked
    after that.
    """
    for child in children:
        child.terminate()
    until = time.monotonic() + TIME_TO_STOP
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.0, until - time.monotonic()))
    until = max(until, time.monotonic() + TIME_TO_STOP / 2)
    waiting = [child for child in children if _signal(child, signal.SIGTERM)]
    while waiting and time.monotonic() < until:
        time.sleep(0.05)
        waiting = [child for child in waiting if _signal(child, 0)]
    for child in waiting:
        _signal(child, signal.SIGKILL)
        child.wait()


def _signal(leader: subprocess.Popen[bytes], signum: int) -> bool:
    """Whether anything is left of the group that this process leads; what is left has been sent the signal."""
    leader.poll()
    try:
        os.killpg(leader.pid, signum)
    except ProcessLookupError:
        return False
    return True


def _answers(port: int, stopping: threading.Event, children: dict[str, subprocess.Popen[bytes]]) -> bool:
    """Wait until the server takes connections; False where it is to stop, or something ended, before that."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        if stopping.wait(0.1) or _gone(children):
            return False
    return True


def _say_ready(port: int, started: float, console: Console) -> None:
    from almoner.config import settings

    console.print(f"\nAlmoner is at http://127.0.0.1:{port}/  (ready in {time.monotonic() - started:.0f} s)")
    if settings.DEMO:
        console.print(f"Sign in as anyone in the demo region: http://127.0.0.1:{port}/demo/")
    console.print("Ctrl-C stops it.")


def serve(
    host: str = typer.Option("127.0.0.1", envvar="ALMONER_HOST"),
    port: int = typer.Option(8000, envvar="PORT"),
    workers: int = typer.Option(2, envvar="ALMONER_WEB_WORKERS", help="Processes."),
    threads: int = typer.Option(4, envvar="ALMONER_WEB_THREADS", help="Threads in each process."),
) -> None:
    """Serve the web application.

    Exit codes: 0 stopped · 5 the settings are unsafe (`almoner config check` names them) · 6 no style sheet is built
    """
    refuse_unsafe_start()
    _share_figures(port)
    _put_files_to_serve()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    Granian(
        "almoner.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


def _share_figures(port: int) -> None:
    """A folder in which the web processes of this server add up their figures, empty at each start."""
    folder = VAR / "figures" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def worker(
    jobs: int = typer.Option(4, envvar="ALMONER_JOBS_AT_ONCE", help="Jobs done at once."),
    silent_after: float = typer.Option(
        30.0,
        help="Seconds without a sign of life after which another worker is taken for dead and its jobs taken over.",
    ),
) -> None:
    """Do the jobs: sending notices, reading lists, watching registrations. Run as many workers as are needed.

    Exit codes: 0 stopped · 5 the settings are unsafe (`almoner config check` names them)
    """
    refuse_unsafe_start()
    from almoner.config.commands.database import start_django

    start_django()
    from almoner.operations.worker import run as work

    work(concurrency=jobs, silent_after=silent_after)


def add_to(app: typer.Typer) -> None:
    """Add these commands to `almoner`."""
    for command in (run, serve, worker):
        app.command()(command)
