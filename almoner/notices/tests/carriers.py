"""Carriers that really run, on this machine: a server that answers as GOV.UK Notify does, and a mail server."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import AsyncMessage

API_KEY = f"test-{uuid4()}-{uuid4()}"


class FakeNotify:
    """What Notify does with email: takes it, finds it by reference, says what became of it, or is in trouble."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.statuses: dict[str, str] = {}
        self.trouble: list[int] = []
        #: Take the message, and hang up before saying so, as a connection that breaks does.
        self.hang_up_after_taking = 0
        self.url = ""

    def take(self, body: dict[str, Any]) -> dict[str, Any]:
        made = {**body, "id": str(uuid4())}
        self.taken.append(made)
        self.statuses[made["id"]] = "created"
        return {"id": made["id"], "reference": body.get("reference"), "content": {}, "uri": "", "template": {}}

    def described(self, notification: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": notification["id"],
            "reference": notification["reference"],
            "status": self.statuses[notification["id"]],
        }


def _handler(notify: FakeNotify) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self, status: int, body: Any) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def fails(self, status: int) -> None:
            self.answer(status, {"status_code": status, "errors": [{"error": "Error", "message": "no"}]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.headers.get("Authorization", "").startswith("Bearer "):
                self.fails(403)
            elif notify.trouble:
                self.fails(notify.trouble.pop(0))
            elif body["email_address"].endswith("@refused.example"):
                self.fails(400)
            else:
                made = notify.take(body)
                if notify.hang_up_after_taking:
                    notify.hang_up_after_taking -= 1
                    self.close_connection = True
                    self.connection.close()
                    return
                self.answer(201, made)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if notify.trouble:
                self.fails(notify.trouble.pop(0))
            elif one := re.fullmatch(r"/v2/notifications/([0-9a-f-]{36})", parts.path):
                found = [each for each in notify.taken if each["id"] == one[1]]
                self.answer(200, notify.described(found[0])) if found else self.fails(404)
            else:
                reference = parse_qs(parts.query).get("reference", [""])[0]
                found = [notify.described(each) for each in notify.taken if each["reference"] == reference]
                self.answer(200, {"notifications": found, "links": {}})

        def log_message(self, *_arguments: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def running_notify() -> Iterator[FakeNotify]:
    """The server, while the block lasts."""
    notify = FakeNotify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(notify))
    server.daemon_threads = True
    notify.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Postbox(AsyncMessage):
    """Keeps what the mail server takes. Addresses of some names are refused, for ever or for now."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if address.startswith("nobody@"):
            return "550 5.1.1 No such person"
        if address.startswith("full@"):
            return "452 4.2.2 Mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_message(self, message: Any) -> None:
        self.messages.append(message)


@contextmanager
def running_mail_server() -> Iterator[tuple[Postbox, int]]:
    """A mail server on a free port, while the block lasts."""
    postbox = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postbox, port
    finally:
        controller.stop()
