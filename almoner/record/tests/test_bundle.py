import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.record.rules import bundle, receipt
from almoner.record.rules.checkpoint import Checkpoint
from almoner.record.rules.note import NoteError, SigningKey, from_base64
from almoner.record.rules.tiles import nodes
from almoner.record.rules.tree import inclusion_proof
from almoner.record.rules.verdict import Misfit, Verdict
from almoner.record.rules.verification import Sealed
from almoner.record.tests.books import CASE_A, CASE_B, KEY, ORIGIN, Book, busy_book

KEYS = [KEY.verifier]


def verified(lines: list[str], since: Checkpoint | None = None) -> Verdict:
    return bundle.verify(lines, KEYS, since)


def misfits(verdict: Verdict) -> set[Misfit]:
    return {found.misfit for found in verdict.findings}


def test_an_honest_bundle_of_the_whole_record_fits() -> None:
    verdict = verified(busy_book().bundle())
    assert verdict.fits, verdict.findings
    assert (verdict.events, verdict.cases, verdict.heads) == (61, 2, 9)


def test_an_honest_bundle_of_one_case_fits_and_holds_no_other_case() -> None:
    lines = busy_book().bundle(CASE_A)
    assert verified(lines).fits
    assert verified(lines).events == 21
    assert CASE_B not in "".join(lines)


def test_the_record_is_proved_to_begin_with_an_older_head() -> None:
    book = busy_book(20)
    older = book.seal()
    for _ in range(300):
        book.append()
    assert verified(book.bundle(), older).fits
    assert verified(book.bundle(CASE_A, older), older).fits


def test_a_bundle_of_one_case_made_without_the_older_head_does_not_prove_it() -> None:
    book = busy_book(20)
    older = book.seal()
    book.append()
    verdict = verified(book.bundle(CASE_A), older)
    assert misfits(verdict) == {Misfit.OLD_HEAD}
    assert "made with --since" in verdict.findings[0].words


def test_a_record_rewritten_whole_does_not_follow_from_a_head_that_somebody_kept() -> None:
    older = busy_book(20).seal()
    rewritten = Book()
    for number in range(40):
        rewritten.append(reasons=f"another story {number}")
    assert misfits(verified(rewritten.bundle(), older)) == {Misfit.OLD_HEAD}
    assert misfits(verified(rewritten.bundle(CASE_A, older), older)) == {Misfit.OLD_HEAD}


def test_a_record_that_was_cut_back_does_not_reach_a_head_that_somebody_kept() -> None:
    kept = busy_book(60).seal()
    assert misfits(verified(busy_book(30).bundle(), kept)) == {Misfit.OLD_HEAD}
    assert misfits(verified(busy_book(30).bundle(CASE_A), kept)) == {Misfit.OLD_HEAD}


def test_a_head_of_another_record_is_no_witness_to_this_one() -> None:
    other = Checkpoint("elsewhere.example/record", 5, bytes(32))
    assert Misfit.OLD_HEAD in misfits(verified(busy_book(20).bundle(CASE_A), other))


def test_a_bundle_checked_with_another_key_does_not_fit() -> None:
    stranger = SigningKey.generate(ORIGIN).verifier
    for case in (None, CASE_A):
        assert not bundle.verify(busy_book(20).bundle(case), [stranger]).fits


def test_erased_content_leaves_a_record_that_fits() -> None:
    book = busy_book(30)
    target = book.events[6]
    book.events[6] = target._replace(payload=None, salt=None)
    book.append(kind="record.erased", case=target.leaf.case, subject=f"record.event:{target.leaf.id}")
    for case in (None, target.leaf.case):
        verdict = verified(book.bundle(case))
        assert verdict.fits, verdict.findings
        assert verdict.erased == 1


def test_content_that_is_gone_without_an_event_of_its_erasure_is_named() -> None:
    book = busy_book(30)
    book.events[6] = book.events[6]._replace(payload=None, salt=None)
    verdict = verified(book.bundle())
    assert misfits(verdict) == {Misfit.ERASED}
    assert verdict.first is not None
    assert verdict.first.index == 6


def test_an_event_sealed_long_after_it_was_taken_is_counted_for_all_to_see() -> None:
    book = Book()
    book.append(seconds=-3600)
    book.append()
    assert verified(book.bundle()).sealed_late == 1


Lines = list[dict[str, Any]]
Tamper = Callable[[Lines, int], None]


def _edit_content(lines: Lines, at: int) -> None:
    lines[at]["payload"] = lines[at]["payload"].replace("reason", "excuse")


def _edit_event(lines: Lines, at: int) -> None:
    lines[at]["event"]["actor"] = "somebody else"


def _backdate(lines: Lines, at: int) -> None:
    lines[at]["event"]["at"] = "2024-01-01T00:00:00.000000Z"


