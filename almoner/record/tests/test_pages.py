from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record import access
from almoner.record.access import CaseHeading
from almoner.record.actions import append
from almoner.record.models import Head, Reading
from almoner.record.queries.letters import letter_line
from almoner.record.rules import bundle, receipt
from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint
from almoner.record.rules.note import SigningKey, to_base64
from almoner.record.sealer import Sealer
from almoner.record.tests.factories import CASES, MOMENT, an_event, events
from almoner.scope.context import system

pytestmark = pytest.mark.django_db(transaction=True)

CASE = UUID("0193a4c0-0000-7000-8000-00000000000a")


def text_of(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode())


def test_before_anything_is_sealed_the_page_says_so(client: Client, sealer: Sealer) -> None:
    assert "Nothing is sealed yet" in text_of(client, "/record/")
    assert client.get("/record/latest.head").status_code == 404


def test_anybody_sees_the_seals_and_takes_them_and_the_key_away(client: Client, sealer: Sealer) -> None:
    events(5)
    sealer.seal_all()
    page = text_of(client, "/record/")
    assert "over 5 events" in page
    assert "What it does not prove" in page
    assert str(sealer.key.verifier) in page
    head = client.get("/record/latest.head")
    assert open_checkpoint(head.content.decode(), [sealer.key.verifier]).size == 5
    assert client.get("/record/heads/5.head").content == head.content
    assert client.get("/record/record.pub").content.decode().strip() == str(sealer.key.verifier)
    assert client.get("/record/heads/4.head").status_code == 404
    assert client.get(f"/record/heads/{'9' * 30}.head").status_code == 404


def test_seals_are_shown_25_at_a_time(client: Client, sealer: Sealer) -> None:
    for _ in range(27):
        an_event()
        sealer.seal_all()
    assert text_of(client, "/record/").count("Download<span") == 25
    assert text_of(client, "/record/", page="2").count("Download<span") == 2
    assert text_of(client, "/record/", page="nonsense").count("Download<span") == 25


def test_a_head_that_somebody_kept_is_held_against_the_record(client: Client, sealer: Sealer) -> None:
    events(5)
    sealer.seal_all()
    kept = Head.objects.get().note
    events(300)
    sealer.seal_all()
    answer = unescape(client.post("/record/check/", {"pasted": kept}).content.decode())
    assert "It fits" in answer
    assert "still begins with exactly the events that this seal covers" in answer


def test_a_head_of_a_longer_record_shows_that_events_are_missing_here(client: Client, sealer: Sealer) -> None:
    events(5)
    sealer.seal_all()
    longer = Checkpoint(sealer.key.verifier.name, 9, bytes(32)).signed(sealer.key)
    answer = unescape(client.post("/record/check/", {"pasted": longer}).content.decode())
    assert "It does not fit" in answer
    assert "Events are missing here" in answer


def test_a_head_of_another_past_shows_that_the_past_was_altered(client: Client, sealer: Sealer) -> None:
    events(5)
    sealer.seal_all()
    other = Checkpoint(sealer.key.verifier.name, 5, bytes(32)).signed(sealer.key)
    answer = unescape(client.post("/record/check/", {"pasted": other}).content.decode())
    assert "The past has been altered" in answer


@pytest.mark.parametrize(
    "pasted", ["", "nonsense", "c2sp.org/tlog-proof@v1\n\n", "a\n1\nb\n\n— x y\n", "\0", "x" * 30_000]
)
def test_what_cannot_be_believed_is_refused_in_words_and_kept_in_the_box(
    client: Client, sealer: Sealer, pasted: str
) -> None:
    answer = client.post("/record/check/", {"pasted": pasted})
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    assert "There is a problem" in page
    assert "It fits" not in page
    assert pasted.strip("\0") in page


def test_a_head_signed_by_somebody_else_is_not_believed(client: Client, sealer: Sealer) -> None:
    events(5)
    sealer.seal_all()
    stranger = SigningKey.generate(sealer.key.verifier.name)
    forged = Checkpoint(stranger.verifier.name, 5, bytes(32)).signed(stranger)
    page = unescape(client.post("/record/check/", {"pasted": forged}).content.decode())
    assert "none of the signatures is by a key that was given" in page


def a_case_with_events(organisation_id: int) -> list[UUID]:
    return [
        an_event(
            case_id=CASE, organisation_id=organisation_id, reasons=f"Reason number {n}", now=MOMENT + timedelta(days=n)
        )
        for n in range(3)
    ]


