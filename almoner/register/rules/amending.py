"""What must hold before the register is changed: each check gives its refusals in words, with the clause."""

from datetime import date, timedelta

from almoner.clauses.rules import cites
from almoner.dates.days import add_months
from almoner.procedure.rules import About, Refusal
from almoner.register.rules.kinds import AnnotationKind, EndingGround, OrderKind, in_force
from almoner.register.rules.standing import Facts, day, standing_on


def _reasons(reasons: str, clause: str) -> list[Refusal]:
    if reasons.strip():
        return []
    return [Refusal(clause, "No reasons are given.", "Write why, in a sentence or more.", About.REASONS, "reasons")]


@cites("PLAN-R14")
def check_ending(facts: Facts, ground: EndingGround | None, on: date, reasons: str) -> tuple[Refusal, ...]:
    """A registration may be ended on a ground of regulation 14 then in force, from a day on which it stands."""
    found = _reasons(reasons, "PLAN-R14")
    if ground is None or not in_force(ground, on):
        found.append(
            Refusal("PLAN-R14", f"That ground could not be used on {day(on)}.", "Choose a ground in force on that day.",
                    About.FIELD, "ground")
        )  # fmt: skip
    if not any(t.covers(on) for t in facts.terms):
        found.append(
            Refusal("PLAN-R14", f"The person was not on the register on {day(on)}.",
                    "Choose a day on which they were registered.", About.STATE, "on")
        )  # fmt: skip
    if any(t.starts > on for t in facts.terms):
        found.append(
            Refusal("PLAN-R14", f"Registration was renewed or restored after {day(on)}.",
                    "Choose a day in the newest term, or withdraw that term first.", About.STATE, "on")
        )  # fmt: skip
    return tuple(found)


@cites("PLAN-R4")
def check_renewal(facts: Facts, until: date) -> tuple[Refusal, ...]:
    """Only a term that has neither ended nor been renewed beyond the new last day may be renewed."""
    latest = max(facts.terms, key=lambda t: t.starts, default=None)
    if latest is None or latest.ended_on is not None:
        return (
            Refusal("PLAN-R4", "There is no registration to renew: it has ended.", "Restore the person first.",
                    About.STATE),
        )  # fmt: skip
    if latest.until is None or until <= latest.until:
        last = "no last day" if latest.until is None else day(latest.until)
        return (
            Refusal("PLAN-R4", f"Registration already runs to {last}.", "Give a later last day.", About.FIELD, "until"),
        )
    return ()


@cites("PLAN-R14")
def check_entering(facts: Facts, starts: date, until: date | None) -> tuple[Refusal, ...]:
    """A new span on the register begins after every earlier one is over, and runs forward."""
    found = []
    if until is not None and until < starts:
        found.append(
            Refusal("PLAN-R14", "The last day is before the first.", "Give a later last day.", About.FIELD, "until")
        )
    if any(t.out is None or t.out > starts for t in facts.terms):
        found.append(
            Refusal("PLAN-R14", f"The person is already on the register on {day(starts)}.",
                    "Choose a day after the earlier registration is over.", About.STATE, "starts")
        )  # fmt: skip
    return tuple(found)


@cites("PLAN-R14")
def check_order(
    kind: OrderKind | None, starts: date, until: date | None, text: str, reasons: str
) -> tuple[Refusal, ...]:
    """An order is of a kind in force, runs forward, no longer than its kind may, and says what binds the person."""
    found = _reasons(reasons, "PLAN-R14")
    if kind is None or not in_force(kind, starts):
        return (*found, Refusal("PLAN-R14", f"That kind of order could not be made on {day(starts)}.",
                                "Choose a kind in force on that day.", About.FIELD, "kind"))  # fmt: skip
    if until is not None and until < starts:
        found.append(
            Refusal("PLAN-R14", "The last day is before the first.", "Give a later last day.", About.FIELD, "until")
        )
    if kind.longest_months and until is None:
        found.append(
            Refusal("PLAN-R14", f"{kind.title} needs a last day.", f"Give one within {kind.longest_months} months.",
                    About.FIELD, "until")
        )  # fmt: skip
    elif kind.longest_months and until and until > (latest := last_day(starts, kind.longest_months)):
        found.append(
            Refusal("PLAN-R14", f"{kind.title} may last {kind.longest_months} months at most.",
                    f"Give a last day no later than {day(latest)}.", About.FIELD, "until")
        )  # fmt: skip
    if not text.strip():
        found.append(
            Refusal(
                "PLAN-R14", "There is nothing to publish.", "Write what the register will show.", About.FIELD, "text"
            )
        )
    return tuple(found)


@cites("PLAN-R10")
def check_annotation(facts: Facts, kind: AnnotationKind | None, starts: date) -> tuple[Refusal, ...]:
    """An annotation is of a kind in force, beside somebody who is or was on the register, and not there already."""
    if kind is None or not in_force(kind, starts):
        return (Refusal("PLAN-R10", f"That annotation could not be granted on {day(starts)}.",
                        "Choose a kind in force on that day.", About.FIELD, "kind"),)  # fmt: skip
    found = []
    if not standing_on(facts, starts).registered_from:
        found.append(
            Refusal("PLAN-R10", f"The person had not been registered by {day(starts)}.", "Choose a later day.",
                    About.STATE, "starts")
        )  # fmt: skip
    if any(a.kind.code == kind.code and (a.ended_on is None or a.ended_on > starts) for a in facts.annotations):
        found.append(
            Refusal("PLAN-R10", f"The entry already shows {kind.title}.", "End that annotation first.",
                    About.STATE, "kind")
        )  # fmt: skip
    return tuple(found)


@cites("PLAN-R14")
def check_suppression(suppressed: bool, reasons: str) -> tuple[Refusal, ...]:
    """An entry is taken out of the published register once, for a reason that is kept."""
    found = _reasons(reasons, "PLAN-R14")
    if suppressed:
        found.append(
            Refusal("PLAN-R14", "The entry is already out of the published register.", "Nothing needs doing.",
                    About.STATE)
        )  # fmt: skip
    return tuple(found)


def last_day(starts: date, months: int) -> date:
    """The last day of a span of so many months that begins on ``starts``."""
    return add_months(starts, months) - timedelta(days=1)
