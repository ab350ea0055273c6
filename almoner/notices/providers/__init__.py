"""Who carries a notice to its reader: one interface, two carriers. Which one is a setting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from almoner.notices.letters import Letter
from almoner.notices.rules import State


class Refused(Exception):
    """The carrier will never deliver this. `because` is one of fixed words and quotes nobody's address."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class TryLater(Exception):
    """The carrier could not take it now. `because` is one of fixed words and quotes nobody's address."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a carrier says became of a notice."""

    state: State
    because: str = ""


class Provider(Protocol):
    """A carrier. `reference` is ours, one for each notice for ever; `carried_as` is the carrier's own name for it."""

    name: str

    def send(self, letter: Letter, *, to: str, reference: str) -> str:
        """Hand a letter over; returns the carrier's name for it. Raises Refused or TryLater."""

    def already_carried(self, reference: str) -> str | None:
        """The carrier's name for a notice that it took before we fell over; None if it did not, or cannot say."""

    def outcome(self, carried_as: str) -> Outcome | None:
        """What became of it; None while that is not known. Raises TryLater."""


def provider() -> Provider:
    """The carrier that the settings name."""
    made: Provider = import_string(settings.NOTICES_PROVIDER)()
    return made
