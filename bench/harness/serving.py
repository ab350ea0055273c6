"""An installation with the demonstration, served as `almoner run` serves it, and people signed in to it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.harness.browsing import Browser, Headers

ROOT = Path(__file__).resolve().parents[2]
READY, SECONDS = "Ctrl-C stops it", 900


@dataclass(frozen=True)
class Served:
    """Where it is served, and its database's superuser."""

    base: str
    superuser: str

    def signed_in(self, role: str) -> Headers:
        """The cookies of the first persona with a role."""
        with psycopg.connect(self.superuser) as connection:
            found = connection.execute(
                "select p.id::text from demo_persona p join people_membership m on m.id = p.membership_id"
                " where m.role = %s order by p.place limit 1",
                [role],
            ).fetchone()
        if found is None:
            raise SystemExit(f"the demonstration has no {role}")
        browser = Browser(self.base)
        _, page = browser.ask("/demo/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        browser.ask(f"/demo/be/{found[0]}/", {"csrfmiddlewaretoken": token[1] if token else ""})
        return browser.cookies


def make_country(folder: Path) -> float:
    """Make the national demonstration in a folder, for `served` to serve; seconds on the clock."""
    began = time.monotonic()
    _prepare(folder)
    command = [sys.executable, "-m", "almoner", "demo", "--national"]
    with (folder / "made.txt").open("wb") as out:
        done = subprocess.run(command, cwd=ROOT, env=_environment(folder), stdout=out, stderr=out, check=False)
    if done.returncode:
        raise SystemExit(f"the country was not made: {(folder / 'made.txt').read_text()[-1000:]}")
    return time.monotonic() - began


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """What is in the folder, or else the region, made there; stopped and removed with everything it started."""
    from almoner.config.cluster import Cluster

    _prepare(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "said.txt").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "almoner", "run"], cwd=ROOT, env=_environment(folder) | {"PORT": str(port)},
            stdout=out, stderr=out,
        )  # fmt: skip
    try:
        _wait(process, folder / "said.txt")
        cluster = Cluster(folder / "pg")
        _known_here(folder, cluster.socket)
        yield Served(f"http://127.0.0.1:{port}", f"host={cluster.socket} user=postgres dbname=almoner")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)
        shutil.rmtree((folder / "pg").resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path) -> None:
    """A folder for an installation, with the style sheets of this one."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    if not (folder / "static_build").is_symlink():
        (folder / "static_build").symlink_to(ROOT / "var" / "static_build")


def _environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALMONER", "DATABASE", "DJANGO"))}
    return kept | {"ALMONER_VAR": str(folder), "ALMONER_DEMO": "1"}


def _known_here(folder: Path, sockets: Path) -> None:
    """Django in this process too, on the same database as its web server: by the role that owns nothing."""
    os.environ |= {
        "ALMONER_VAR": str(folder), "ALMONER_POOL_SIZE": "0", "ALMONER_DEMO": "1",
        "DATABASE_URL": f"postgresql://almoner_app@/almoner?host={sockets}",
        "DJANGO_SETTINGS_MODULE": "almoner.config.settings",
    }  # fmt: skip
    import django

    django.setup()


def _wait(process: subprocess.Popen[bytes], said: Path) -> None:
    ends = time.monotonic() + SECONDS
    while READY not in said.read_text():
        if process.poll() is not None or time.monotonic() > ends:
            raise SystemExit(f"it did not start: {said.read_text()[-1000:]}")
        time.sleep(0.2)
