"""Verification of references, what the seniors settle, and concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.design.formats import format_date, plural
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import register
from almoner.references.access.verification import BetweenAccess, ConcernAccess
from almoner.references.actions import concerns, verification
from almoner.references.models import BetweenAuthorities, ReferenceConcern, SeniorRequest, Verification
from almoner.references.queries.verification import beside_verification, facts_of_asked
from almoner.references.rules.concern import REFERENCE_CONCERN, About
from almoner.references.rules.verification import SENIOR_REQUEST, VERIFICATION

_CLIMBS = {name: verification.start_again for name in ("raise_up", "raise_last", "take_up")}


def declare() -> None:
    """Verification, requests between seniors, concerns."""
    register(
        VERIFICATION,
        model=Verification,
        access=BetweenAccess(Verification),
        after={
            **_CLIMBS,
            "confirm": verification.keep_confirmed,
            "record": verification.keep_recorded,
            "wrong_person": verification.settle_between_seniors,
            "disown": verification.doubt,
        },
    )
    register(SENIOR_REQUEST, model=SeniorRequest, access=BetweenAccess(SeniorRequest), after=_CLIMBS)
    register(
        REFERENCE_CONCERN,
        model=ReferenceConcern,
        access=ConcernAccess(ReferenceConcern),
        after={
            "falsified": concerns.refer_false,
            "substantiated": concerns.refer_worry,
            "close": concerns.remind_managers,
        },
    )
    show(VERIFICATION, Shown(details=_between, related=_beside))
    show(SENIOR_REQUEST, Shown(details=_between_seniors, related=_beside))
    show(REFERENCE_CONCERN, Shown(details=_about_the_concern, related=_grown))


def _between(case: Case) -> Sequence[tuple[str, str]]:
    found = cast(BetweenAuthorities, case)
    return [
        ("Social worker", found.title),
        ("Asked by", f"{found.asker.name}, {found.organisation.name}"),
        ("Asked of", found.giver.name),
        ("Reference", facts_of_asked(found.asked_id)),
        *([("To be answered by", format_date(found.due_on))] if found.closed_at is None else []),
        ("Time allowed at each level", f"{plural(found.days, 'working day')}, as {found.organisation.name} has set it"),
    ]


def _between_seniors(case: Case) -> Sequence[tuple[str, str]]:
    found = cast(SeniorRequest, case)
    named = [(found.organisation.name, found.ours), (found.giver.name, found.theirs)]
    return [*_between(case), *((f"For {name}", person.name if person else "Nobody yet") for name, person in named)]


def _beside(case: BetweenAuthorities, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return beside_verification(case, person, on)


def _about_the_concern(case: Case) -> Sequence[tuple[str, str]]:
    concern = cast(ReferenceConcern, case)
    return [
        ("Social worker", concern.name),
        ("Registration number", concern.number),
        ("Reference from", concern.giver.name),
        ("About", About(concern.about).words),
    ]


def _grown(concern: ReferenceConcern, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return [("The referral that it became", f"/cases/referral/{concern.referral_id}/")] if concern.referral_id else []
