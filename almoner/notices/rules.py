"""What a notice may say, when it is tried again, and what became of it. Pure.

A notice never carries anything about a person: it says that a message waits and where to sign in. That is not left
to whoever writes a template: a template declares its values, and there is no kind of value that could hold a name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from string import Formatter
from typing import Any, Final


class State(StrEnum):
    """Where a notice stands. The value is what the database holds."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    SET_ASIDE = "set_aside"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        """The state as the sender reads it."""
        return {
            State.QUEUED: "Waiting to be sent",
            State.SENDING: "Being sent",
            State.SENT: "Sent",
            State.DELIVERED: "Delivered",
            State.BOUNCED: "Could not be delivered",
            State.SET_ASIDE: "Not sent",
            State.CANCELLED: "Cancelled",
        }[self]

    @property
    def is_failure(self) -> bool:
        """Whether somebody must now reach the other person in another way."""
        return self in {State.BOUNCED, State.SET_ASIDE}

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self in {State.DELIVERED, State.BOUNCED, State.SET_ASIDE, State.CANCELLED}


#: How long to wait before trying again, after the first failure, the second, and so on.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
#: After this many tries a notice is set aside for a person to look at.
MOST_TRIES = len(BACKOFF) + 1
#: A notice that has been "being sent" for so long lost its worker between sending and saying so: the longest word with
#: a mail server has eight steps, each of 20 seconds at most.
CUT_OFF_AFTER = timedelta(minutes=3)
#: One that has been due for so long lost its job.
LOST_AFTER = timedelta(minutes=10)
#: A provider is asked what became of a notice from so long after sending, until so long after.
ASK_AFTER = timedelta(minutes=5)
ASK_UNTIL = timedelta(days=3)


def next_try(tries: int, *, at: datetime) -> datetime | None:
    """When a notice that has failed `tries` times (1 or more) is tried again; None when it is to be set aside."""
    return at + BACKOFF[tries - 1] if tries < MOST_TRIES else None


class Holds(StrEnum):
    """The kinds of value a template may use. None of them can hold a person's name, or words of anybody's."""

    COUNT = "count"
    DATE = "date"
    REFERENCE = "reference"
    ORGANISATION = "organisation"
    LINK = "link"
    SECRET_LINK = "secret_link"  # noqa: S105  a kind of value, not one
    CODE = "code"


#: What opens something for whoever has it: sealed until it is sent, and forgotten then.
SECRET: Final = frozenset({Holds.SECRET_LINK, Holds.CODE})


class UnfitValue(ValueError):
    """A value that a notice must not carry, or one that is missing or was not declared."""


class UnknownTemplate(LookupError):
    """No app has registered a template of this name."""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of notice, in plain English, from which both its text and its HTML are made.

    `subject` and each of `paragraphs` may use `{value}`, and `{one|many:count}` picks by a count. `button` and `link`
    are the one thing to do; `link` is a path of ours, or names a value of kind LINK or SECRET_LINK as `{value}`.
    """

    name: str
    subject: str
    paragraphs: tuple[str, ...]
    button: str = "Sign in to read it"
    link: str = "/work/"
    values: Mapping[str, Holds] = field(default_factory=dict)
    why: str = "You get this because of your work on Almoner."
    #: What the sender's pages call it; the subject as it stands when it holds no values.
    called: str = ""

    @property
    def title(self) -> str:
        """What the sender's pages call it."""
        return self.called or (self.subject if "{" not in self.subject else "A message")

    def __post_init__(self) -> None:
        used = {
            name
            for text in (self.subject, self.link, *self.paragraphs)
            for _, name, spec, _ in Formatter().parse(text)
            for name in ([spec] if name and "|" in name else [name])
            if name
        }
        undeclared = used - set(self.values)
        if undeclared:
            raise UnfitValue(f"The notice {self.name} uses {', '.join(sorted(undeclared))} and does not declare it")


_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/-]{0,29}")
_CODE = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){2}")
_PATH = re.compile(r"/(?!/)[A-Za-z0-9/_.~?=&%-]{0,400}")


def check_values(template: Template, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: just those declared, each of its kind.

    Counts are whole numbers, dates `date` (stored as ISO 8601), organisations their number, links a path on this
    platform, codes three groups of four letters and figures. Free text is refused, which is how a notice stays without
    personal data. Raises UnfitValue, naming the one that is missing, too many or unfit.
    """
    if set(values) != set(template.values):
        odd = sorted(set(values) ^ set(template.values))
        raise UnfitValue(f"The notice {template.name} takes {sorted(template.values)}; missing or too many: {odd}")
    return {name: _stored(template, name, kind, values[name]) for name, kind in template.values.items()}


def _stored(template: Template, name: str, kind: Holds, value: Any) -> Any:
    tests: dict[Holds, Callable[[], object]] = {
        Holds.COUNT: lambda: type(value) is int and value >= 0,
        Holds.DATE: lambda: type(value) is date,
        Holds.REFERENCE: lambda: isinstance(value, str) and _REFERENCE.fullmatch(value),
        Holds.ORGANISATION: lambda: type(value) is int,
        Holds.LINK: lambda: isinstance(value, str) and _PATH.fullmatch(value),
        Holds.SECRET_LINK: lambda: isinstance(value, str) and _PATH.fullmatch(value),
        Holds.CODE: lambda: isinstance(value, str) and _CODE.fullmatch(value),
    }
    if not tests[kind]():
        raise UnfitValue(f"The notice {template.name} cannot carry this as its {name}: it must be a {kind.value}")
    return value.isoformat() if kind is Holds.DATE else value


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret address. A plain hash is enough: the secret is 32 random bytes, not words."""
    return hashlib.sha256(secret.encode()).digest()


_templates: dict[str, Template] = {}


def register(*templates: Template) -> None:
    """Make templates known, once each. Apps call it when they start."""
    for template in templates:
        if _templates.setdefault(template.name, template) != template:
            raise ValueError(f"There are two different notices called {template.name}")


def template(name: str) -> Template:
    """The template of this name. Raises UnknownTemplate, saying which there are."""
    try:
        return _templates[name]
    except KeyError:
        raise UnknownTemplate(f"No notice is called {name!r}; there are {', '.join(sorted(_templates))}") from None


def templates() -> Mapping[str, Template]:
    """Every registered template by its name."""
    return dict(_templates)
