"""What is sealed of an event, byte for byte.

The content of an event (reasons, values before and after) is covered by a salted commitment, so it can be erased and
the event still proves that it stood there. All else is in the leaf itself: ids, times and the kind of event, nothing
that describes anybody.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple
from uuid import UUID

from almoner.record.rules.tree import leaf_hash

VERSION = 1
SALT_BYTES = 32


class LeafError(ValueError):
    """Why something is not a leaf, in words."""


def canonical_json(value: object) -> bytes:
    """One way of writing each value: keys in order, no blanks, UTF-8, dates and decimals as text. Floats are refused:
    they do not come back the same everywhere."""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _plain(value: object) -> object:
    if value is None or (isinstance(value, bool | int) and not isinstance(value, enum.Enum)):
        return value
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair cannot be written as UTF-8
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    raise TypeError(
        f"the record keeps text, whole numbers, decimals, dates, lists and mappings, not {type(value).__name__}"
    )


def timestamp(moment: datetime) -> str:
    """A moment as the leaf writes it: UTC, six decimals. Refuses one that does not say its zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment in the record says its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment(salt: bytes, payload: bytes) -> bytes:
    """What binds the content without telling it. The salt is not optional: a short text could be guessed from a bare
    hash.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return hashlib.sha256(salt + payload).digest()


class Leaf(NamedTuple):
    """One event as sealed, its fields in the order in which they are written. Times are as `timestamp` writes them;
    hashes are hexadecimal; `case`, `organisation` may be absent.

    `at` is when the action says it happened, `recorded` when the database took it, `sealed` when the sealer did.
    `number` is the event's place in its case, from 1, and `previous` the leaf hash of that case's event before it (""
    at the first); an event of no case has 0 and "".
    """

    actor: str
    at: str
    case: str | None
    clause: str
    commitment: str
    id: str
    index: int  # type: ignore[assignment]  # hides the method that every tuple has, which no leaf needs
    kind: str
    number: int
    organisation: int | None
    previous: str
    recorded: str
    sealed: str
    subject: str

    def canonical(self) -> bytes:
        """The bytes that are hashed into the tree: what `canonical_json` makes of `as_mapping`, written out because
        every check of the record comes by here for every event.
        """
        (
            actor,
            at,
            case,
            clause,
            commits,
            id_,
            index,
            kind,
            number,
            organisation,
            previous,
            recorded,
            sealed,
            subject,
        ) = self
        return (
            f'{{"actor":{_quoted(actor)},"at":{_quoted(at)},"case":{"null" if case is None else _quoted(case)},'
            f'"clause":{_quoted(clause)},"commitment":{_quoted(commits)},"id":{_quoted(id_)},"index":{index},'
            f'"kind":{_quoted(kind)},"number":{number},'
            f'"organisation":{"null" if organisation is None else organisation},'
            f'"previous":{_quoted(previous)},"recorded":{_quoted(recorded)},"sealed":{_quoted(sealed)},'
            f'"subject":{_quoted(subject)},"v":{VERSION}}}'
        ).encode("utf-8", "backslashreplace")

    def digest(self) -> bytes:
        """The leaf's hash in the tree."""
        return leaf_hash(self.canonical())

    @classmethod
    def from_mapping(cls, found: object) -> Leaf:
        """Reads a leaf out of an export. Raises LeafError naming the field that is missing, unknown or of the wrong
        kind.
        """
        if not isinstance(found, dict):
            raise LeafError("the event is not a set of named fields")
        if found.get("v") != VERSION:
            raise LeafError(f"the event is of version {found.get('v')!r}, and this program reads version {VERSION}")
        values = {key: value for key, value in found.items() if key != "v"}
        if unknown := sorted(map(str, values.keys() - _KINDS.keys())):
            raise LeafError(f"the event has a field {unknown[0]!r} that is not known")
        for name, kinds in _KINDS.items():
            if name not in values:
                raise LeafError(f"the event lacks its field {name!r}")
            if type(values[name]) not in kinds:
                raise LeafError(f"the event's field {name!r} is not of the right kind")
        return cls(**values)

    @classmethod
    def from_written(cls, texts: Sequence[Any]) -> Leaf:
        """The leaf of which `WRITTEN` matched the canonical bytes, with no backslash, from the texts of its groups."""
        *before, index, kind, number, organisation, previous, recorded, sealed, subject = texts
        of = None if organisation is None else int(organisation)
        return cls._make([*before, int(index), kind, int(number), of, previous, recorded, sealed, subject])

    def as_mapping(self) -> dict[str, Any]:
        """The leaf for an export: `from_mapping` reads it back."""
        return {"v": VERSION, **self._asdict()}


_TEXT, _NUMBER = '"([^"]*+)"', r"(0|-?[1-9][0-9]{0,17})"
_NAMED: dict[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), _TEXT),
    "int": ((int,), _NUMBER),
    "str | None": ((str, type(None)), f"(?:null|{_TEXT})"),
    "int | None": ((int, type(None)), f"(?:null|{_NUMBER})"),
}
_FIELDS = {name: _NAMED[kind.__forward_arg__] for name, kind in Leaf.__annotations__.items()}
_KINDS = {name: kinds for name, (kinds, _) in _FIELDS.items()}

WRITTEN = r"\{" + ",".join(f'"{name}":{written}' for name, (_, written) in _FIELDS.items()) + rf',"v":{VERSION}\}}'
"""A regular expression for a leaf's canonical bytes, as text: a group for each field. Where the text has a backslash,
something in it is escaped, and the groups are not yet the values."""
