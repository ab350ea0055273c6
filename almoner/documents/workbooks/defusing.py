"""Text that a spreadsheet program could take for a formula is made plain text (ASVS 5.0, 1.2.10).

A name that begins with = runs in the reader's Excel, and a workbook that holds it safely gives it
up again when it is saved as CSV. So the text itself changes: an apostrophe goes before it.
"""

from __future__ import annotations

import re
import unicodedata

_STARTS = frozenset("=+-@\t\r\n\x00")
_APOSTROPHE = "'"
# Spaces, marks and joiners that a program may drop before it looks at the first sign.
_DROPPED = "'\u00a0\u200b\u200c\u200d\u2060\ufeff \x0b\x0c\u00ad\u200e\u200f"
# What no XML document can hold, and so no workbook.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def defused(text: str) -> str:
    """The text, with an apostrophe before it where a program could read it as a formula.

    That is where it begins with = + - @, a tab, a line end or a zero, in any width or style of those
    signs, whatever blanks or apostrophes stand before. `plain` gives the text back.
    """
    return _APOSTROPHE + text if _could_run(text) else text


def plain(text: str) -> str:
    """The text that `defused` was given."""
    return text[1:] if text.startswith(_APOSTROPHE) and _could_run(text) else text


def writable(text: str) -> str:
    """The text as a workbook can hold it: line ends as LF, and a mark for what XML cannot write."""
    if text.isprintable():
        return text
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _could_run(text: str) -> bool:
    if text[:1].isalnum():
        return False
    for sign in text:
        if sign in _STARTS:
            return True
        if sign not in _DROPPED and not sign.isspace():
            return unicodedata.normalize("NFKC", sign)[:1] in _STARTS
    return False
