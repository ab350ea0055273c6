"""A clamd and an S3 service small enough for tests, on real sockets."""

from __future__ import annotations

import contextlib
import re
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FRESH = "ClamAV 1.4.6/27800/Mon Nov 23 07:00:00 2026"


@contextlib.contextmanager
def served(server: socketserver.BaseServer) -> Iterator[None]:
    """The server answering in a thread until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _stream(read: Callable[[int], bytes]) -> bytes:
    content = b""
    while (length := struct.unpack(">L", read(4))[0]) > 0:
        content += read(length)
    return content


@contextlib.contextmanager
def clamd(
    *, version: str = FRESH, answer: str | None = None, delay: float = 0.0, breaks_off: bool = False
) -> Iterator[str]:
    """The address of a clamd that knows one signature, or gives `answer`, or is slow, or breaks off."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            command = self.rfile.read(len(b"zVERSION\0"))
            if command == b"zVERSION\0":
                self.wfile.write(version.encode() + b"\0")
                return
            self.rfile.read(len(b"zINSTREAM\0") - len(command))
            content = _stream(self.rfile.read)
            time.sleep(delay)
            if breaks_off:
                return
            said = answer or ("stream: Almoner.Test.Eicar FOUND" if EICAR in content else "stream: OK")
            with contextlib.suppress(OSError):
                self.wfile.write(said.encode() + b"\0")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    with served(server):
        yield f"127.0.0.1:{server.server_address[1]}"


def _listing(bucket: str, prefix: str, when: dict[str, str]) -> bytes:
    keys = {path.removeprefix(bucket + "/"): put for path, put in when.items()}
    rows = "".join(
        f"<Contents><Key>{key}</Key><LastModified>{put}</LastModified><Size>1</Size></Contents>"
        for key, put in sorted(keys.items())
        if key.startswith(prefix)
    )
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()


@contextlib.contextmanager
def bucket_service(*, behind: timedelta = timedelta(0)) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The address of an S3 service with path-style buckets, and what it holds by path. Unsigned requests get 403.

    Its clock is `behind` ours.
    """
    held: dict[str, bytes] = {}
    when: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _refused(self) -> bool:
            if re.match(r"AWS4-HMAC-SHA256 Credential=", self.headers.get("Authorization", "")):
                return False
            self._say(403, b"")
            return True

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not self._refused():
                assert self.headers["x-amz-server-side-encryption"] == "AES256"
                held[self.path] = body
                when[self.path] = (datetime.now(UTC) - behind).strftime("%Y-%m-%dT%H:%M:%S.000Z")
                self._say(200, b"")

        def do_GET(self) -> None:
            if self._refused():
                return
            path, _, query = self.path.partition("?")
            if "list-type=2" in query:
                self._say(200, _listing(path, parse_qs(query)["prefix"][0], {one: when[one] for one in held}))
            elif self.path in held:
                self._say(200, held[self.path])
            else:
                self._say(404, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>")

        def do_DELETE(self) -> None:
            if not self._refused():
                held.pop(self.path, None)
                self._say(204, b"")

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(datetime.now(UTC) - behind, usegmt=True)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with served(server):
        yield f"http://127.0.0.1:{server.server_address[1]}", held
