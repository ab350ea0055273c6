"""What a one-time link opens, and where it stands for the browser that opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from almoner.references.models import OneTimeLink, Reference
from almoner.references.rules.links import link_print
from almoner.scope.context import system


class State(StrEnum):
    """Where a link stands."""

    FRESH = "fresh"
    BEGUN = "begun"
    ELSEWHERE = "elsewhere"
    LATE = "late"
    USED = "used"
    REPLACED = "replaced"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Opened:
    """A link, and where it stands for this browser on this day."""

    link: OneTimeLink
    state: State
    organisation: str


def opened_by(token: str, what: str, browser: str, on: date) -> Opened | None:
    """What a token opens; None where it is none. `browser` is the secret of its cookie, empty before it has one.

    Asked as the platform: whoever comes has no other proof than the link.
    """
    with system("a one-time link is opened"):
        links = OneTimeLink.objects.filter(link_hash=link_print(token), what=what)
        found = links.select_related("organisation").first()
        return Opened(found, _state(found, browser, on), found.organisation.name) if found else None


def _state(link: OneTimeLink, browser: str, on: date) -> State:
    if link.used_at is not None:
        return State.USED
    if link.replaced_at is not None:
        return State.REPLACED
    give = link.what == OneTimeLink.What.GIVE
    if give and not Reference.objects.filter(pk=str(link.case_id), state="asked").exists():
        return State.OVER
    if on > link.expires_on:
        return State.LATE
    if not link.begun_by:
        return State.FRESH
    return State.BEGUN if browser and link_print(browser) == link.begun_by else State.ELSEWHERE


def reference_of(opened: Opened) -> Reference:
    """The reference that a link asks for."""
    with system("a reference is given by link"):
        return Reference.objects.select_related("organisation", "agency").get(pk=str(opened.link.case_id))
