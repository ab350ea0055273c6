"""Kinds of event: which are sealed at once, and the words in which each is shown."""

from __future__ import annotations

import re

ERASED = "record.erased"
EXPORTED = "record.exported"
UNRECORDED_CHANGE = "record.unrecorded_change"
PUT_BACK = "record.put_back"

# The sealer listens here; an append of a kind that is sealed at once speaks here.
CHANNEL = "almoner_seal"

_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z")

# A procedure's moves are named by what is done ("agree"), other events by what was ("decided").
_AT_ONCE = re.compile(
    r"(^|[._])(decided?|agreed?|declined?|refused?|removed?|suspend(ed)?|erased?|imposed?|revoked?)($|[._])"
    r"|(^|[._])(break_glass|exported|order_placed|order_lifted|ended)($|[._])"
)

_WORDS: dict[str, str] = {
    ERASED: "Erased the content of an event",
    EXPORTED: "Made a bundle of the record",
    UNRECORDED_CHANGE: "Found a change that no action recorded",
    PUT_BACK: "The record was put back from a backup",
}


def check_kind(kind: str) -> None:
    """Raises ValueError where a kind is not named like `staff.accepted`: what it happened to, then what happened."""
    if not _KIND.match(kind):
        raise ValueError(f"a kind of event is named like 'staff.accepted', not {kind!r}")


def sealed_at_once(kind: str) -> bool:
    """Whether the sealer is woken for this kind: a decision, break-glass, erasure, export. Others wait at most five
    seconds.
    """
    return bool(_AT_ONCE.search(kind))


def say(kind: str, words: str) -> None:
    """Gives a kind its words on a timeline: `say("staff.accepted", "Accepted as a member of staff")`. Once per kind,
    as the app starts.
    """
    check_kind(kind)
    if _WORDS.get(kind, words) != words:
        raise ValueError(f"the kind {kind} already has other words: {_WORDS[kind]!r}")
    _WORDS[kind] = words


def in_words(kind: str) -> str:
    """The words for a kind; where it was given none, its own name made readable."""
    if kind in _WORDS:
        return _WORDS[kind]
    what, _, happened = kind.rpartition(".")
    return f"{what.replace('.', ' ').replace('_', ' ').capitalize()}: {happened.replace('_', ' ')}"
