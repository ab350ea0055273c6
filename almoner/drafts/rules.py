"""What may be kept of a form that has not been sent. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

Values = dict[str, list[str]]

MOST_NAMES = 1_000
MOST_CHARACTERS = 200_000
KEPT_FOR = timedelta(days=90)
# Never kept: the form's own token, and anything that lets somebody in.
NEVER = ("csrfmiddlewaretoken", "password", "otp", "secret")


class TooMuch(ValueError):
    """More was typed than a draft holds."""


def worth_keeping(sent: Iterable[tuple[str, list[str]]]) -> Values:
    """What of a form's content is kept: every box with something in it, but no token and no password.

    Raises TooMuch beyond 1,000 boxes or 200,000 characters: a form of ours is never that long.
    """
    kept = {name: values for name, values in sent if any(values) and not _lets_in(name)}
    if len(kept) > MOST_NAMES or sum(len(value) for values in kept.values() for value in values) > MOST_CHARACTERS:
        raise TooMuch
    return kept


def _lets_in(name: str) -> bool:
    return any(word in name.lower() for word in NEVER)
