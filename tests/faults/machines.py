"""An installation on machines of its own: a primary, a replica, three with web servers and workers, a proxy in front.

What an operator would type is taken from docs/failover.md and typed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import requests

from almoner.config.cluster import DURABLE, NOBODY, Cluster, _reachable, binaries
from almoner.config.environment import ROOT
from tests.faults.estate import Estate, kill_with_children, wait_until
from tests.faults.network import Machine, Network, a_network
from tests.faults.proxy import a_proxy
from tests.faults.runbook import Step, steps
from tests.installation import outside_the_tests

RUNBOOK = "failover.md"
PORT = 8000
PASSWORD = "only-of-this-drill"
#: Of the drill's own: services are noted down, to be restarted by the drill; `almoner` is this program.
SHELL = """
systemctl() { echo "$*" >> "$ASKED"; }
almoner() { "$PYTHON" -m almoner "$@"; }
export -f systemctl almoner
"""
AS_POSTGRES = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


class Stopped(Exception):
    """A command of the runbook did not do what it should; what it said."""


class DatabaseMachine:
    """A machine with PostgreSQL, in a folder of its own."""

    def __init__(self, machine: Machine, data: Path) -> None:
        self.machine, self.address = machine, machine.address
        settings = DURABLE | {"listen_addresses": machine.address}
        self.cluster = Cluster(data, settings)
        self.cluster._place()
        self.home = self.cluster.data.resolve().parent / f"{data.name}-home"
        for folder in (self.home, self.cluster.socket):
            folder.mkdir(mode=0o700, exist_ok=True)
            os.chown(folder, NOBODY, NOBODY)

    @property
    def superuser(self) -> str:
        """The superuser's connection string, for who stands at the machine."""
        return f"host={self.cluster.socket} user=postgres dbname=almoner"

    def start(self) -> None:
        """Start PostgreSQL here."""
        doing = (
            "import json, sys; from pathlib import Path; from almoner.config.cluster import Cluster\n"
            "Cluster(Path(sys.argv[1]), json.loads(sys.argv[2])).start()"
        )
        arguments = [sys.executable, "-c", doing, str(self.cluster.data), json.dumps(self.cluster.settings)]
        subprocess.run(self.machine.command(arguments), check=True, cwd=ROOT)

    def postmaster(self) -> int:
        """The process number of PostgreSQL."""
        return int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])

    def lose(self) -> None:
        """The machine is gone: off the network, and every process of PostgreSQL killed."""
        self.machine.cut_off()
        kill_with_children(self.postmaster())

    def let_in(self, network: str) -> None:
        """The lines of pg_hba.conf and the passwords that the runbook asks to be there."""
        with (self.cluster.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host almoner almoner_app,almoner_sealer,almoner_owner {network} scram-sha-256\n")
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            for role in ("app", "sealer", "owner"):
                connection.execute(f"alter role almoner_{role} password '{PASSWORD}'".encode())
            connection.execute("select pg_reload_conf()")

    def type(self, script: str, known: Mapping[str, str]) -> None:
        """Type a step of the runbook here, as the user that PostgreSQL runs as."""
        programs = str(_reachable(binaries()))
        environment = dict(known) | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "PGDATA": str(self.cluster.data.resolve()),
            "PGHOST": str(self.cluster.socket),
            "PGUSER": "postgres",
            "PGDATABASE": "almoner",
        }
        # The embedded PostgreSQL speaks no TLS.
        _type([*AS_POSTGRES], self.machine, script.replace("hostssl", "host"), environment, Path("/"))


