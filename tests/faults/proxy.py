"""The proxy of docs/running.md, as it stands there, but for TLS and its addresses."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.faults.estate import wait_until
from tests.faults.runbook import blocks
from tests.installation import a_free_port
from tests.proxy_install import NGINX

_AROUND = """
daemon off; worker_processes 1; pid {here}/nginx.pid; error_log {here}/nginx.log warn; {user}
events {{ worker_connections 2048; }}
http {{
access_log off;
client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f;
uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
{documented}
}}
"""


def configuration(here: Path, port: int, servers: Sequence[str]) -> str:
    """The documented block with these servers behind it, on plain http at a port of its own."""
    (documented,) = [block for block in blocks("running.md", "A proxy in front") if "proxy_pass" in block]
    named = " ".join(f"server {server};" for server in servers)
    for pattern, instead in (
        (r"upstream almoner \{.*?\}", f"upstream almoner {{ {named} }}"),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        (r"(?m)^\s*(http2|ssl_certificate|ssl_certificate_key) .*$", ""),
    ):
        documented, found = re.subn(pattern, instead, documented)
        assert found, f"the proxy of docs/running.md has no {pattern}"
    return _AROUND.format(here=here, documented=documented, user="user root;")


@contextmanager
def a_proxy(here: Path, servers: Sequence[str]) -> Iterator[str]:
    """nginx before these servers (address:port); its own address."""
    assert NGINX
    here.mkdir()
    port = a_free_port()
    (here / "nginx.conf").write_text(configuration(here, port, servers))
    process = subprocess.Popen([NGINX, "-c", str(here / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: (here / "nginx.pid").exists() and (here / "nginx.pid").read_text().strip() != "", 20)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