def test_a_letter_is_checked_by_its_three_values(client: Client, sealer: Sealer) -> None:
    ids = events(7)
    assert letter_line(ids[3]) is None
    sealer.seal_all()
    with system("test"):
        line = letter_line(ids[3])
    assert line is not None
    an_event()
    sealer.seal_all()
    given = {"event": str(line.index), "size": str(line.size), "root": line.root}
    assert "This event is in the record" in text_of(client, "/record/check-letter/", **given)
    spaced = {"event": " 3 ", "size": "7", "root": f"{line.root[:20]} {line.root[20:]}"}
    assert "It fits" in text_of(client, "/record/check-letter/", **spaced)
    for wrong in ({"size": "8"}, {"root": to_base64(bytes(32))}, {"event": "7"}):
        assert "It does not fit" in text_of(client, "/record/check-letter/", **{**given, **wrong})
    for wrong in ({"size": ""}, {"root": "short"}, {"event": "-1"}, {"event": "9" * 40}):
        assert "There is a problem" in text_of(client, "/record/check-letter/", **{**given, **wrong})


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Person:
    """A data protection lead of a council, who may see its case, its record and take out a bundle."""
    with system("test"), transaction.atomic():
        council = an_organisation()
        person = a_person("Bronwen ap Llewellyn-Featherstonehaugh", Role.PRIVACY_OFFICER, council)
    heading = CaseHeading("REF-2026-0001", "Referral of Jo Bloggs", "/cases/referral/1/", council.id)
    monkeypatch.setattr(access, "_case_visible", [lambda who, case_id, on: heading if case_id == CASE else None])
    return person


def organisation_of(person: Person) -> int:
    with system("test"), transaction.atomic():
        return int(person.memberships.get().organisation_id)


@pytest.mark.clause("FTP-3.5")
def test_a_case_is_told_in_words_with_who_why_the_clause_and_the_seal(
    client: Client, sealer: Sealer, officer: Person
) -> None:
    own = organisation_of(officer)
    append(
        kind="case.noted", subject="case:1", case_id=CASE, organisation_id=own, by=officer, now=MOMENT,
        clause="FTP-3.5", reasons="She <b>agreed</b>.",
        before={"state": "raised"}, after={"state": "agreed", "urgent": True},
    )  # fmt: skip
    sealer.seal_all()
    an_event(case_id=CASE, organisation_id=own)
    client.force_login(officer)
    page = client.get(f"/record/case/{CASE}/").content.decode()
    assert "She &lt;b&gt;agreed&lt;/b&gt;." in page
    text = unescape(page)
    for words in (
        "Case: noted", officer.name, "Raised", "Agreed", "Clause FTP-3.5",
        "Sealed as event 0 of the record, number 1 here",
        "Waiting", "1 event waits for the next seal", "Make a bundle",
    ):  # fmt: skip
        assert words in text, words


def test_opening_a_cases_record_is_noted(client: Client, sealer: Sealer, officer: Person) -> None:
    client.force_login(officer)
    client.get(f"/record/case/{CASE}/")
    with system("test"), transaction.atomic():
        reading = Reading.objects.get()
    assert (reading.actor_id, reading.case_id) == (officer.actor_id, CASE)