class ApplicationMachine:
    """A machine with a web server, and what else it is given; its settings are in a file, as systemd reads them."""

    def __init__(self, machine: Machine, var: Path, of: Estate, settings: Mapping[str, str]) -> None:
        self.machine, self.address, self.var, self._arguments = machine, machine.address, var, of.arguments
        var.mkdir(parents=True)
        for name in ("static", "static_build", "keys"):
            (var / name).symlink_to(of.var / name)
        self.file = var / "almoner.env"
        self.file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    @property
    def url(self) -> str:
        """Where its web server is."""
        return f"http://{self.address}:{PORT}"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes know now."""
        lines = (line.partition("=") for line in self.file.read_text().splitlines())
        own = {name: value for name, _, value in lines}
        return outside_the_tests(self.var, demo=True) | own

    def start(self, *parts: str) -> None:
        """Start these parts (web, worker, sealer)."""
        for part in parts:
            command = [sys.executable, "-m", "almoner", *self._arguments[part]]
            self.machine.start(part, command, self.environment, ROOT, self.var / f"{part}.log")

    def restart(self) -> None:
        """Restart what runs here."""
        parts = list(self.machine.processes)
        for part in parts:
            self.machine.kill(part)
        self.start(*parts)

    def figure(self, name: str) -> float:
        """A figure of its metrics page; 0 where it has not been counted yet."""
        words = {"Authorization": f"Bearer {self.environment['ALMONER_METRICS_TOKEN']}"}
        page = requests.get(f"{self.url}/metrics", headers=words, timeout=10).text
        return next((float(line.split()[-1]) for line in page.splitlines() if line.startswith(name)), 0.0)


class Machines(Estate):
    """All of them, looked after as one estate. `cluster` is the database that is asked what is there."""

    def __init__(self, var: Path, network: Network) -> None:
        super().__init__(var)
        self.network = network
        self.proxy = ""
        self.primary = DatabaseMachine(network.machine("db1"), var / "pg")
        self.replica = DatabaseMachine(network.machine("db2"), var / "pg2")
        self.cluster = self.primary.cluster
        self.web = [
            ApplicationMachine(network.machine(name), var / "machines" / name, self, self._settings())
            for name in ("web1", "web2", "web3")
        ]

    @property
    def url(self) -> str:
        """Where people reach it: the proxy."""
        return self.proxy

    @property
    def environment(self) -> dict[str, str]:
        """What is known at the machine with the sealer."""
        return self.web[-1].environment

    def command(self, arguments: object) -> list[str]:
        """How `almoner …` is called on the machine with the sealer."""
        assert isinstance(arguments, tuple | list)
        return self.web[-1].machine.command([sys.executable, "-m", "almoner", *map(str, arguments)])

    def _settings(self) -> dict[str, str]:
        at = f"{PASSWORD}@{self.primary.address}:5432/almoner?connect_timeout=3&tcp_user_timeout=5000"
        replica = f"{PASSWORD}@{self.replica.address}:5432/almoner"
        return {
            "DATABASE_URL": f"postgresql://almoner_app:{at}",
            "DATABASE_SEALER_URL": f"postgresql://almoner_sealer:{at}",
            "DATABASE_REPLICA_URL": f"postgresql://almoner_app:{replica}",
            "ALMONER_REPLICA_SECONDS": "11",
            "ALMONER_FILES": str(self.var / "files"),
            "ALMONER_HOST": "0.0.0.0",
            "ALMONER_HOSTS": f"127.0.0.1,{','.join(f'{self.network.prefix}.{number}' for number in range(1, 9))}",
            "ALMONER_BEHIND_PROXY": "on",
            "ALMONER_PROXIES": "1",
            "ALMONER_WEB_WORKERS": "1",
            "ALMONER_METRICS_TOKEN": "a token that only this drill has",
            "PORT": str(PORT),
        }

    def follow(self, heading: str) -> None:
        """Do what the runbook says under a heading, all of it, in its order."""
        for step in steps(RUNBOOK, heading):
            self._do(step)

    def _do(self, step: Step) -> None:
        known = {"PRIMARY": self.primary.address, "REPLICA": self.replica.address, "REPLICA_PASSWORD": "another"}
        if step.where == "the primary":
            self.primary.type(step.script, known)
        elif step.where == "the replica":
            self.replica.type(step.script, known)
            if (self.replica.cluster.data / "postgresql.conf").exists():
                # Where its settings are in its folder, the copy brought those of the primary.
                self.replica.cluster._write_settings()
        elif step.where == "each machine with a web server, a worker or the sealer":
            for machine in self.web:
                self._at(machine, step.script, known)
        else:
            assert step.where == "the machine with the sealer", step
            self._at(self.web[-1], step.script, known)

    def _at(self, machine: ApplicationMachine, script: str, known: Mapping[str, str]) -> None:
        asked = machine.var / "asked"
        asked.unlink(missing_ok=True)
        here = {"ENV_FILE": str(machine.file), "ASKED": str(asked), "PYTHON": sys.executable}
        _type([], machine.machine, script, {**machine.environment, **known, **here}, ROOT)
        if asked.exists():
            assert asked.read_text() == "restart almoner-*\n"
            machine.restart()

    def begin(self) -> None:
        """Make the replica, then start everything: workers at two machines, the sealer at the third."""
        self.primary.start()
        self.primary.let_in(f"{self.network.prefix}.0/24")
        self.follow("Make the replica")
        for machine, other in zip(self.web, ("worker", "worker", "sealer"), strict=True):
            machine.start("web", other)
        assert wait_until(lambda: all(self.has_web(machine) for machine in self.web)), self.said("web")

    def has_web(self, machine: ApplicationMachine) -> bool:
        """Whether its web server answers, with its database."""
        try:
            return requests.get(f"{machine.url}/readyz/database", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def lose_the_primary(self) -> None:
        """The first database machine is gone, for good. From here on the replica is asked what is there."""
        self.primary.lose()
        self.cluster = self.replica.cluster

    def said(self, name: str) -> str:
        """What the machines' parts have said so far."""
        logs = [machine.var / f"{name}.log" for machine in self.web]
        return "\n".join(
            f"{log.parent.name}: {log.read_text(errors='replace')[-1500:]}" for log in logs if log.exists()
        )

    def remove(self) -> None:
        """Leave nothing behind."""
        for database in (self.primary, self.replica):
            database.cluster.stop("immediate")
            shutil.rmtree(database.cluster.socket, ignore_errors=True)
            kept = database.cluster.data.resolve()
            if not kept.is_relative_to(self.var.resolve()):
                shutil.rmtree(kept.parent, ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)


def _type(who: list[str], machine: Machine, script: str, known: Mapping[str, str], where: Path) -> None:
    command = machine.command([*who, "bash", "-euo", "pipefail", "-c", SHELL + script])
    done = subprocess.run(command, env=dict(known), cwd=where, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stopped(f"at {machine.name}:\n{script}\n{done.stdout}{done.stderr}")


@contextmanager
def machines(var: Path) -> Iterator[Machines]:
    """The machines for an installation's folder, everything started."""
    with ExitStack() as after:
        network = after.enter_context(a_network())
        made = Machines(var, network)
        after.callback(made.remove)
        made.begin()
        servers = [f"{machine.address}:{PORT}" for machine in made.web]
        made.proxy = after.enter_context(a_proxy(var / "proxy", servers))
        yield made
