"""Writes of hearings: called for, listed, postponed and adjourned, decided; and what a decision leads to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db import IntegrityError, transaction

from almoner.fitness.access.hearings import HearingAccess, panel_of, taken_elsewhere
from almoner.fitness.actions import hearing_letters as letters
from almoner.fitness.actions import orders
from almoner.fitness.actions.examinations import open_examination
from almoner.fitness.actions.findings import share_outcome
from almoner.fitness.models import Booking, Concern, Hearing, InterimNeed, OrderMade, Stage
from almoner.fitness.rules.decisions import standing
from almoner.fitness.rules.hearing_outcomes import OUTCOMES, Purpose, ordered
from almoner.fitness.rules.hearings import CLAUSE, HEARING
from almoner.fitness.rules.order_law import Source, last_day
from almoner.fitness.rules.panels import halves_of
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import About, Asking, Refusal, Refused, Taken
from almoner.record.rules import Actor, SystemActor
from almoner.scope.clock import london_date
from almoner.scope.context import system

HEARINGS = SystemActor("fitness:hearings")
#: Months of an interim order that covers the time to appeal; it ends sooner, when the final order takes effect.
COVER_MONTHS = 18


@transaction.atomic
def open_hearing(
    *,
    concern: Concern,
    purpose: str,
    by: Actor,
    now: datetime,
    key: str,
    order: OrderMade | None = None,
    interim: InterimNeed | None = None,
) -> Hearing:
    """Call for a hearing about a concern: ``purpose`` is final, review (of ``order``) or interim (PLAN-F9).

    ``key`` names the submission. The platform opens it on behalf of whoever took the step that leads to it.
    """
    with system("a hearing is called for"):
        hearing = Hearing(
            title=concern.title,
            organisation_id=concern.organisation_id,
            visible_to=concern.visible_to,
            concern=concern,
            purpose=Purpose(purpose).value,
            order=order,
            interim=interim,
            order_day=order.next_day if order else None,
        )
        opened = procedure.open_case(HEARING, case=hearing, move="open", by=HEARINGS, now=now, key=f"hearing:{key}")
        return cast(Hearing, opened.case)


def call_for_hearing(*, stage: Stage, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a step that sends a concern to a hearing: a final one is called for (PLAN-F8)."""
    open_hearing(concern=stage.concern, purpose=Purpose.FINAL, by=by, now=now, key=f"final:{step.pk}")


