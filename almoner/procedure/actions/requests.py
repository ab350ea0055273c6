"""Asking somebody outside, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Case, Request
from almoner.procedure.queries.cases import link_hash
from almoner.procedure.registry import Registered
from almoner.procedure.rules import About, Refusal, Refused, RequestKind, RequestState, words_for
from almoner.procedure.rules.requests import OUTSTANDING, may_become
from almoner.procedure.rules.sentences import in_words
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date

from .ledger import settle
from .locking import happened, hold
from .telling import send_request

OUTSIDE = SystemActor("outside:by-link")


def link_to(request: Request) -> str:
    """The secret link's path: made from the server's key, so that a reminder can carry it and the table cannot."""
    made = salted_hmac("almoner.procedure.request", f"{request.pk}:{request.links_sent}", algorithm="sha256")
    return f"/answer/{request.pk.hex}{made.hexdigest()[:40]}/"


@transaction.atomic
def ask(*, case: Case, kind: str, to_name: str, to_email: str, by: Person, now: datetime, message: str = "") -> Request:
    """Ask somebody outside: the request and its secret link, the pause it causes, the notice, in one transaction.

    Raises NotVisible; Refused when this person may not ask it, or not while the case is where it is.
    """
    kept, held = hold(case, by, now)
    asked = _kind(kept, kind)
    on = london_date(now)
    if held.closed_at or (asked.while_in and held.state not in asked.while_in):
        needed = words_for([f"“{kept.procedure.state_words(s)}”" for s in asked.while_in]) if asked.while_in else "open"
        raise Refused(
            Refusal(
                asked.cites,
                "This cannot be asked where the case is now.",
                f"It can be while it is {needed}.",
                About.STATE,
            )
        )
    _insist(kept, held, asked, by, now)
    request = Request(
        pk=uuid4(), case_id=held.pk, kind=kind, state=RequestState.SENT, to_name=to_name.strip(),
        to_email=to_email.strip(), message=message.strip(), asked_by=by, sent_at=now, sent_on=on,
        expires_on=asked.expires_on(on),
    )  # fmt: skip
    request.link_hash = link_hash(link_to(request).split("/")[2])
    request.save(force_insert=True)
    send_request(held, request, link_to(request), now)
    settle(kept, held, now)
    until = in_words(request.expires_on)
    happened(
        kept,
        held,
        "asked",
        f"{_label(asked)} asked of {request.to_name}, by {until}",
        by=by,
        now=now,
        clause=asked.cites,
    )
    return request


@transaction.atomic
def answer(*, request: Request, values: Mapping[str, Any], now: datetime, by: Actor = OUTSIDE) -> Request:
    """Receive the answer, once. Raises Refused when it is late or answered, or with what is wrong with each field."""
    kept, held, fresh, asked = _held(request, SystemActor("worker:answers"), now)
    if london_date(now) > fresh.expires_on:
        why = f"This was to be answered by {in_words(fresh.expires_on)}."
        raise Refused(Refusal(asked.cites, why, "Ask whoever sent it to ask you again.", About.STATE))
    _become(fresh, RequestState.RECEIVED, asked)
    faults = [(f.name, fault, f.hint) for f in asked.fields if (fault := f.fault(values.get(f.name)))]
    faults += [
        (str(k), f"“{k}” is not asked for here.", "") for k in sorted(set(values) - {f.name for f in asked.fields})
    ]
    if faults:
        raise Refused(
            *(Refusal(asked.cites, why, hint or "Change the answer.", About.FIELD, name) for name, why, hint in faults)
        )
    fresh.answer, fresh.received_at = dict(values), now
    return _kept_as(kept, held, fresh, f"{fresh.to_name} answered", by, now, asked)


@transaction.atomic
def delivered(*, request: Request, now: datetime, by: Actor) -> Request:
    """The mail or letter service says that it arrived."""
    kept, held, fresh, asked = _held(request, by, now)
    _become(fresh, RequestState.DELIVERED, asked)
    return _kept_as(kept, held, fresh, f"Delivered to {fresh.to_name}", by, now, asked)


@transaction.atomic
def bounced(*, request: Request, now: datetime, by: Actor, why: str = "") -> Request:
    """The mail or letter service says that it cannot arrive; whoever asked must reach them another way."""
    kept, held, fresh, asked = _held(request, by, now)
    _become(fresh, RequestState.BOUNCED, asked)
    return _kept_as(kept, held, fresh, f"Could not be delivered to {fresh.to_name}. {why}".strip(), by, now, asked)


@transaction.atomic
def remind(*, request: Request, now: datetime, by: Actor) -> Request:
    """Send it again as a reminder. Raises NotVisible, Refused."""
    kept, held, fresh, asked = _held(request, by, now)
    _insist(kept, held, asked, by, now)
    _become(fresh, RequestState.REMINDED, asked)
    fresh.reminders += 1
    send_request(held, fresh, link_to(fresh), now)
    return _kept_as(kept, held, fresh, f"{fresh.to_name} was reminded", by, now, asked)


@transaction.atomic
def expire(*, request: Request, now: datetime, by: Actor) -> Request:
    """Let it go, once its last day has passed. Raises Refused before that."""
    kept, held, fresh, asked = _held(request, by, now)
    if london_date(now) <= fresh.expires_on:
        why = f"It can still be answered until {in_words(fresh.expires_on)}."
        raise Refused(Refusal(asked.cites, why, "Withdraw it if it is no longer wanted.", About.STATE))
    _become(fresh, RequestState.EXPIRED, asked)
    return _kept_as(kept, held, fresh, f"{fresh.to_name} did not answer in time", by, now, asked)


@transaction.atomic
def withdraw(*, request: Request, now: datetime, by: Actor, reasons: str) -> Request:
    """Ask no longer; the link stops working. Raises NotVisible, Refused."""
    kept, held, fresh, asked = _held(request, by, now)
    _insist(kept, held, asked, by, now)
    _become(fresh, RequestState.WITHDRAWN, asked)
    return _kept_as(kept, held, fresh, f"No longer asked of {fresh.to_name}. {reasons}".strip(), by, now, asked)


@transaction.atomic
def review(*, request: Request, now: datetime, by: Person, reasons: str) -> Request:
    """Somebody has read the answer and says what it is worth. Raises NotVisible, Refused."""
    kept, held, fresh, asked = _held(request, by, now)
    _insist(kept, held, asked, by, now)
    if not reasons.strip():
        raise Refused(
            Refusal(asked.cites, "Nothing is said of the answer.", "Write what it is worth.", About.REASONS, "reasons")
        )
    _become(fresh, RequestState.REVIEWED, asked)
    return _kept_as(kept, held, fresh, f"The answer of {fresh.to_name} was reviewed. {reasons.strip()}", by, now, asked)


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


def let_go(*, kept: Registered, case: Case, by: Actor, now: datetime) -> None:
    """When a case closes, ask nobody any longer: their links stop working and no reminder goes out."""
    for request in Request.objects.select_for_update(of=("self",)).filter(case_id=case.pk, state__in=OUTSTANDING):
        request.state = RequestState.WITHDRAWN
        request.save(update_fields=["state"])
        said = f"No longer asked of {request.to_name}, since the case is closed"
        happened(kept, case, request.state, said, by=by, now=now)


def _wants_reminding(request: Request, kind: RequestKind, on: date) -> bool:
    """Whether a reminder is due; what could not be delivered is not sent again."""
    due = kind.reminders_due(request.sent_on, on) > request.reminders
    return due and request.outstanding and request.state != RequestState.BOUNCED


def _held(request: Request, by: Actor, now: datetime) -> tuple[Registered, Case, Request, RequestKind]:
    kept = registry.named(request.case.procedure)
    kept, held = hold(kept.model(id=request.case_id), by, now)
    fresh = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    return kept, held, fresh, _kind(kept, fresh.kind)


def _kind(kept: Registered, name: str) -> RequestKind:
    if found := kept.procedure.request(name):
        return found
    raise KeyError(f"{kept.procedure.name} asks for no {name!r}")


def _insist(kept: Registered, case: Case, asked: RequestKind, by: Actor, now: datetime) -> None:
    if isinstance(by, Person) and not kept.access.roles(by, case, london_date(now)) & {str(r) for r in asked.by}:
        who = words_for(asked.by)
        raise Refused(Refusal(asked.cites, f"Only {who} may do this.", f"Ask {who}.", About.ROLE))


def _become(request: Request, state: RequestState, asked: RequestKind) -> None:
    if not may_become(RequestState(request.state), state):
        why = f"It is {request.state}, so it cannot become {state}."
        raise Refused(Refusal(asked.cites, why, "Ask again if it is still wanted.", About.STATE))
    request.state = state


def _kept_as(
    kept: Registered, case: Case, request: Request, text: str, by: Actor, now: datetime, asked: RequestKind
) -> Request:
    request.save()
    settle(kept, case, now)
    happened(kept, case, request.state, text, by=by, now=now, clause=asked.cites)
    return request


def _label(asked: RequestKind) -> str:
    return asked.label or asked.name.replace("_", " ").capitalize()
