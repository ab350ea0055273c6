import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint, tidied
from almoner.record.rules.note import NoteError, SigningKey, VerifierKey, open_note
from almoner.record.rules.tree import EMPTY_ROOT

KEY = SigningKey.generate("almoner.example/record")
OTHER = SigningKey.generate("almoner.example/record")
HEAD = Checkpoint("almoner.example/record", 1234, bytes(range(32)))

# The example in the C2SP signed-note document, with the key that the document's author publishes for it.
EXAMPLE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)


def test_a_signed_head_reads_back_as_what_was_signed() -> None:
    assert open_checkpoint(HEAD.signed(KEY), [KEY.verifier]) == HEAD


def test_a_head_has_the_form_that_other_programs_read() -> None:
    lines = HEAD.signed(KEY).split("\n")
    assert lines[:4] == ["almoner.example/record", "1234", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert lines[4].startswith("— almoner.example/record ")
    assert lines[5:] == [""]


def test_a_published_key_reads_back() -> None:
    line = str(KEY.verifier)
    assert VerifierKey.parse(line) == KEY.verifier
    assert VerifierKey.parse_file(f"# the record\n\n{line}\n{OTHER.verifier}\n") == [KEY.verifier, OTHER.verifier]


def test_a_key_copied_wrongly_is_refused() -> None:
    line = str(KEY.verifier)
    name, key_id, key = line.split("+", 2)
    with pytest.raises(NoteError, match="copied wrongly or altered"):
        VerifierKey.parse(f"{name}+{key_id}+{str(OTHER.verifier).split('+', 2)[2]}")
    for wrong in ("", "nonsense", f"{name}+{key_id}", f"{name}+{key_id}+!!!", f"a b+{key_id}+{key}"):
        with pytest.raises(NoteError):
            VerifierKey.parse(wrong)
    with pytest.raises(NoteError, match="no public key"):
        VerifierKey.parse_file("# nothing\n")


def test_a_head_signed_by_somebody_else_under_our_name_is_refused() -> None:
    with pytest.raises(NoteError, match="none of the signatures"):
        open_checkpoint(HEAD.signed(OTHER), [KEY.verifier])


def test_a_witness_may_sign_beside_us() -> None:
    witness = SigningKey.generate("witness.example")
    ours = HEAD.signed(KEY)
    theirs = witness.sign(HEAD.text).rsplit("\n\n", 1)[1]
    assert open_checkpoint(ours + theirs, [KEY.verifier]) == HEAD


def test_a_key_that_is_trusted_for_another_name_does_not_sign_our_heads() -> None:
    stranger = SigningKey.generate("stranger.example")
    with pytest.raises(NoteError, match="does not sign for"):
        HEAD.signed(stranger)
    with pytest.raises(NoteError, match="not the record that the key belongs to"):
        open_checkpoint(stranger.sign(HEAD.text), [stranger.verifier])


def test_an_example_of_the_format_by_others_is_taken_apart_as_they_mean_it() -> None:
    key = VerifierKey("quasimodo.example/salvatore", bytes(32))
    with pytest.raises(NoteError, match="none of the signatures"):
        open_note(EXAMPLE, [key])


@given(st.data())
def test_no_altered_head_is_believed(data: st.DataObject) -> None:
    note = HEAD.signed(KEY)
    at = data.draw(st.integers(0, len(note) - 1))
    altered = note[:at] + data.draw(st.characters()) + note[at + 1 :]
    if altered == note:
        return
    try:
        believed = open_checkpoint(altered, [KEY.verifier])
    except NoteError:
        return
    assert believed == HEAD  # base64 has spare bits in its last character; nothing that was signed can differ


@given(st.text())
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(NoteError):
        open_checkpoint(text, [KEY.verifier])
    with pytest.raises(NoteError):
        open_checkpoint(KEY.sign(text + "\n"), [KEY.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "almoner.example/record\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "almoner.example/record\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "almoner.example/record\n1\nAAEC\n",
        "almoner.example/record\n1\n",
        "\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_a_signed_text_that_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        open_checkpoint(KEY.sign(text), [KEY.verifier])


def test_a_head_pasted_from_a_letter_or_a_mail_is_put_right() -> None:
    note = HEAD.signed(KEY)
    pasted = "  " + note.replace("\n", "  \r\n   ") + "\r\n\r\n"
    assert open_checkpoint(tidied(pasted), [KEY.verifier]) == HEAD


def test_the_head_of_an_empty_record_can_be_signed() -> None:
    empty = Checkpoint("almoner.example/record", 0, EMPTY_ROOT)
    assert open_checkpoint(empty.signed(KEY), [KEY.verifier]) == empty


def test_the_private_key_comes_back_from_its_file_and_nothing_else_does() -> None:
    assert SigningKey.from_pem("almoner.example/record", KEY.to_pem()).verifier == KEY.verifier
    with pytest.raises(NoteError, match="not an unencrypted PEM"):
        SigningKey.from_pem("almoner.example/record", b"nonsense")
    assert KEY.to_pem().decode().splitlines()[1] not in repr(KEY)
