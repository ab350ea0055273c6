from __future__ import annotations

from almoner.design.fields import LongTextField, PageForm, TextField, WholeNumberField
from almoner.record.rules.note import NoteError, from_base64

LARGEST = 10**15


class CheckForm(PageForm):
    """A seal or a receipt, pasted."""

    pasted = LongTextField(
        label="The seal or the receipt",
        hint="Paste all of it, from its first line to the signature, which begins with a long dash.",
        max_length=20_000,
        rows=9,
        error_messages={"required": "Paste a seal or a receipt"},
    )


class EraseForm(PageForm):
    """Why the content of an event is erased."""

    reasons = LongTextField(
        label="Why it is erased",
        hint="This is kept, with your name. Do not repeat what you erase.",
        max_length=2000,
        error_messages={"required": "Say why it is erased"},
    )


class LetterForm(PageForm):
    """The three values printed at the foot of a decision letter."""

    event = WholeNumberField(label="Event", called="the number of the event", least=0, most=LARGEST, width=10)
    size = WholeNumberField(
        label="Size of the record", called="the size of the record", least=1, most=LARGEST, width=10
    )
    root = TextField(
        label="Seal",
        called="the seal",
        hint="44 characters that end with an equals sign. Capital and small letters differ.",
        max_length=100,
    )

    def clean_root(self) -> bytes:
        """The seal as bytes."""
        try:
            root = from_base64("".join(str(self.cleaned_data["root"]).split()), "the seal")
        except NoteError:
            root = b""
        if len(root) != 32:
            self.add_error("root", "Enter the 44 characters of the seal as they stand in the letter")
        return root
