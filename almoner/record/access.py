"""Who may do what with the record. The record stands below people and cases, so those who know tell it, as their apps
start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from almoner.record.rules import Actor


@dataclass(frozen=True, slots=True)
class CaseHeading:
    """What the record's page says of a case above its events: its reference, its title, and where its own page is."""

    reference: str
    title: str
    url: str
    organisation_id: int | None


MayErase = Callable[[Actor, int | None, datetime], bool]
CaseVisible = Callable[[Any, UUID, date], CaseHeading | None]

_may_erase: list[MayErase] = []
_case_visible: list[CaseVisible] = []


def let_erase(may: MayErase) -> None:
    """Tells the record who may erase: `may(actor, organisation_id, now)`. Until somebody does, nobody may."""
    _may_erase.append(may)


def may_erase(by: Actor, organisation_id: int | None, now: datetime) -> bool:
    """Whether somebody may erase the content of an event of that organisation (PLAN-O9)."""
    return any(may(by, organisation_id, now) for may in _may_erase)


def show_cases(visible: CaseVisible) -> None:
    """Tells the record which cases a person may see: `visible(person, case_id, on)` gives its heading, or
    None.
    """
    _case_visible.append(visible)


def case_visible_to(person: Any, case_id: UUID, on: date) -> CaseHeading | None:
    """The heading of a case, where the person may see that case; None otherwise, as for a case that never existed."""
    return next((heading for visible in _case_visible if (heading := visible(person, case_id, on))), None)
