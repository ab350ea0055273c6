"""What others may read names nobody: words are refused that hold a name or a number of the case they come from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Parts of names that are words of their own in every sentence, so that they give nobody away by themselves.
_COMMON = frozenset({"and", "council", "for", "of", "service", "services", "social", "the", "trust", "work"})
_WORD = re.compile(r"[^\W_]+")


def gives_away(text: str, names: Iterable[str], numbers: Iterable[str] = ()) -> list[str]:
    """The words of `text` that are part of one of `names`, or hold one of `numbers` (PLAN-F16, FTP-4.5).

    A name is looked for by each of its words of three letters or more, and its initials are let be; capitals and
    accents do not matter. A number is looked for with its spaces and hyphens taken out of both. Returned as
    they stand in the text, each once, in order.
    """
    parts = {part for name in names for part in _words(name) if len(part) > 2} - _COMMON
    found = [word.group() for word in _WORD.finditer(text) if _plain(word.group()) in parts]
    bare = _bare(text)
    found += [number for number in numbers if number and _bare(number) in bare]
    return list(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    return [_plain(word.group()) for word in _WORD.finditer(text)]


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _bare(text: str) -> str:
    return re.sub(r"[\s–-]", "", text).casefold()
