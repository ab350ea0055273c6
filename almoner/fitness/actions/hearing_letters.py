"""What the social worker, and whoever raised the concern, are written about a hearing (PLAN-F8, PLAN-F9)."""

from __future__ import annotations

from datetime import date, datetime

from almoner.design.formats import format_date, format_days, initial_lower
from almoner.fitness.actions.letters import queue_letter, queue_to_raisers
from almoner.fitness.models import Hearing
from almoner.fitness.rules.hearing_outcomes import OF_PURPOSE, OUTCOMES, Ordered, Purpose
from almoner.fitness.rules.letters import LetterTemplate
from almoner.fitness.rules.order_law import KINDS
from almoner.fitness.wording.hearing_letters import (
    ADJOURNED,
    DECIDED,
    HEARD_AGAIN,
    NOT_HELD,
    NOTICE,
    ORDERED,
    POSTPONED,
    TO_RAISER,
)
from almoner.procedure.models import Step
from almoner.record.rules import Actor
from almoner.scope.context import system

NOTHING_ASKED = "Nothing so far. Tell us what would help you take part, and we will arrange what we can."
BACK_TO_EXAMINERS = (
    "Your case goes back to case examiners, who decide what follows instead. We will write to you again."
)
NOTHING_TO_HEAR = "There is nothing for you to do."


def tell_of_listing(*, hearing: Hearing, step: Step, by: Actor, now: datetime) -> None:
    """Have the notice of a hearing written, with its days, what the panel may decide and what the worker can do."""
    powers = "; ".join(initial_lower(OUTCOMES[outcome]) for outcome in OF_PURPOSE[Purpose(hearing.purpose)])
    where = f", {hearing.room}" if hearing.room else ""
    values = {
        "session": initial_lower(hearing.get_session_display()),
        "how": f"{hearing.get_mode_display()}{where}",
        "open_to": "It is held in private." if hearing.private else "It is held in public.",
        "may_decide": f"One of these: {powers}.",
        "arranged": hearing.adjustments.strip() or NOTHING_ASKED,
    }
    _write(NOTICE, hearing, step, values | {"days": format_days(hearing.first_day, hearing.last_day)}, by, now)


def tell_of_its_days(
    *, hearing: Hearing, step: Step, before: tuple[date | None, date | None], by: Actor, now: datetime
) -> None:
    """Have it written that a hearing is postponed, begun again or not held; `before` is what was listed.

    Nothing is written of a hearing that was never listed, unless the case goes another way because of it.
    """
    values = {"why": step.reasons}
    match step.move:
        case "postpone":
            _write(POSTPONED, hearing, step, values | {"days": format_days(*before)}, by, now)
        case "hear_again":
            _write(HEARD_AGAIN, hearing, step, values, by, now)
        case "cancel":
            final = hearing.purpose == Purpose.FINAL
            if final or before[0]:
                following = {"next": BACK_TO_EXAMINERS if final else NOTHING_TO_HEAR}
                _write(NOT_HELD, hearing, step, values | following, by, now)


def tell_of_adjournment(*, hearing: Hearing, step: Step, by: Actor, now: datetime) -> None:
    """Have it written on what days a hearing goes on, and why it is adjourned."""
    days = format_days(hearing.first_day, hearing.last_day)
    values = {"why": step.reasons, "days": days, "session": initial_lower(hearing.get_session_display())}
    _write(ADJOURNED, hearing, step, values, by, now)


def tell_of_decision(
    *,
    hearing: Hearing,
    step: Step,
    outcome: str,
    decision: str,
    shown: str,
    made: Ordered | None,
    cover: str,
    by: Actor,
    now: datetime,
) -> None:
    """Have the decision written to the worker, and of a final hearing what it is to whoever raised the concern.

    `outcome` is its code, `decision` the approved words, `shown` what the register shows, `made` the order that it
    makes and `cover` the interim order that holds until that takes effect; "" for none.
    """
    values = {"outcome": initial_lower(OUTCOMES[outcome]), "decision": decision, "published": shown}
    if made is None:
        _write(DECIDED, hearing, step, values, by, now)
    else:
        _write(ORDERED, hearing, step, values | {"follows": _follows(made, cover)}, by, now)
    if hearing.purpose == Purpose.FINAL:
        queue_to_raisers(
            concern=hearing.concern, case=hearing, step=step, template=TO_RAISER.name, values=values, by=by,
            now=now,
        )  # fmt: skip


def _follows(made: Ordered, cover: str) -> str:
    kind = KINDS[made.kind]
    lasts = f" Its last day is {format_date(made.until)}." if made.until else ""
    follows = f"{kind.title}: from {format_date(made.starts)}.{lasts}"
    if made.kind == "removal":
        follows = f"You are taken off the register on {format_date(made.starts)}."
    if cover in KINDS:
        follows += f"\n\n{KINDS[cover].title}: from today, until then."
    if kind.reviewed:
        follows += (
            f"\n\nThe {initial_lower(kind.title)} is reviewed before its last day. You have notice of that hearing."
        )
    return follows


def _write(
    template: LetterTemplate, hearing: Hearing, step: Step, values: dict[str, str], by: Actor, now: datetime
) -> None:
    values = {"about": Purpose(hearing.purpose).in_a_letter, **values}
    with system("a letter about a hearing"):
        queue_letter(
            concern=hearing.concern, case=hearing, step=step, template=template.name, values=values, by=by, now=now
        )  # fmt: skip
