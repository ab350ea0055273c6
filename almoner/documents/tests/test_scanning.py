"""A scanner that does not answer has not looked."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from almoner.documents.rules import Finding
from almoner.documents.scanning import Clamd, NoScanner
from almoner.documents.tests.fakes import EICAR, clamd

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def scan(address: str, content: bytes, *, seconds: float = 5.0, hours: int | None = 48) -> tuple[Finding, str]:
    oldest = dt.timedelta(hours=hours) if hours else None
    verdict = Clamd(address, seconds=seconds, oldest=oldest, clock=lambda: NOW).scan(io.BytesIO(content))
    return verdict.finding, verdict.said


def test_a_clean_file_is_found_clean_and_the_scanner_is_named() -> None:
    with clamd() as address:
        verdict = Clamd(address, clock=lambda: NOW).scan(io.BytesIO(b"nothing" * 100_000))
    assert verdict.finding is Finding.NOTHING
    assert verdict.scanner.startswith("ClamAV 1.4.6/27800")


def test_malware_is_found_and_named_wherever_it_lies() -> None:
    with clamd() as address:
        assert scan(address, b"x" * 200_000 + EICAR) == (Finding.MALWARE, "Almoner.Test.Eicar")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("INSTREAM size limit exceeded. ERROR", "larger than"),
        ("stream: Can't allocate memory ERROR", "makes no sense"),
        ("stream: OK and more", "makes no sense"),
        ("OK", "makes no sense"),
        ("UNKNOWN COMMAND", "makes no sense"),
    ],
)
def test_any_answer_but_a_plain_ok_is_no_answer(answer: str, said: str) -> None:
    with clamd(answer=answer) as address:
        finding, words = scan(address, b"x")
    assert finding is Finding.NO_ANSWER
    assert said in words


def test_a_slow_scanner_is_given_up_on() -> None:
    began = time.monotonic()
    with clamd(delay=5) as address:
        assert scan(address, b"x", seconds=0.3) == (Finding.NO_ANSWER, "The virus scanner took too long to answer.")
        assert time.monotonic() - began < 2


def test_a_scanner_that_breaks_off_or_is_not_there_gives_no_answer() -> None:
    with clamd(breaks_off=True) as address:
        assert scan(address, b"x")[0] is Finding.NO_ANSWER
    assert scan(address, b"x") == (Finding.NO_ANSWER, "The virus scanner could not be reached.")
    assert scan("/nowhere/clamd.sock", b"x")[0] is Finding.NO_ANSWER


@pytest.mark.parametrize(
    ("version", "finding"),
    [
        ("ClamAV 1.4.6/27800/Sat Nov 21 09:31:00 2026", Finding.NOTHING),
        ("ClamAV 1.4.6/27800/Sat Nov 21 09:29:00 2026", Finding.NO_ANSWER),
        ("ClamAV 1.4.6/27800/Sat Nov  1 09:29:00 2026", Finding.NO_ANSWER),
        ("ClamAV 1.4.6", Finding.NO_ANSWER),
        ("ClamAV 1.4.6/27800/Xxx Yyy 99 09:29:00 2026", Finding.NO_ANSWER),
        ("SomethingElse 9", Finding.NO_ANSWER),
    ],
)
def test_signatures_over_two_days_old_or_of_no_age_do_not_count(version: str, finding: Finding) -> None:
    with clamd(version=version) as address:
        assert scan(address, b"x")[0] is finding


def test_age_is_not_asked_only_where_that_is_set() -> None:
    with clamd(version="ClamAV 1.4.6") as address:
        assert scan(address, b"x", hours=None)[0] is Finding.NOTHING


def test_no_scanner_says_that_there_is_none() -> None:
    assert NoScanner().scan(io.BytesIO(b"x")).finding is Finding.NO_SCANNER


CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/sbin:/bin")


@pytest.mark.long
@pytest.mark.skipif(CLAMD is None, reason="Debian's clamav-daemon is not installed (apt-get install clamav-daemon)")
def test_debians_clamd_finds_our_own_signature_through_the_same_client(tmp_path: Path) -> None:
    """The real daemon with a signature of ours: this proves the plumbing, not what a live database would find."""
    database = tmp_path / "signatures"
    database.mkdir()
    (database / "almoner.ndb").write_text(f"Almoner.Test:0:*:{EICAR.hex()}\n")
    path = tmp_path / "clamd.sock"
    configuration = tmp_path / "clamd.conf"
    configuration.write_text(
        f"DatabaseDirectory {database}\nLocalSocket {path}\nForeground yes\nStreamMaxLength 25M\nUser root\n"
        f"LogFile {tmp_path}/clamd.log\nTemporaryDirectory {tmp_path}\nAlertExceedsMax yes\n"
    )
    daemon = subprocess.Popen([str(CLAMD), "-c", str(configuration)], stdout=subprocess.DEVNULL)
    try:
        _wait_for(path, daemon)
        assert scan(str(path), b"nothing", hours=None)[0] is Finding.NOTHING
        found, name = scan(str(path), EICAR, hours=None)
        assert found is Finding.MALWARE
        assert name.startswith("Almoner.Test")
        # A database that is only ours carries no date, so in earnest it counts as no answer.
        assert scan(str(path), b"nothing")[0] is Finding.NO_ANSWER
    finally:
        daemon.kill()
        daemon.wait()


def _wait_for(path: Path, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert daemon.poll() is None, "clamd did not start"
        with socket.socket(socket.AF_UNIX) as line:
            if path.exists() and line.connect_ex(str(path)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("clamd did not answer within 30 seconds")
