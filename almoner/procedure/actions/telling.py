"""Notices queued with what they tell of; they are sent once that is committed, and say nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.people.queries import people_holding
from almoner.people.rules import Role
from almoner.procedure.models import Case, Request, Step
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Move
from almoner.scope.clock import london_date


def tell(kept: Registered, case: Case, move: Move, step: Step, now: datetime) -> None:
    """Tell those whom the move's table names, but for whoever took it, that a case has moved."""
    for person in _people(kept, case, [str(role) for role in move.tells], london_date(now)):
        if person.pk != step.by_id:
            values = {"where": f"/cases/{kept.procedure.name}/{case.pk}/"}
            key = f"step:{step.pk}:{person.pk}"
            notices.queue(to=person, template="case_moved", values=values, about=case, key=key, now=now)


def send_request(case: Case, request: Request, link: str, now: datetime) -> None:
    """Send somebody outside the secret link by which they answer, once for each reminder."""
    values = {"link": link, "asker": case.organisation_id, "until": request.expires_on}
    key = f"request:{request.pk}:{request.reminders}"
    to, by = request.to_email, request.asked_by
    notices.queue(to=to, template="request_made", values=values, about=case, key=key, now=now, by=by)


def _people(kept: Registered, case: Case, roles: Iterable[str], on: date) -> list[Person]:
    found: dict[object, Person] = {}
    for role in roles:
        holders = kept.access.holders(role, case, on)
        if holders is not None:
            found |= {person.pk: person for person in Person.objects.filter(pk__in=list(holders), is_active=True)}
        elif role in set(Role):
            found |= {person.pk: person for person in people_holding(case.organisation_id, Role(role), on)}
    return list(found.values())
