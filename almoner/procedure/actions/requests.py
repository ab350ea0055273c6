"""Asking somebody outside, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from almoner.design.formats import format_date
from almoner.notices.models import Notice
from almoner.notices.rules import State
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Case, Request
from almoner.procedure.queries.cases import link_hash
from almoner.procedure.rules import About, Procedure, Refusal, Refused, RequestKind, RequestState, words_for
from almoner.procedure.rules.moves import answered
from almoner.procedure.rules.requests import OUTSTANDING, may_become
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date

from .ledger import settle
from .locking import Held, hold
from .telling import send_request

OUTSIDE, CARRIER = SystemActor("outside:by-link"), SystemActor("worker:notices")


@dataclass(frozen=True)
class Asked:
    """A request locked for one action, with its case."""

    held: Held
    request: Request
    kind: RequestKind

    def insist(self) -> Asked:
        """Refused to whoever may not ask it."""
        self.held.insist_on(self.kind.by, self.kind.cites)
        return self

    def become(self, state: RequestState) -> Asked:
        """Refused when a request that stands where this one does cannot come to stand there."""
        if not may_become(RequestState(self.request.state), state):
            self.refuse(f"It is {self.request.state}, so it cannot become {state}.", "Ask again if it is still wanted.")
        self.request.state = state
        return self

    def refuse(self, because: str, change: str, about: About = About.STATE, field: str = "") -> NoReturn:
        """Refused, by the clause under which it is asked."""
        raise Refused(Refusal(self.kind.cites, because, change, about, field))

    def keep(self, text: str) -> Request:
        """Save it, with what follows for the case's clocks and turns, and put it on the timeline."""
        self.request.save()
        settle(self.held)
        self.held.happened(self.request.state, text.strip(), clause=self.kind.cites)
        return self.request


def link_to(request: Request) -> str:
    """The secret link's path: made from the server's key, so that a reminder can carry it and the table cannot."""
    made = salted_hmac("almoner.procedure.request", f"{request.pk}:{request.links_sent}", algorithm="sha256")
    return f"/answer/{request.pk.hex}{made.hexdigest()[:40]}/"


@transaction.atomic
def ask(*, case: Case, kind: str, to_name: str, to_email: str, by: Person, now: datetime, message: str = "") -> Request:
    """Ask somebody outside: the request and its secret link, the pause it causes, the notice, in one transaction.

    Raises NotVisible; Refused when this person may not ask it, or not while the case is where it is.
    """
    held = hold(case, by, now)
    asked = _kind(held.procedure, kind)
    if held.case.closed_at or (asked.while_in and held.case.state not in asked.while_in):
        states = [f"“{held.procedure.state_words(s)}”" for s in asked.while_in]
        needed = f"It can be while it is {words_for(states) if states else 'open'}."
        raise Refused(Refusal(asked.cites, "This cannot be asked where the case is now.", needed, About.STATE))
    held.insist_on(asked.by, asked.cites)
    request = Request(
        pk=uuid4(), case_id=held.case.pk, kind=kind, state=RequestState.SENT, to_name=to_name.strip(),
        to_email=to_email.strip(), message=message.strip(), asked_by=by, sent_at=now, sent_on=held.on,
        expires_on=asked.expires_on(held.on),
    )  # fmt: skip
    request.link_hash = link_hash(link_to(request).split("/")[2])
    request.save(force_insert=True)
    send_request(held.case, request, link_to(request), now)
    settle(held)
    said = f"{asked.words} asked of {request.to_name}, by {format_date(request.expires_on)}"
    held.happened("asked", said, clause=asked.cites)
    return request


@transaction.atomic
def answer(*, request: Request, values: Mapping[str, Any], now: datetime, by: Actor = OUTSIDE) -> Request:
    """Receive the answer, once. Raises Refused when it is late or answered, or with what is wrong with each field."""
    asked = _asked(request, by, now)
    fresh = asked.request
    if asked.held.on > fresh.expires_on:
        why = f"This was to be answered by {format_date(fresh.expires_on)}."
        asked.refuse(why, "Ask whoever sent it to ask you again.")
    asked.become(RequestState.RECEIVED)
    if refusals := tuple(answered(asked.kind.fields, values, asked.kind.cites)):
        raise Refused(*refusals)
    fresh.answer, fresh.received_at = dict(values), now
    return asked.keep(f"{fresh.to_name} answered")


@transaction.atomic
def delivered(*, request: Request, now: datetime, by: Actor) -> Request:
    """The mail or letter service says that it arrived."""
    return _asked(request, by, now).become(RequestState.DELIVERED).keep(f"Delivered to {request.to_name}")