def _delete(lines: Lines, at: int) -> None:
    del lines[at]


def _repeat(lines: Lines, at: int) -> None:
    lines.insert(at, json.loads(json.dumps(lines[at])))


def _swap(lines: Lines, at: int) -> None:
    other = next(n for n in range(len(lines) - 1, 0, -1) if "event" in lines[n] and n != at)
    lines[at], lines[other] = lines[other], lines[at]


TAMPERS: list[Tamper] = [_edit_content, _edit_event, _backdate, _delete, _repeat, _swap]


@pytest.mark.parametrize("case", [None, CASE_A], ids=["whole", "one case"])
@pytest.mark.parametrize("tamper", TAMPERS)
def test_every_way_of_tampering_with_any_event_of_a_bundle_is_caught(tamper: Tamper, case: str | None) -> None:
    honest = busy_book().bundle(case)
    assert verified(honest).fits
    places = [number for number, line in enumerate(honest) if line.startswith('{"event"')]
    tried = 0
    for at in places[:-1]:
        lines = [json.loads(line) for line in honest]
        tamper(lines, at)
        verdict = verified([json.dumps(line) for line in lines])
        assert not verdict.fits, (tamper.__name__, at)
        tried += 1
    assert tried == len(places) - 1


def test_an_event_altered_with_its_hash_is_named_by_the_next_of_its_case() -> None:
    """Somebody who can hash, but not sign, is found by the head and by the chain of the case."""
    book = busy_book(40)

    def alter(event: Sealed) -> Sealed:
        leaf = event.leaf._replace(actor="somebody else")
        return Sealed(leaf, leaf.digest(), event.payload, event.salt)

    book.events[12] = alter(book.events[12])
    verdict = verified(book.bundle())
    assert misfits(verdict) == {Misfit.HEAD, Misfit.CASE}
    chain = next(found for found in verdict.findings if found.misfit is Misfit.CASE)
    assert chain.index == 15
    assert "(event 12)" in chain.words
    head = next(found for found in verdict.findings if found.misfit is Misfit.HEAD)
    assert head.words.startswith("The head of 14 events was signed over others: one or more of the events 7 to 13")


def _without_end(lines: list[str]) -> list[str]:
    return lines[:-1]


def _without_last_events(lines: list[str]) -> list[str]:
    events = [line for line in lines if line.startswith('{"event"')]
    return [line for line in lines[:-1] if line not in events[-2:]] + [bundle.end_line(len(events) - 2)]


def _without_last_head(lines: list[str]) -> list[str]:
    last = max(number for number, line in enumerate(lines) if line.startswith('{"head"'))
    return lines[:last] + lines[last + 1 :]


@pytest.mark.parametrize("case", [None, CASE_A], ids=["whole", "one case"])
@pytest.mark.parametrize("cut", [_without_end, _without_last_events, _without_last_head])
def test_a_bundle_that_was_cut_short_is_caught(cut: Callable[[list[str]], list[str]], case: str | None) -> None:
    verdict = verified(cut(busy_book().bundle(case)))
    assert misfits(verdict) & {Misfit.FORM, Misfit.HEAD, Misfit.MISSING}


def test_the_end_of_a_case_cannot_be_left_out_of_its_bundle() -> None:
    """All events but the last two, with good proofs and a good head: only the missing event of the making gives it
    away.
    """
    lines = busy_book().bundle(CASE_A)
    verdict = verified(_without_last_events(lines))
    assert [found.words for found in verdict.findings] == [
        "The bundle does not end with the event of its own making, so events may have been left off its end."
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["[]"],
        ["{}"],
        ['{"almoner":"record bundle 1","case":7,"made":"x"}'],
        ['{"almoner":"record bundle 1","case":null}'],
        ['{"almoner":"record bundle 1","case":null,"made":"x"}', '{"event":{}}'],
        ['{"almoner":"record bundle 1","case":null,"made":"x"}', '{"event":{},"hash":"zz"}'],
        ['{"almoner":"record bundle 1","case":"c","made":"x"}', '{"event":{},"hash":"00","proof":[]}'],
        ['{"almoner":"record bundle 1","case":"c","made":"x"}', '{"head":"x"}'],
        ['{"almoner":"record bundle 1","case":null,"made":"x"}', '{"consistency":{"from":-1}}'],
        ['{"almoner":"record bundle 1","case":null,"made":"x"}', '{"nothing":1}'],
        ['{"almoner":"record bundle 1","case":null,"made":"x"}', '{"end":0}', '{"end":0}'],
        ["[" * 100_000],
    ],
)
def test_what_is_no_bundle_is_said_to_be_none(lines: list[str]) -> None:
    verdict = verified(lines)
    assert Misfit.FORM in misfits(verdict)


