"""What no browser sends, to the web server as it really runs: it answers in order or hangs up, and stays well."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from almoner.config.environment import ROOT
from tests.installation import a_free_port
from tests.sweeps.bad_inputs import METHODS, TYPES, nasty

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

MOST = 5_000 if os.environ.get("WIDE") == "1" else 500
#: As long as a slow header may take, and a little.
PATIENCE = 15.0
LOGIN = b"/account/login/"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes], Path]]:
    """The web server on this run's database: its port, its process, and what it says."""
    port, said = a_free_port(), tmp_path / "said.txt"
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, check=True, capture_output=True)
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "almoner", "serve", "--port", str(port), "--workers", "1", "--threads", "4"],
            env=os.environ | {"ALMONER_POOL_SIZE": "4"}, cwd=ROOT, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        ends = time.monotonic() + 60
        while ask(port, request(b"GET", b"/livez"))[:12] != b"HTTP/1.1 200":
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < ends, said.read_text()
            time.sleep(0.2)
        yield port, process, said
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def request(method: bytes, path: bytes, *headers: bytes, body: bytes = b"", version: bytes = b"HTTP/1.1") -> bytes:
    """A request in bytes, with a host and whatever other headers."""
    lines = [b"%s %s %s" % (method, path, version), b"Host: 127.0.0.1", b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def posted(body: bytes, kind: bytes, *more: bytes, path: bytes = LOGIN) -> bytes:
    return request(b"POST", path, b"Content-Type: " + kind, b"Content-Length: %d" % len(body), *more, body=body)


def ask(port: int, sent: bytes, *, seconds: float = PATIENCE) -> bytes:
    """What comes back for these bytes, to the end; nothing where the server hangs up."""
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
            line.sendall(sent)
            while len(answer) < 1 << 20 and (piece := line.recv(1 << 16)):
                answer += piece
    except TimeoutError:
        return answer or b"(nothing came)"
    except OSError:
        return answer
    return answer


def statuses(answer: bytes) -> list[int]:
    """The status of each answer that came back on one line."""
    found = [piece[:3] for piece in answer.split(b"HTTP/1.1 ")[1:]]
    return [int(each) for each in found if each.isdigit()]


CHUNKED = b"Transfer-Encoding: chunked"
FORM = b"application/x-www-form-urlencoded"
SECOND = b"GET /livez HTTP/1.1\r\nHost: smuggled\r\n\r\n"

SHAPES: dict[str, bytes] = {
    "length and chunks": request(b"POST", LOGIN, b"Content-Length: 4", CHUNKED, body=b"0\r\n\r\n" + SECOND),
    "chunks and length": request(b"POST", LOGIN, CHUNKED, b"Content-Length: 60", body=b"0\r\n\r\n" + SECOND),
    "two lengths": request(b"POST", LOGIN, b"Content-Length: 0", b"Content-Length: 44", body=SECOND),
    "a list of lengths": request(b"POST", LOGIN, b"Content-Length: 0, 44", body=SECOND),
    "a signed length": request(b"POST", LOGIN, b"Content-Length: +0", body=SECOND),
    "a length below nothing": request(b"POST", LOGIN, b"Content-Length: -1"),
    "a length beyond counting": request(b"POST", LOGIN, b"Content-Length: " + b"9" * 60),
    "a length in hexadecimals": request(b"POST", LOGIN, b"Content-Length: 0x4", body=b"abcd"),
    "chunks spelt oddly": request(b"POST", LOGIN, b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + SECOND),
    "chunks after a tab": request(b"POST", LOGIN, b"Transfer-Encoding:\tchunked", body=b"0\r\n\r\n"),
    "chunks and something else": request(b"POST", LOGIN, b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n"),
    "a space before the colon": request(b"POST", LOGIN, b"Content-Length : 0", body=SECOND),
    "a folded header": request(b"GET", b"/", b"X-Folded: a\r\n b"),
    "a header without a colon": request(b"GET", b"/", b"nonsense"),
    "a header without a name": request(b"GET", b"/", b": a"),
    "NUL in a header": request(b"GET", b"/", b"X-Nul: a\x00b"),
    "a bare return in a header": request(b"GET", b"/", b"X-Bare: a\rb"),
    "high bytes in a header": request(b"GET", b"/", b"X-High: \xff\xfe\x80", b"Cookie: sessionid=\xff"),
    "high bytes in the host": b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n",
    "another's host": b"GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": request(b"GET", b"/", b"Host: example.org"),
    "a whole address": request(b"GET", b"http://example.org/"),
    "no path": request(b"GET", b"*"),
    "a path of NULs": request(b"GET", b"/\x00\x00"),
    "a path of high bytes": request(b"GET", b"/\xff\xfe/"),
    "half a character in the path": request(b"GET", b"/%ed%a0%80/"),
    "NUL in the path": request(b"GET", b"/register/%00/"),
    "a path that climbs": request(b"GET", b"/static/../../etc/passwd"),
    "a path that climbs in disguise": request(b"GET", b"/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    "a long path": request(b"GET", b"/" + b"a" * 30_000),
    "a long question": request(b"GET", b"/register/?q=" + b"a" * 30_000),
    "a header of a hundred kilobytes": request(b"GET", b"/", b"X-Long: " + b"a" * 100_000),
    "a thousand headers": request(b"GET", b"/", *[b"X-%d: a" % n for n in range(1000)]),
    "a cookie of sixty kilobytes": request(b"GET", b"/", b"Cookie: " + b"a=b; " * 12_000),
    "HTTP 0.9": b"GET /\r\n",
    "HTTP 3.0": request(b"GET", b"/", version=b"HTTP/3.0"),
    "no version": b"GET / \r\n\r\n",
    "HTTP 2 straight away": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
    "nothing but returns": b"\r\n" * 5000,
    "noise": bytes(range(256)) * 20,
    "a chunk beyond counting": request(b"POST", LOGIN, CHUNKED, body=b"ffffffffffffffffff\r\na"),
    "a chunk below nothing": request(b"POST", LOGIN, CHUNKED, body=b"-1\r\na\r\n0\r\n\r\n"),
    "a chunk shorter than it says": request(b"POST", LOGIN, CHUNKED, body=b"5\r\nabc\r\n0\r\n\r\n"),
    "a chunk longer than it says": request(b"POST", LOGIN, CHUNKED, body=b"1\r\nabcdef\r\n0\r\n\r\n"),
    "a chunk with a long extension": request(
        b"POST", LOGIN, CHUNKED, body=b"1;" + b"x" * 70_000 + b"\r\na\r\n0\r\n\r\n"
    ),
    "trailers that set a length": request(b"POST", LOGIN, CHUNKED, body=b"0\r\nContent-Length: 9\r\n\r\n"),
    "an upgrade": request(b"GET", b"/", b"Upgrade: websocket", b"Sec-WebSocket-Key: a", b"Sec-WebSocket-Version: 13"),
    "a promise to wait": posted(b"a=b", FORM, b"Expect: 100-continue"),
    "a promise of something else": posted(b"a=b", FORM, b"Expect: a-miracle"),
    "ten thousand fields": posted(b"&".join(b"f%d=" % n for n in range(10_000)), FORM),
    "a field of five megabytes": posted(b"login=" + b"a" * (5 << 20), FORM),
    "NUL and half a character in fields": posted(b"login=%00%ed%a0%80&password=%ff", FORM),
    "a body that is no form": posted(b"\xff" * 1000, FORM),
    "multipart without a boundary": posted(b"--a\r\n\r\n", b"multipart/form-data"),
    "multipart with another boundary": posted(b"--b\r\n\r\nx\r\n--b--", b"multipart/form-data; boundary=a"),
    "multipart cut off": posted(b'--a\r\nContent-Disposition: form-data; name="f"', b"multipart/form-data; boundary=a"),
    "multipart in a hundred kilobytes of header": posted(
        b"--a\r\nX: " + b"x" * 100_000, b"multipart/form-data; boundary=a"
    ),
    "multipart of ten thousand parts": posted(
        b'--a\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n' * 10_000 + b"--a--",
        b"multipart/form-data; boundary=a",
    ),
    "multipart in base64 that is none": posted(
        b'--a\r\nContent-Disposition: form-data; name="f"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--a--',
        b"multipart/form-data; boundary=a",
    ),
    "deep JSON": posted(b"[" * 100_000, b"application/json", path=b"/api/cases/a/b/moves/c"),
    "JSON of one huge number": posted(b"9" * 100_000, b"application/json", path=b"/api/cases/a/b/moves/c"),
    "an unknown encoding": posted(b"a=b", FORM + b"; charset=klingon"),
    "a coded body": posted(b"\x1f\x8b" + b"\x00" * 50, FORM, b"Content-Encoding: gzip"),
    "a forged address": request(b"GET", b"/register/?q=a", b"X-Forwarded-For: " + b"1, " * 3000),
    "a range of everything": request(b"GET", b"/", b"Range: bytes=" + b"0-," * 5000),
    "a time that never was": request(b"GET", b"/static/x.css", b"If-Modified-Since: Mon, 99 Zzz 0000 99:99:99 GMT"),
}


def well(port: int) -> bool:
    """Whether the server answers an ordinary request at once."""
    return statuses(ask(port, request(b"GET", b"/livez"), seconds=5)) == [200]


@pytest.fixture
def resident(server: tuple[int, subprocess.Popen[bytes], Path]) -> Callable[[], int]:
    """How many bytes the server's processes hold."""

    def held() -> int:
        group, total = server[1].pid, 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.getpgid(int(entry.name)) == group:
                        total += int((entry / "statm").read_text().split()[1]) * 4096
                except OSError:
                    continue
        return total

    return held


def test_every_shape_is_refused_or_answered_in_order_and_the_server_stays_well(
    server: tuple[int, subprocess.Popen[bytes], Path], resident: Callable[[], int]
) -> None:
    port, process, said = server
    before, wrong, ended = resident(), list[str](), Counter[str]()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda sent: ask(port, sent), SHAPES.values()))
    for (name, sent), answer in zip(SHAPES.items(), answers, strict=True):
        got = statuses(answer)
        ended[str(got or "hung up")] += 1
        if any(status >= 500 for status in got):
            wrong.append(f"{name}: {got}")
        if len(got) > 1 and not (got[0] == 100 and len(got) == 2):
            wrong.append(f"{name}: answered {len(got)} times, so a second request was smuggled in: {sent[:80]!r}")
        if answer == b"(nothing came)":
            wrong.append(f"{name}: neither an answer nor an end within {PATIENCE:.0f} s")
        if b"root:" in answer:
            wrong.append(f"{name}: a file of the machine's came back")
    print(f"\n{len(SHAPES)} shapes; {dict(ended)}; {(resident() - before) >> 20} MB more held")
    assert wrong == [], "\n".join(wrong)
    assert well(port)
    assert process.poll() is None
    assert resident() - before < 150 << 20
    assert "Traceback" not in said.read_text()


def test_slow_headers_do_not_keep_others_waiting(server: tuple[int, subprocess.Popen[bytes], Path]) -> None:
    port, _, _ = server
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    try:
        for line in slow:
            line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        for _ in range(5):
            assert well(port)
        ends = time.monotonic() + PATIENCE + 15
        while slow and time.monotonic() < ends:
            slow = [line for line in slow if not closed(line)]
            time.sleep(0.2)
        assert slow == [], "slow headers are given up on after ten seconds"
    finally:
        for line in slow:
            line.close()


def closed(line: socket.socket) -> bool:
    """Whether the server has hung up, having perhaps said why."""
    line.settimeout(0.01)
    try:
        while line.recv(4096):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    line.close()
    return True


def bent(dice: random.Random) -> bytes:
    """A request with something wrong in each of its parts, now and then."""
    method = dice.choice(METHODS).encode()
    path = b"/" + nasty(dice)[:300].replace(b" ", b"%20") if dice.random() < 0.6 else LOGIN
    headers = [b"%s: %s" % (nasty(dice)[:40] or b"X", nasty(dice)[:2000]) for _ in range(dice.randrange(3))]
    body = nasty(dice) * dice.choice((0, 1, 30))
    headers.append(b"Content-Type: " + dice.choice(TYPES).encode())
    headers.append(b"Content-Length: %d" % (len(body) if dice.random() < 0.9 else max(0, len(body) - 3)))
    sent = bytearray(request(method, path, *headers, body=body))
    if dice.random() < 0.3:
        sent[dice.randrange(len(sent))] = dice.randrange(256)
    return bytes(sent)


def test_no_bent_request_gets_a_5xx(server: tuple[int, subprocess.Popen[bytes], Path]) -> None:
    port, process, said = server
    seed = random.SystemRandom().randrange(10**9)
    dice, ended = random.Random(seed), Counter[str]()
    sent = [bent(dice) for _ in range(MOST)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda each: ask(port, each, seconds=30), sent))
    wrong = [
        (each[:300], statuses(answer))
        for each, answer in zip(sent, answers, strict=True)
        if any(status >= 500 for status in statuses(answer))
    ]
    for answer in answers:
        ended[str(statuses(answer) or ("silent" if answer else "hung up"))] += 1
    print(f"\n{MOST:,} bent requests from seed {seed}: {dict(ended)}")
    assert wrong == []
    assert well(port)
    assert process.poll() is None
    assert "Traceback" not in said.read_text()
