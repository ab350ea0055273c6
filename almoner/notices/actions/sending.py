"""Carrying a notice out: claimed, handed over, marked; each in its own transaction, so that a fall between any two of
them is found by `rescue` and mended without sending it twice where the carrier can say that it has it already."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from almoner.notices import letters, rules
from almoner.notices.actions.queueing import queue, send_when_due
from almoner.notices.actions.recording import WORKER, append
from almoner.notices.letters import Letter
from almoner.notices.listening import listeners
from almoner.notices.models import Notice
from almoner.notices.providers import Outcome, Provider, Refused, TryLater, provider
from almoner.notices.rules import Holds, State
from almoner.notices.sealing import unseal
from almoner.operations import metrics
from almoner.people.models import Organisation, Person

log = structlog.get_logger("almoner.notices")


def send(*, notice_id: UUID, now: datetime) -> State | None:
    """Send one notice if it is due. Returns the state it is left in, or None when there was nothing to do.

    Safe to call at any time and from anywhere: of two at once, one does nothing.
    """
    carrier = provider()
    notice = _claim(notice_id, carrier, now)
    if notice is None:
        return None
    try:
        with transaction.atomic():
            letter, reader = _letter(notice), _reader(notice)
        carried_as = _hand_over(notice, carrier, letter, reader)
    except Refused as refused:
        return settle(notice_id=notice_id, outcome=Outcome(State.BOUNCED, refused.because), now=now)
    except TryLater as later:
        return _put_off(notice_id, later.because, now)
    except Exception as error:
        # a fault of ours (a template, a key): tried again like any other, and set aside if it stays
        log.exception("notice failed", notice=str(notice_id), template=notice.template)
        return _put_off(notice_id, f"Something went wrong on our side ({type(error).__name__}).", now)
    return _mark_sent(notice_id, carried_as, now)


@transaction.atomic
def _claim(notice_id: UUID, carrier: Provider, now: datetime) -> Notice | None:
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=notice_id, state=State.QUEUED, due_at__lte=now)
        .select_related("to_person")
        .first()
    )
    if notice is None:
        return None
    notice.state, notice.claimed_at, notice.provider = State.SENDING, now, carrier.name
    notice.tries += 1
    notice.save(update_fields=["state", "claimed_at", "provider", "tries"])
    return notice


def _hand_over(notice: Notice, carrier: Provider, letter: Letter, reader: str) -> str:
    reference = str(notice.pk)
    if notice.tries > 1 and (carried_as := carrier.already_carried(reference)):
        return carried_as
    return carrier.send(letter, to=reader, reference=reference)


def _reader(notice: Notice) -> str:
    if notice.to_person is None:
        return notice.to_address
    if not notice.to_person.is_active:
        raise Refused("The person’s account has been closed.")
    return notice.to_person.email


def _letter(notice: Notice) -> Letter:
    shape = rules.template(notice.template)
    values = {**notice.values, **unseal(notice.sealed_values)}
    for name, kind in shape.values.items():
        if kind is Holds.ORGANISATION:
            values[name] = Organisation.objects.get(pk=values[name]).name
    return letters.write(shape, values, base_url=settings.BASE_URL, service=settings.NOTICES_FROM_NAME)


@transaction.atomic
def _mark_sent(notice_id: UUID, carried_as: str, now: datetime) -> State:
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state != State.SENDING:
        return State(notice.state)
    notice.state, notice.sent_at, notice.carried_as = State.SENT, now, carried_as
    notice.because, notice.sealed_values = "", b""
    notice.save(update_fields=["state", "sent_at", "carried_as", "because", "sealed_values"])
    append("notice.sent", notice, by=WORKER, now=now, after={"provider": notice.provider, "tries": notice.tries})
    metrics.NOTICES.labels(State.SENT.value).inc()
    return State.SENT


@transaction.atomic
def _put_off(notice_id: UUID, because: str, now: datetime) -> State:
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    due = rules.next_try(notice.tries, at=now)
    if due is None:
        return settle(notice_id=notice_id, outcome=Outcome(State.SET_ASIDE, because), now=now)
    notice.state, notice.due_at, notice.because = State.QUEUED, due, because
    notice.save(update_fields=["state", "due_at", "because"])
    log.warning("notice put off", notice=str(notice_id), attempts=notice.tries)
    send_when_due(notice)
    return State.QUEUED


@transaction.atomic
def settle(*, notice_id: UUID, outcome: Outcome, now: datetime) -> State:
    """Write down what became of a notice: delivered, could not be delivered, or set aside after too many tries.

    Heard twice, it counts once; what has been delivered cannot bounce any more. A failure is told to whoever asked
    for the notice. Returns the state it is in.
    """
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if State(notice.state).is_final:
        return State(notice.state)
    notice.state, notice.because, notice.settled_at = outcome.state, outcome.because, now
    if outcome.state is State.DELIVERED:
        notice.sent_at = notice.sent_at or now
    notice.sealed_values = b""
    notice.save(update_fields=["state", "because", "settled_at", "sent_at", "sealed_values"])
    append(f"notice.{outcome.state.value}", notice, by=WORKER, now=now, reasons=outcome.because)
    metrics.NOTICES.labels(outcome.state.value).inc()
    if outcome.state.is_failure:
        _tell_the_sender(notice, now)
    for listener in listeners():
        listener(notice, now)
    return outcome.state


def _tell_the_sender(notice: Notice, now: datetime) -> None:
    sender = notice.asked_by
    if sender is None or sender.pk == notice.to_person_id or notice.template == "not_delivered":
        return
    queue(
        to=sender,
        template="not_delivered",
        key=f"not delivered:{notice.pk}",
        organisation_id=notice.organisation_id,
        now=now,
    )


@transaction.atomic
def try_again(*, notice_id: UUID, by: Person, now: datetime) -> bool:
    """Send again what could not be sent, after somebody mended what was wrong. Returns whether it could be queued."""
    notice = Notice.objects.select_for_update().filter(pk=notice_id, state=State.SET_ASIDE).first()
    if notice is None or _has_secrets(notice):
        return False
    notice.state, notice.tries, notice.due_at, notice.settled_at, notice.because = State.QUEUED, 0, now, None, ""
    notice.save(update_fields=["state", "tries", "due_at", "settled_at", "because"])
    append("notice.tried_again", notice, by=by, now=now)
    send_when_due(notice)
    return True


def _has_secrets(notice: Notice) -> bool:
    return not rules.SECRET.isdisjoint(rules.template(notice.template).values.values())


def rescue(*, now: datetime) -> int:
    """Find notices whose job was lost, or whose worker fell over while sending, and have them sent. Returns how many.

    One that was being sent is put back in the queue with its try counted, so that before it is sent again the
    carrier is asked whether it has it.
    """
    late = Q(state=State.QUEUED, due_at__lt=now - rules.LOST_AFTER)
    fallen = Q(state=State.SENDING, claimed_at__lt=now - rules.CUT_OFF_AFTER)
    with transaction.atomic():
        found = list(Notice.objects.filter(late | fallen).order_by("due_at").values_list("pk", flat=True)[:500])
    return sum(_rescue_one(notice_id, late | fallen, now) for notice_id in found)


@transaction.atomic
def _rescue_one(notice_id: UUID, still: Q, now: datetime) -> bool:
    notice = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(still, pk=notice_id).first()
    if notice is None:
        return False
    if notice.tries >= rules.MOST_TRIES:
        settle(notice_id=notice_id, outcome=Outcome(State.SET_ASIDE, "Sending it was cut off too often."), now=now)
        return True
    notice.state, notice.due_at = State.QUEUED, now
    notice.save(update_fields=["state", "due_at"])
    log.warning("notice rescued", notice=str(notice_id), attempts=notice.tries)
    send_when_due(notice)
    return True


def ask_what_became(*, now: datetime) -> int:
    """Ask the carrier about notices it took a while ago and has not reported on. Returns how many were settled.

    Carriers call back, but a call can be missed; this is the second way of learning the same thing.
    """
    carrier = provider()
    out = Notice.objects.filter(
        Q(asked_at__isnull=True) | Q(asked_at__lt=now - rules.ASK_AFTER),
        state=State.SENT,
        provider=carrier.name,
        sent_at__lt=now - rules.ASK_AFTER,
        sent_at__gt=now - rules.ASK_UNTIL,
    )
    with transaction.atomic():
        found = list(out.order_by(F("asked_at").asc(nulls_first=True), "sent_at")[:200])
    return sum(_ask(carrier, notice, now) for notice in found)


def _ask(carrier: Provider, notice: Notice, now: datetime) -> bool:
    try:
        outcome = carrier.outcome(notice.carried_as)
    except TryLater:
        return False
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(asked_at=now)
    if outcome is None:
        return False
    settle(notice_id=notice.pk, outcome=outcome, now=now)
    return True
