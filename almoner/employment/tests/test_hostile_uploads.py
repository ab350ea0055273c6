"""Two hundred and fifty hostile files through the real upload page, family by family, under a scanner in trouble.

Each gets its fixed verdict; what is let in waits, and is never clean because nobody answered; a reading child stays
within its limits and leaves no process behind; and after each family an ordinary list still goes through.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from almoner.documents import actions as documents
from almoner.documents.models import Document
from almoner.documents.queries import is_served
from almoner.documents.rules import State
from almoner.documents.spreadsheets import Limits
from almoner.documents.tests.factories import TESTER
from almoner.documents.tests.fakes import clamd
from almoner.documents.tests.hostile import Hostile
from almoner.documents.tests.hostile_bombs import READ
from almoner.documents.tests.hostile_families import FAMILIES, GOOD, NAMES
from almoner.employment import actions
from almoner.employment.models import StaffList, StaffMember
from almoner.employment.tests.factories import a_council, an_officer
from almoner.employment.tests.test_bad_inputs import UPLOAD, send
from almoner.record.models import Entry
from almoner.scope import clock
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db]

#: CPU of the reading child and of the page, in seconds; and the memory of any child, which is its limit.
MOST_SECONDS, MOST_BYTES = 5.0, Limits().memory_bytes
PARENT_GROWTH = 50 << 20
IN_TROUBLE: tuple[Callable[[], AbstractContextManager[str]], ...] = (
    lambda: nullcontext("127.0.0.1:9"),
    lambda: clamd(delay=2.0),
    lambda: clamd(answer="stream: OK, as far as I know"),
    lambda: clamd(breaks_off=True),
    lambda: clamd(version="ClamAV 1.4.6/27800/Mon Nov  3 07:00:00 2025"),
)


@pytest.fixture
def browser() -> Client:
    client = Client()
    with system("test"):
        client.force_login(an_officer(a_council()))
    return client


def children() -> list[str]:
    """The processes that this one has started and not seen the end of, those of the test database left out."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == os.getpid():
                found.append(
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode() or "(ended, not waited for)"
                )
        except OSError:
            continue
    return [command for command in found if "spreadsheets.child" in command or command.startswith("(ended")]


def spent() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def held() -> int:
    """The bytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def verdict_on(browser: Client, hostile: Hostile, content: bytes) -> str:
    """What whoever sent it reads in the end, or that it was read."""
    page = send(browser, content, "list.csv")
    if "There is a problem" in page:
        return page
    with system("test"):
        found = StaffList.objects.order_by("-opened_at", "-pk").first()
        assert found is not None
        actions.read(list_id=found.pk, now=clock.now())
        found.refresh_from_db()
        return found.trouble if found.state == "unreadable" else READ


def never_clean_by_silence(settings: Settings, in_trouble: AbstractContextManager[str]) -> int:
    """Have everything that was taken in scanned by a scanner in trouble; how many documents there were."""
    settings.DOCUMENTS_SCAN_SECONDS, settings.DOCUMENTS_SIGNATURES_HOURS = 0.3, 48
    with in_trouble as settings.DOCUMENTS_CLAMD, system("test"):
        waiting = list(Document.objects.filter(state=State.QUARANTINED)[:10])
        for document in waiting:
            document = documents.scan(document_id=document.id, by=TESTER, now=clock.now())
            assert (document.standing, is_served(document)) == (State.WAITING, False)
        assert not Document.objects.filter(state__in=[State.CLEAN, State.NOT_SCANNED]).exists()
    return len(waiting)


def largest_child() -> int:
    """The most memory that any child of this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10


@pytest.mark.long
@pytest.mark.parametrize(("family", "at"), [(family, at) for at, family in enumerate(FAMILIES)])
def test_every_file_of_a_family_gets_its_verdict(browser: Client, settings: Settings, family: str, at: int) -> None:
    wrong, slowest, grown, count = list[str](), (0.0, ""), (0, ""), 0
    before = largest_child()
    for hostile in FAMILIES[family]():
        content, count = hostile.make(), count + 1
        memory, began = held(), spent()
        got = verdict_on(browser, hostile, content)
        slowest = max(slowest, (spent() - began, hostile.name))
        grown = max(grown, (held() - memory, hostile.name))
        if not any(words in got for words in hostile.verdict.split("|")):
            wrong.append(f"{hostile.name}: {hostile.verdict!r} is not in {got[-600:]!r}")
    taken_in = never_clean_by_silence(settings, IN_TROUBLE[at % len(IN_TROUBLE)]())
    peak = largest_child()
    print(
        f"\n{count} of {family}: slowest {slowest[0]:.1f} s CPU ({slowest[1]}); any child at most {peak >> 20} MB; "
        f"the parent grew {grown[0] >> 20} MB; {taken_in} let in and waiting"
    )
    assert wrong == [], "\n".join(wrong)
    assert slowest[0] < MOST_SECONDS
    # A larger one that another test of this process had before says nothing of these.
    assert peak < MOST_BYTES or peak == before
    assert grown[0] < PARENT_GROWTH
    assert children() == []
    with system("test"):
        assert not StaffMember.objects.exists()
    assert verdict_on(browser, Hostile("", bytes, READ), GOOD + b"Bo,SW2\r\n") == READ


def with_name(name: bytes, content: bytes) -> bytes:
    """A form with a file of this name, as no browser would write it."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/csv\r\n\r\n' % name
    return head + content + b"\r\n--x--\r\n"


def names_taken(browser: Client, names: tuple[str, ...]) -> list[str]:
    """Send a good list under each name; the names that documents got."""
    for at, name in enumerate(names):
        body = with_name(name.encode("utf-8", "surrogatepass"), GOOD + b"Bo,SW%d\r\n" % (at + 2))
        answer = browser.generic("POST", UPLOAD, body, "multipart/form-data; boundary=x")
        assert answer.status_code in (200, 302, 400), ascii(name)
    with system("test"):
        return list(Document.objects.values_list("name", flat=True))


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("../../list.csv", "\u202elist.csv", "con.csv", "a" * 300 + ".csv"), id="a few"),
        pytest.param(NAMES, id="all", marks=pytest.mark.long),
    ],
)
def test_no_name_of_a_file_steers_anything(browser: Client, names: tuple[str, ...], settings: Settings) -> None:
    taken = names_taken(browser, names)
    # The others are refused by their ending, or are no name at all to the reader of the form.
    assert len(taken) >= len(names) // 3
    for name in taken:
        assert not set(name) & set('/\\"<>|:*?%\r\n\0\u202e\u200b'), ascii(name)
        assert len(name) <= 125
        assert name.endswith((".csv", ".txt"))
        assert not name.startswith(".")
    keys = [path.name for path in (Path(settings.DOCUMENTS_STORE) / "documents").rglob("*") if path.is_file()]
    with system("test"):
        assert {document.id.hex for document in Document.objects.all()} <= set(keys)
        assert Entry.objects.filter(kind="document.received").count() == len(taken)
