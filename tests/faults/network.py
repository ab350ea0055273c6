"""Machines that are one machine: network namespaces on a bridge, each with an address of its own. Only root can."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

NOT_POSSIBLE = (
    "only root can make machines of network namespaces"
    if os.geteuid()
    else "" if shutil.which("ip") else "`ip` is not installed (Debian: iproute2)"
)  # fmt: skip


def ip(*arguments: str) -> None:
    """`ip …`, which must work."""
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


class Machine:
    """A namespace with one address, which can be cut off, and the processes that were started in it."""

    def __init__(self, network: Network, name: str, number: int) -> None:
        self.name, self.address = name, f"{network.prefix}.{number}"
        self.namespace, self._wire = f"{network.bridge}-{name}", f"{network.bridge}n{number}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        ip("netns", "add", self.namespace)
        ip("link", "add", self._wire, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        ip("link", "set", self._wire, "master", network.bridge, "up")
        for part in (["addr", "add", f"{self.address}/24", "dev", "eth0"], ["link", "set", "eth0", "up"]):
            ip("-n", self.namespace, *part)
        ip("-n", self.namespace, "link", "set", "lo", "up")

    def command(self, arguments: Sequence[str]) -> list[str]:
        """How a command is run here."""
        return ["ip", "netns", "exec", self.namespace, *arguments]

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str], cwd: Path, log: Path) -> None:
        """Start a process that goes on."""
        with log.open("ab") as out:
            self.processes[name] = subprocess.Popen(
                self.command(arguments), env=dict(environment), cwd=cwd, stdout=out, stderr=out, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """kill -9 of a process and everything that it started."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def cut_off(self) -> None:
        """Pull its network cable."""
        ip("link", "set", self._wire, "down")

    def connect(self) -> None:
        """Put the cable back."""
        ip("link", "set", self._wire, "up")

    def remove(self) -> None:
        """Kill what runs here, whoever started it, and take the machine away."""
        listed = subprocess.run(["ip", "netns", "pids", self.namespace], capture_output=True, text=True, check=False)
        for pid in listed.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        for process in self.processes.values():
            process.wait()
        # Taken away by name: what goes with its namespace goes later, and the next drill wants the name.
        ip("link", "del", self._wire)
        ip("netns", "del", self.namespace)


class Network:
    """A bridge; this process is at its address 254."""

    made = count()

    def __init__(self) -> None:
        # One may be up for a whole file of tests while another test beside it has its own.
        number = (os.getpid() * 7 + next(self.made)) % 250
        self.bridge, self.prefix = f"alm{number}", f"10.231.{number}"
        self.machines: list[Machine] = []

    def machine(self, name: str) -> Machine:
        """Another machine."""
        self.machines.append(Machine(self, name, len(self.machines) + 1))
        return self.machines[-1]


@contextmanager
def a_network() -> Iterator[Network]:
    """A network without machines; whatever was added is gone at the end."""
    network = Network()
    ip("link", "add", network.bridge, "type", "bridge")
    try:
        ip("addr", "add", f"{network.prefix}.254/24", "dev", network.bridge)
        ip("link", "set", network.bridge, "up")
        yield network
    finally:
        for machine in network.machines:
            machine.remove()
        ip("link", "del", network.bridge)