def test_a_case_that_somebody_may_not_see_is_the_same_as_one_that_never_was(
    client: Client, sealer: Sealer, officer: Person
) -> None:
    hidden = uuid4()
    an_event(case_id=hidden, organisation_id=99)
    event = an_event(case_id=CASES[1], organisation_id=99)
    sealer.seal_all()
    client.force_login(officer)
    answers = [client.get(f"/record/case/{which}/") for which in (hidden, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(reverse("record:case_receipt", args=[CASE, event])).status_code == 404
    assert client.post(reverse("record:bundle_make", args=[hidden])).status_code == 404


def test_another_party_to_the_case_sees_its_own_part_and_takes_out_no_bundle(
    client: Client, sealer: Sealer, officer: Person
) -> None:
    with system("test"), transaction.atomic():
        agency = an_organisation()
        party = a_person("Sam Okafor", Role.PRIVACY_OFFICER, agency)
    an_event(case_id=CASE, organisation_id=organisation_of(officer), reasons="The council's own reason")
    an_event(case_id=CASE, organisation_id=agency.id, reasons="The agency's own reason")
    client.force_login(party)
    page = text_of(client, f"/record/case/{CASE}/")
    assert "The agency's own reason" in page
    assert "The council's own reason" not in page
    assert client.post(reverse("record:bundle_make", args=[CASE])).status_code == 404
    client.force_login(officer)
    assert "The agency's own reason" in text_of(client, f"/record/case/{CASE}/")


def test_a_receipt_is_taken_from_the_page_and_proves_its_event(client: Client, sealer: Sealer, officer: Person) -> None:
    ids = a_case_with_events(organisation_of(officer))
    sealer.seal_all()
    client.force_login(officer)
    answer = client.get(reverse("record:case_receipt", args=[CASE, ids[1]]))
    assert receipt.read(answer.content.decode(), [sealer.key.verifier]).leaf.id == str(ids[1])
    posted = client.post("/record/check/", {"pasted": answer.content.decode()})
    assert "This event is in the record" in posted.content.decode()


@pytest.mark.clause("FTP-3.5")
def test_a_bundle_is_made_waits_for_its_seal_and_is_verified(client: Client, sealer: Sealer, officer: Person) -> None:
    a_case_with_events(organisation_of(officer))
    an_event(case_id=CASE, organisation_id=77, reasons="what the agency did")
    client.force_login(officer)
    waiting = client.post(reverse("record:bundle_make", args=[CASE])).headers["Location"]
    assert "being sealed" in text_of(client, waiting)
    assert client.get(f"{waiting}file/").status_code == 302
    sealer.seal_all()
    assert "The bundle is ready" in text_of(client, waiting)
    file = client.get(f"{waiting}file/")
    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    verdict = bundle.verify(lines, [sealer.key.verifier])
    assert verdict.fits, verdict.findings
    assert verdict.events == 5
    assert client.get(reverse("record:bundle_wait", args=[CASE, uuid4()])).status_code == 404


def test_a_long_record_is_shown_25_events_at_a_time(client: Client, sealer: Sealer, officer: Person) -> None:
    own = organisation_of(officer)
    with transaction.atomic():
        for _ in range(30):
            an_event(case_id=CASE, organisation_id=own)
    client.force_login(officer)
    counted = [
        text_of(client, f"/record/case/{CASE}/", page=page).count('"almoner-record__event"') for page in ("1", "2", "9")
    ]
    assert counted == [25, 5, 5]


def test_an_empty_record_says_what_will_stand_there(client: Client, sealer: Sealer, officer: Person) -> None:
    client.force_login(officer)
    assert "Nothing is recorded yet" in text_of(client, f"/record/case/{CASE}/")


def test_whoever_is_not_signed_in_reaches_no_case(client: Client, sealer: Sealer, officer: Person) -> None:
    assert client.get(f"/record/case/{CASE}/").status_code == 302


def test_a_colleague_who_may_see_the_case_sees_its_record_and_takes_out_no_bundle(
    client: Client, sealer: Sealer, officer: Person
) -> None:
    an_event(case_id=CASE, organisation_id=organisation_of(officer), reasons="What was decided")
    with system("test"), transaction.atomic():
        colleague = a_person("Alex Lee", Role.PRINCIPAL_SOCIAL_WORKER, officer.memberships.get().organisation)
    client.force_login(colleague)
    page = text_of(client, f"/record/case/{CASE}/")
    assert "What was decided" in page
    assert "Make a bundle" not in page
    assert "belongs to others" not in page
    assert client.post(reverse("record:bundle_make", args=[CASE])).status_code == 404


def test_whoever_may_erases_what_was_written_for_a_reason_that_is_kept(
    client: Client, sealer: Sealer, officer: Person
) -> None:
    own = organisation_of(officer)
    event = an_event(case_id=CASE, organisation_id=own, reasons="What should never have been written")
    elsewhere = an_event(case_id=CASE, organisation_id=99)
    sealer.seal_all()
    client.force_login(officer)
    address = reverse("record:event_erase", args=[CASE, event])
    assert address in text_of(client, f"/record/case/{CASE}/")
    assert "Say why it is erased" in client.post(address, {"reasons": " "}).content.decode()
    assert client.post(address, {"reasons": "It named a child."}).headers["Location"] == f"/record/case/{CASE}/"
    page = text_of(client, f"/record/case/{CASE}/")
    assert "What should never have been written" not in page
    assert "What was written here was erased" in page
    assert "It named a child." in page
    assert address not in page
    assert "erased before" in client.post(address, {"reasons": "Again."}).content.decode()
    assert client.get(reverse("record:event_erase", args=[CASE, elsewhere])).status_code == 404


def test_whoever_may_not_erase_is_shown_no_way_to(client: Client, sealer: Sealer, officer: Person) -> None:
    own = organisation_of(officer)
    event = an_event(case_id=CASE, organisation_id=own)
    with system("test"), transaction.atomic():
        director = a_person("Alex Lee", Role.ORGANISATION_ADMINISTRATOR, officer.memberships.get().organisation)
    client.force_login(director)
    address = reverse("record:event_erase", args=[CASE, event])
    assert address not in text_of(client, f"/record/case/{CASE}/")
    assert client.post(address, {"reasons": "Hide it."}).status_code == 404
    assert "because" in text_of(client, f"/record/case/{CASE}/")


def test_values_are_told_in_words_and_what_says_nothing_is_left_out(
    client: Client, sealer: Sealer, officer: Person
) -> None:
    append(
        kind="case.noted", subject="case:1", case_id=CASE, organisation_id=organisation_of(officer), by=officer,
        now=MOMENT,
        before={"version": 1, "note": None}, after={"version": 2, "note": "", "role": "hr_officer", "due": MOMENT},
    )  # fmt: skip
    client.force_login(officer)
    page = text_of(client, f"/record/case/{CASE}/")
    assert "Hr officer" in page
    assert "23 November 2026 at 9:30am" in page.split("Due")[1]
    assert "Version" not in page
    assert "<dt>Note</dt>" not in page