def follow_review_listing(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows when an order is to be reviewed: a hearing is called for (PLAN-F8)."""
    order = cast(OrderMade, case)
    open_hearing(concern=order.concern, purpose=Purpose.REVIEW, by=by, now=now, key=f"review:{step.pk}", order=order)


def follow_listing(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from listing: the days, the mode and the room are the hearing's, and nobody else has them."""
    hearing, values = cast(Hearing, case), step.values
    hearing.first_day, hearing.last_day = _day(values, "first_day"), _day(values, "last_day")
    hearing.session, hearing.mode = values["session"], values["mode"]
    hearing.room = str(values.get("room", "")).strip() if values["mode"] != "remote" else ""
    hearing.private, hearing.adjustments = values["private"], values.get("adjustments", "")
    book(hearing)
    _keep(hearing, now, "first_day", "last_day", "session", "mode", "room", "private", "adjustments")
    letters.tell_of_listing(hearing=hearing, step=step, by=by, now=now)


def follow_service(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from serving notice: the day on which it was served is the hearing's."""
    hearing = cast(Hearing, case)
    hearing.served_on = _day(step.values, "served_on")
    _keep(hearing, now, "served_on")


def follow_loss_of_its_days(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows when it is postponed, heard again or not held: its days are free, and notice falls.

    A final hearing that is not held goes back to the case examiners (PLAN-F8).
    """
    hearing = cast(Hearing, case)
    before = (hearing.first_day, hearing.last_day)
    Booking.objects.filter(hearing=hearing, day__gte=london_date(now)).delete()
    hearing.first_day = hearing.last_day = hearing.served_on = None
    hearing.session = hearing.mode = hearing.room = ""
    _keep(hearing, now, "first_day", "last_day", "served_on", "session", "mode", "room")
    letters.tell_of_its_days(hearing=hearing, step=step, before=before, by=by, now=now)
    if hearing.state != "cancelled":
        return
    with system("a hearing will not be held"):
        if hearing.purpose == Purpose.FINAL:
            # Nobody has decided the case: whoever called the hearing off may not end it so.
            open_examination(concern=hearing.concern, by=by, now=now, key=f"called-off:{step.pk}")
        if hearing.order and hearing.order.state == "review_listed":
            key, reasons = f"unlist:{step.pk}", step.reasons
            procedure.take(case=hearing.order, move="unlist", by=HEARINGS, now=now, key=key, reasons=reasons)
        if hearing.interim and hearing.interim.state == "told":
            procedure.take(case=hearing.interim, move="call_again", by=HEARINGS, now=now, key=f"again:{step.pk}")


def follow_adjournment(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from adjourning: the days to come are those on which it goes on."""
    hearing, values = cast(Hearing, case), step.values
    Booking.objects.filter(hearing=hearing, day__gt=london_date(now)).delete()
    hearing.first_day, hearing.last_day = _day(values, "first_day"), _day(values, "last_day")
    hearing.session = values["session"]
    book(hearing)
    _keep(hearing, now, "first_day", "last_day", "session")
    letters.tell_of_adjournment(hearing=hearing, step=step, by=by, now=now)


def book(hearing: Hearing, people: list[Person] | None = None) -> None:
    """Take the half days of the panel (or of `people` alone) and of the room; raises Refused where one is taken."""
    first, last = hearing.first_day, hearing.last_day
    if first is None or last is None:
        return
    sitting = [one.person for one in panel_of(hearing)] if people is None else people
    if taken := taken_elsewhere(hearing, [one.pk for one in sitting], first, last, hearing.session, hearing.room):
        raise Refused(_taken(" ".join(taken)))
    common: dict[str, Any] = {"hearing": hearing, "organisation_id": hearing.organisation_id}
    halves = list(halves_of(first, last, hearing.session))
    rows = [Booking(**common, day=day, half=half, person=one) for day, half in halves for one in sitting]
    if hearing.room and people is None:
        rows += [Booking(**common, day=day, half=half, room=hearing.room) for day, half in halves]
    held = set(Booking.objects.filter(hearing=hearing).values_list("day", "half", "person_id", "room"))
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(row for row in rows if (row.day, row.half, row.person_id, row.room) not in held)
    except IntegrityError as clash:
        # Two listed at once: whoever comes second is told, as if they had come later.
        raise Refused(_taken("Somebody or the room was taken by another hearing just now.")) from clash


def follow_decision(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a decision: the order it makes, or what it makes of the order that it reviewed (PLAN-F8)."""
    hearing = cast(Hearing, case)
    with system("a panel's decision takes effect"):
        Booking.objects.filter(hearing=hearing, day__gt=london_date(now)).delete()
        taken = tuple(
            Taken(one.move, one.actor_id, one.role, one.at, one.values)
            for one in Step.objects.filter(case_id=hearing.pk).order_by("number")
        )
        decided = standing(taken)
        assert decided is not None  # noqa: S101  no decision is given before it is drafted and approved
        facts = HearingAccess(Hearing).facts(hearing)
        asking = Asking(
            hearing.state, by.actor_id, frozenset(), london_date(now), taken, decided.values, decided.text, facts
        )
        following = {
            Purpose.FINAL: _order_of, Purpose.INTERIM: _interim_order_of, Purpose.REVIEW: _what_review_makes
        }  # fmt: skip
        following[Purpose(hearing.purpose)](hearing, asking, by, now, f"decision:{step.pk}")
        letters.tell_of_decision(
            hearing=hearing, step=step, outcome=str(asking.value("outcome")), decision=decided.text,
            shown=str(asking.value("shown") or ""), made=ordered(asking), cover=str(asking.value("cover") or ""),
            by=by, now=now,
        )  # fmt: skip


def _order_of(hearing: Hearing, asking: Asking, by: Actor, now: datetime, key: str) -> None:
    made = ordered(asking)
    outcome = OUTCOMES[str(asking.value("outcome"))]
    words = str(asking.value("shown") or f"The panel decided: {outcome.lower()}.")
    share_outcome(concern=hearing.concern, outcome=outcome, words=words, by=by, now=now, key=key)
    if made is None:
        orders.call_up_interim(concern=hearing.concern, now=now, key=key)
        return
    cover = asking.value("cover")
    if cover in ("interim-conditions", "interim-suspension"):
        _make(
            hearing,
            str(cover),
            asking.on,
            last_day(asking.on, COVER_MONTHS),
            Source.INTERIM,
            asking,
            by,
            now,
            f"{key}:cover",
        )
    _make(hearing, made.kind, made.starts, made.until, made.source, asking, by, now, key)


def _interim_order_of(hearing: Hearing, asking: Asking, by: Actor, now: datetime, key: str) -> None:
    made = ordered(asking)
    if made is not None:
        _make(hearing, made.kind, made.starts, made.until, made.source, asking, by, now, key)
    move = "make" if made else "refuse"
    need = cast(InterimNeed, hearing.interim)
    procedure.take(case=need, move=move, by=HEARINGS, now=now, key=key)


def _what_review_makes(hearing: Hearing, asking: Asking, by: Actor, now: datetime, key: str) -> None:
    order = OrderMade.objects.get(hearings=hearing)
    common: dict[str, Any] = {"order": order, "reasons": asking.reasons, "now": now, "key": key}
    match asking.value("outcome"):
        case "confirm":
            orders.confirm_order(**common)
        case "revoke":
            orders.revoke_order(**common)
        case "let_end":
            orders.let_order_end(**common)
        case "vary":
            made = ordered(asking)
            assert made is not None  # noqa: S101  the rules ask for its kind
            shown = str(asking.value("shown"))
            orders.vary_order(**common, kind=made.kind, starts=made.starts, until=made.until, text=shown)


def _make(
    hearing: Hearing,
    kind: str,
    starts: date,
    until: date | None,
    source: Source,
    asking: Asking,
    by: Actor,
    now: datetime,
    key: str,
) -> None:
    orders.make_order(
        concern=hearing.concern, kind=kind, starts=starts, until=until, text=str(asking.value("shown")),
        reasons=asking.reasons, by=by, now=now, key=key, source=source,
    )  # fmt: skip


def _keep(hearing: Hearing, now: datetime, *names: str) -> None:
    hearing.save(update_fields=list(names))
    procedure.refresh_turns(case=hearing, by=HEARINGS, now=now)


def _taken(because: str) -> Refusal:
    return Refusal(CLAUSE, because, "Choose other days, or somebody else.", About.FIELD, "first_day")


def _day(values: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(str(values[name]))