@pytest.mark.parametrize("case", [None, CASE_A], ids=["whole", "one case"])
@given(st.data())
def test_no_character_of_a_bundle_can_be_altered_unseen(case: str | None, data: st.DataObject) -> None:
    lines = _HONEST[case]
    at = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[at]) - 1))
    character = data.draw(st.sampled_from('0123456789abcdefxyzABC{}[],:" \\'))
    if character == lines[at][place]:
        return
    altered = [*lines[:at], lines[at][:place] + character + lines[at][place + 1 :], *lines[at + 1 :]]
    if _means_the_same(lines[at], altered[at]):
        return
    assert not verified(altered).fits


def _means_the_same(one: str, other: str) -> bool:
    """Hexadecimal in capitals, or the spare bits at the end of base64, say the same thing in other letters."""
    try:
        return _read(one) == _read(other)
    except (ValueError, IndexError):  # too mangled to be read at all, so it says nothing of the kind
        return False


def _read(line: str) -> list[Any]:
    found = json.loads(line)

    def values() -> Iterator[Any]:
        for name, value in found.items():
            if name in ("hash", "salt"):
                yield bytes.fromhex(value)
            elif name == "proof":
                yield [from_base64(step, "step") for step in value]
            elif name == "head":
                text, _, signatures = value.rpartition("\n\n")
                yield text.rsplit("\n", 1)[0], from_base64(text.rsplit("\n", 1)[1], "root")
                yield signatures.split(" ")[:2], from_base64(signatures.split(" ")[2].strip(), "signature")
            else:
                yield value

    return [sorted(found), *values()]


_HONEST = {case: busy_book(12).bundle(case) for case in (None, CASE_A)}


AN_EVENT = busy_book(7).events[0]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["\\", '"', "\n", "\x01", "{}"]
)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.none() | st.integers(-9, 9))
def test_a_line_read_the_quick_way_says_what_its_json_says(
    actor: str, subject: str, content: str, organisation: int | None
) -> None:
    leaf = AN_EVENT.leaf._replace(actor=actor, subject=subject, organisation=organisation)
    line = bundle.event_line(AN_EVENT._replace(leaf=leaf, kept=leaf.digest(), payload=content.encode()))
    general = bundle._sealed(json.loads(line))
    quick = bundle._as_written(line)
    assert general.leaf == leaf
    assert general.digest() == leaf.digest()
    escaped = "\\" in json.dumps([actor, subject], ensure_ascii=False)
    assert (quick is None) == escaped, "an event in which nothing is escaped is read the quick way, and no other"
    if quick is not None:
        assert quick._replace(written=None) == general
        assert quick.written == leaf.canonical()


@pytest.mark.parametrize("name", ["event", "hash", "payload", "salt"])
def test_an_event_with_one_field_twice_is_not_read_by_the_first_of_the_two(name: str) -> None:
    """Of two fields with one name a reader of JSON takes the last, so the check must not be satisfied by the first."""
    lines = list(_HONEST[None])
    assert bundle._as_written(lines[1]) is not None, "the control: the honest line is read the quick way"
    other = json.loads(lines[2])[name]
    lines[1] = lines[1][:-1] + "," + json.dumps({name: other}, separators=(",", ":"))[1:]
    assert bundle._as_written(lines[1]) is None
    assert not verified(lines).fits


def a_receipt(index: int = 9) -> str:
    book = busy_book(40)
    head = book.seal()
    node = nodes(lambda level, position: book.tiles.get((level, position)), book.edge)
    return receipt.write(book.events[index].leaf, inclusion_proof(index, head.size, node), book.heads[-1][1])


def test_a_receipt_proves_its_event() -> None:
    found = receipt.read(a_receipt(), KEYS)
    assert (found.leaf.index, found.head.size) == (9, 40)


def test_a_receipt_survives_being_pasted() -> None:
    pasted = "\r\n " + a_receipt().replace("\n", " \r\n") + "\r\n\r\n"
    assert receipt.is_receipt(pasted)
    assert receipt.read(pasted, KEYS).leaf.index == 9


def test_a_receipt_for_one_event_is_none_for_another() -> None:
    lines = a_receipt().split("\n")
    other = a_receipt(10).split("\n")
    with pytest.raises(NoteError, match="holds event 10"):
        receipt.read("\n".join([lines[0], other[1], *lines[2:]]), KEYS)
    with pytest.raises(NoteError, match="does not lead"):
        receipt.read("\n".join([lines[0], other[1], other[2], *lines[3:]]), KEYS)


@given(st.text())
def test_any_text_is_no_receipt_and_is_told_so_in_words(text: str) -> None:
    with pytest.raises(NoteError):
        receipt.read(f"{receipt.HEADING}\n{text}", KEYS)
    with pytest.raises(NoteError):
        receipt.read(text, KEYS)