@transaction.atomic
def bounced(*, request: Request, now: datetime, by: Actor, why: str = "") -> Request:
    """The mail or letter service says that it cannot arrive; whoever asked must reach them another way."""
    asked = _asked(request, by, now).become(RequestState.BOUNCED)
    return asked.keep(f"Could not be delivered to {request.to_name}. {why}")


@transaction.atomic
def remind(*, request: Request, now: datetime, by: Actor) -> Request:
    """Send it again as a reminder. Raises NotVisible, Refused."""
    asked = _asked(request, by, now).insist().become(RequestState.REMINDED)
    asked.request.reminders += 1
    send_request(asked.held.case, asked.request, link_to(asked.request), now)
    return asked.keep(f"{request.to_name} was reminded")


@transaction.atomic
def expire(*, request: Request, now: datetime, by: Actor) -> Request:
    """Let it go, once its last day has passed. Raises Refused before that."""
    asked = _asked(request, by, now)
    if asked.held.on <= asked.request.expires_on:
        why = f"It can still be answered until {format_date(asked.request.expires_on)}."
        asked.refuse(why, "Withdraw it if it is no longer wanted.")
    return asked.become(RequestState.EXPIRED).keep(f"{request.to_name} did not answer in time")


@transaction.atomic
def withdraw(*, request: Request, now: datetime, by: Actor, reasons: str) -> Request:
    """Ask no longer; the link stops working. Raises NotVisible, Refused."""
    asked = _asked(request, by, now).insist().become(RequestState.WITHDRAWN)
    return asked.keep(f"No longer asked of {request.to_name}. {reasons}")


@transaction.atomic
def review(*, request: Request, now: datetime, by: Person, reasons: str) -> Request:
    """Somebody has read the answer and says what it is worth. Raises NotVisible, Refused."""
    asked = _asked(request, by, now).insist()
    if not reasons.strip():
        asked.refuse("Nothing is said of the answer.", "Write what it is worth.", About.REASONS, "reasons")
    return asked.become(RequestState.REVIEWED).keep(f"The answer of {request.to_name} was reviewed. {reasons}")


def heard(notice: Notice, now: datetime) -> None:
    """Write on a request that its letter arrived, or could not; nothing where it was answered meanwhile."""
    what, _, rest = notice.key.partition(":")
    if what != "request":
        return
    request = Request.objects.select_related("case").filter(pk=UUID(rest.partition(":")[0])).first()
    state = State(notice.state)
    if request and state == State.DELIVERED and may_become(RequestState(request.state), RequestState.DELIVERED):
        delivered(request=request, now=now, by=CARRIER)
    elif request and state.is_failure and may_become(RequestState(request.state), RequestState.BOUNCED):
        bounced(request=request, now=now, by=CARRIER, why=notice.because)


def follow_up(*, now: datetime) -> dict[str, int]:
    """Remind or expire every outstanding request whose day has come; how many of each. One transaction a request."""
    on, worker = london_date(now), SystemActor("worker:requests")
    done = {"reminded": 0, "expired": 0}
    with transaction.atomic():
        outstanding = Request.objects.filter(state__in=OUTSTANDING).values_list("pk", flat=True)
        ids = list(outstanding.order_by("expires_on", "pk"))
    for pk in ids:
        with transaction.atomic():
            request = Request.objects.select_related("case").get(pk=pk)
            kind = registry.named(request.case.procedure).procedure.request(request.kind)
            if on > request.expires_on and request.outstanding:
                expire(request=request, now=now, by=worker)
                done["expired"] += 1
            elif kind and _wants_reminding(request, kind, on):
                remind(request=request, now=now, by=worker)
                done["reminded"] += 1
    return done


def let_go(held: Held) -> None:
    """When a case closes, ask nobody any longer: their links stop working and no reminder goes out."""
    rows = Request.objects.filter(case_id=held.case.pk, state__in=OUTSTANDING)
    outstanding = list(rows.select_for_update(of=("self",)))
    rows.filter(pk__in=[request.pk for request in outstanding]).update(state=RequestState.WITHDRAWN)
    for request in outstanding:
        request.state = RequestState.WITHDRAWN
        held.happened(request.state, f"No longer asked of {request.to_name}, since the case is closed")


def _wants_reminding(request: Request, kind: RequestKind, on: date) -> bool:
    """Whether a reminder is due; what could not be delivered is not sent again."""
    due = kind.reminders_due(request.sent_on, on) > request.reminders
    return due and request.outstanding and request.state != RequestState.BOUNCED


def _asked(request: Request, by: Actor, now: datetime) -> Asked:
    """The request locked with its case."""
    held = hold(registry.named(request.case.procedure).model(id=request.case_id), by, now)
    fresh = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    return Asked(held, fresh, _kind(held.procedure, fresh.kind))


def _kind(procedure: Procedure, name: str) -> RequestKind:
    if found := procedure.request(name):
        return found
    raise KeyError(f"{procedure.name} asks for no {name!r}")
