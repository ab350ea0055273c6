"""Notices queued with what they tell of; they are sent once that is committed, and say nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.people.queries import people_holding
from almoner.people.rules import Role
from almoner.procedure.models import Case, Request, Step
from almoner.procedure.rules import Move

from .locking import Held


def tell(held: Held, move: Move, step: Step) -> None:
    """Tell those whom the move's table names, but for whoever took it, that a case has moved."""
    values = {"where": f"/cases/{held.procedure.name}/{held.case.pk}/"}
    for person in _people(held, move.tells):
        if person.pk != step.by_id and not held.kept.access.keeps_away(person, held.case, held.on):
            key = f"step:{step.pk}:{person.pk}"
            notices.queue(to=person, template="case_moved", values=values, about=held.case, key=key, now=held.now)


def send_request(case: Case, request: Request, link: str, now: datetime) -> None:
    """Send somebody outside the secret link by which they answer, once for each reminder."""
    values = {"link": link, "asker": case.organisation_id, "until": request.expires_on}
    key = f"request:{request.pk}:{request.reminders}"
    to, by = request.to_email, request.asked_by
    notices.queue(to=to, template="request_made", values=values, about=case, key=key, now=now, by=by)


def _people(held: Held, roles: Iterable[str]) -> Iterable[Person]:
    found: dict[object, Person] = {}
    for role in map(str, roles):
        holders = held.kept.access.holders(role, held.case, held.on)
        if holders is not None:
            found |= {person.pk: person for person in Person.objects.filter(pk__in=list(holders), is_active=True)}
        elif role in set(Role):
            held_by = people_holding(held.case.organisation_id, Role(role), held.on)
            found |= {person.pk: person for person in held_by}
    return found.values()
