"""What the public pages of the register say, worked out before a template sees it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from almoner.design.formats import format_date
from almoner.register.queries import EntryOn
from almoner.register.rules.kinds import Effect
from almoner.register.rules.publication import is_published, label
from almoner.register.rules.standing import Facts, OrderFact, Standing, StandingOn, TermFact

TONES: Final = {
    Standing.REGISTERED: "good",
    Standing.CONDITIONS: "warn",
    Standing.SUSPENDED: "bad",
    Standing.LAPSED: "bad",
    Standing.ENDED: "bad",
    Standing.NOT_YET: "quiet",
    Standing.NEVER: "quiet",
}
_EFFECTS: Final = {
    Effect.STOPS_PRACTICE: "Must not work as a social worker while it lasts.",
    Effect.RESTRICTS_PRACTICE: "May work as a social worker, keeping to these conditions.",
    Effect.NONE: "May work as a social worker.",
}


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order as the page shows it."""

    title: str
    dates: str
    effect: str
    paragraphs: tuple[str, ...]
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary list."""

    key: str
    value: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One person in a list of results."""

    number: str
    name: str
    town: str
    status: str
    tone: str
    note: str


def sentence(name: str, found: StandingOn, today: date) -> str:
    """The standing on a day in one sentence, in the tense of that day."""
    past = found.on < today
    when = f"on {format_date(found.on)}" if found.on != today else "today"
    verb, may = ("was", "could") if past else ("is", "may")
    practise = f"{may} work as a social worker in England {when}"
    match found.standing:
        case Standing.REGISTERED:
            return f"{name} {verb} registered and {practise}."
        case Standing.CONDITIONS:
            return f"{name} {verb} registered and {practise}, keeping to conditions."
        case Standing.SUSPENDED:
            return f"{name} {verb} suspended and {may} not work as a social worker in England {when}."
        case Standing.LAPSED | Standing.ENDED:
            return f"{name} {verb} no longer registered and {may} not work as a social worker in England {when}."
        case Standing.NOT_YET:
            return f"{name} {verb} not yet registered {when}."
        case _:
            return f"The register holds no registration of {name} {when}."


def result(entry: EntryOn) -> Result:
    """An entry as a line of results."""
    found = entry.standing
    return Result(
        entry.shown_number, entry.name.full, entry.town, label(found.standing), TONES[found.standing], _note(found)
    )


def _note(found: StandingOn) -> str:
    if found.may_practise and found.registered_until:
        return f"to {format_date(found.registered_until)}"
    if found.standing in (Standing.LAPSED, Standing.ENDED) and found.registered_until and _known_to_have_run(found):
        return f"until {format_date(found.registered_until)}"
    return ""


def _known_to_have_run(found: StandingOn) -> bool:
    """An ending on the first day stands for one whose day is not known."""
    return bool(found.registered_from and found.registered_until and found.registered_from <= found.registered_until)


def facts(entry: EntryOn, grounds: dict[str, str]) -> list[Row]:
    """The lines of the entry's summary."""
    found = entry.standing
    rows = [Row("Registration number", entry.shown_number), Row("Town of work", entry.town or "Not given")]
    if found.registered_from and _known_to_have_run(found):
        rows.append(Row("Registered from", format_date(found.registered_from)))
    if found.may_practise or found.standing is Standing.SUSPENDED:
        last = format_date(found.registered_until) if found.registered_until else "No last day is recorded"
        rows.append(Row("Registered until", f"{last}, unless renewed" if found.registered_until else last))
    elif _known_to_have_run(found):
        rows.append(Row("Last day on the register", format_date(found.registered_until)))
    elif found.standing is Standing.ENDED:
        rows.append(Row("Last day on the register", "Not recorded"))
    if found.ended_how:
        rows.append(Row("How registration ended", grounds.get(found.ended_how, "Not stated")))
    if found.annotations:
        titles = ", ".join(f"{a.kind.title} ({a.kind.code})" for a in found.annotations)
        rows.append(Row("Specialist qualifications", titles))
    return rows


def orders(entry: EntryOn, today: date) -> list[OrderShown]:
    """The orders in force on the page's day, as far as the register publishes them today."""
    return [order_shown(o) for o in entry.standing.orders if is_published(o, today)]


def order_shown(order: OrderFact) -> OrderShown:
    """One order with its dates and what it means for practice."""
    tone = {Effect.STOPS_PRACTICE: "bad", Effect.RESTRICTS_PRACTICE: "warn"}.get(order.kind.effect, "note")
    return OrderShown(order.kind.title, order_dates(order), _EFFECTS[order.kind.effect], _paragraphs(order.text), tone)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def order_dates(order: OrderFact) -> str:
    """When an order is or was in force."""
    until = f" to {format_date(order.until)}" if order.until else ""
    lifted = f", lifted on {format_date(order.lifted_on)}" if order.lifted_on else ""
    return f"From {format_date(order.starts)}{until}{lifted}"


@dataclass(frozen=True, slots=True)
class Run:
    """An unbroken time on the register: renewals joined up, and how it ended if it did."""

    starts: date
    last: date | None
    how: str


def history(known: Facts, today: date, grounds: dict[str, str]) -> list[Row]:
    """Every time on the register up to today, newest first, renewals joined into one."""
    rows = []
    for run in reversed(runs(known.terms)):
        if run.starts > today:
            continue
        if run.last is not None and run.last < run.starts:
            rows.append(Row("Days not recorded", grounds.get(run.how, "Not stated")))
            continue
        last = format_date(run.last) if run.last else "no last day"
        over = run.last is not None and run.last < today
        how = grounds.get(run.how, "Not renewed" if over else "On the register")
        rows.append(Row(f"{format_date(run.starts)} to {last}", how if over else "On the register"))
    return rows


def runs(terms: tuple[TermFact, ...]) -> list[Run]:
    """Terms joined where one begins on the day the one before is over."""
    found: list[Run] = []
    for term in sorted(terms, key=lambda t: t.starts):
        last = None if term.out is None else date.fromordinal(term.out.toordinal() - 1)
        before = found[-1] if found else None
        if before and before.last and date.fromordinal(before.last.toordinal() + 1) == term.starts and not before.how:
            found[-1] = Run(before.starts, last, term.ended_how)
        else:
            found.append(Run(term.starts, last, term.ended_how))
    return found


def why(found: StandingOn) -> tuple[str, list[tuple[str, str]]]:
    """The reasoning behind a standing: the rules in words, and the facts each was given."""
    rule = " ".join(step.rule for step in found.why)
    return rule, [(f"Fact {n}", step.given) for n, step in enumerate(found.why, start=1)]
