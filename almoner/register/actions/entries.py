"""Coming on to the register, staying on it, leaving it, and being known by another name or town."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from almoner.people.rules import Permission
from almoner.procedure.rules import About, Refusal
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.actions.index import index_entries
from almoner.register.actions.noting import facts_of, locked, note, refuse
from almoner.register.models import Change, Entry, Name, Term, Town
from almoner.register.queries.kinds import ending_grounds
from almoner.register.rules.amending import check_ending, check_entering, check_renewal
from almoner.register.rules.names import PersonName, fold
from almoner.register.rules.number import HIGHEST
from almoner.register.rules.standing import Facts
from almoner.scope.clock import london_date


@transaction.atomic
def register_person(
    *,
    name: PersonName,
    starts: date,
    until: date | None,
    by: Actor,
    now: datetime,
    town: str = "",
    number: int | None = None,
    reasons: str = "",
) -> Entry:
    """Enter somebody on the register from ``starts`` through ``until`` (PLAN-R14); the next number unless one is given.

    Raises Refused when the span is backwards, the name is empty, or the number is taken or out of range.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    number = number or (Entry.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    refuse(*_check_name(name), *_check_number(number), *check_entering(Facts(), starts, until))
    entry = Entry.objects.create(number=number, entered_at=now)
    Name.objects.create(entry=entry, forenames=name.forenames, family=name.family, starts=starts, entered_at=now)
    if town:
        Town.objects.create(entry=entry, town=town, folded=fold(town), starts=starts, entered_at=now)
    Term.objects.create(entry=entry, starts=starts, until=until, entered_at=now)
    index_entries([entry.id])
    note(
        entry=entry, kind=Change.Kind.REGISTERED, effective_on=starts, organisation_id=regulator, by=by, now=now,
        reasons=reasons, after={"number": number, "starts": starts, "until": until},
    )  # fmt: skip
    return entry


def _check_name(name: PersonName) -> tuple[Refusal, ...]:
    if fold(name.family):
        return ()
    return (
        Refusal("PLAN-R14", "There is no family name.", "Give the name the person goes by.", About.FIELD, "family"),
    )


def _check_number(number: int) -> tuple[Refusal, ...]:
    if not 1 <= number <= HIGHEST:
        return (Refusal("PLAN-R14", "A number has one to six digits.", "Give another number.", About.FIELD, "number"),)
    if Entry.objects.filter(number=number).exists():
        return (Refusal("PLAN-R14", "That number is taken.", "Give another number.", About.FIELD, "number"),)
    return ()


@transaction.atomic
def renew(*, entry_id: int, until: date, by: Actor, now: datetime, reasons: str = "") -> None:
    """Renew registration through ``until``, the day after the present last day being the first of it (PLAN-R4).

    A term that has lapsed without an ending is renewed the same way. Raises Refused after an ending.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    facts = facts_of(entry, london_date(now))
    refuse(*check_renewal(facts, until))
    last = max(t.until for t in facts.terms if t.until)
    Term.objects.create(
        entry=entry, hidden=entry.suppressed, starts=last + timedelta(days=1), until=until, entered_at=now
    )
    note(
        entry=entry, kind=Change.Kind.RENEWED, effective_on=last + timedelta(days=1), organisation_id=regulator, by=by,
        now=now, clause="PLAN-R4", reasons=reasons, before={"until": last}, after={"until": until},
    )  # fmt: skip


@transaction.atomic
def end_registration(*, entry_id: int, ground: str, on: date, reasons: str, by: Actor, now: datetime) -> None:
    """Take somebody off the register from the day of effect ``on``, on a ground of regulation 14 (PLAN-R14).

    They are registered through the day before. Raises Refused without reasons, on a ground not in force then,
    or for a day on which they were not registered.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    grounds = {g.code: g for g in ending_grounds(on)}
    refuse(*check_ending(facts_of(entry, london_date(now)), grounds.get(ground), on, reasons))
    term = Term.objects.filter(entry=entry, withdrawn_at=None, starts__lte=on).latest("starts")
    term.ended_on, term.ended_how, term.reasons = on, ground, reasons
    term.save(update_fields=["ended_on", "ended_how", "reasons"])
    note(
        entry=entry, kind=Change.Kind.ENDED, effective_on=on, organisation_id=regulator, by=by, now=now,
        reasons=reasons, before={"until": term.until}, after={"ended_on": on, "ground": ground},
    )  # fmt: skip


@transaction.atomic
def restore_registration(
    *, entry_id: int, starts: date, until: date | None, reasons: str, by: Actor, now: datetime
) -> None:
    """Put somebody back on the register after it ended or lapsed, under the same number (PLAN-R14)."""
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    refuse(*check_entering(facts_of(entry, london_date(now)), starts, until))
    Term.objects.create(entry=entry, hidden=entry.suppressed, starts=starts, until=until, entered_at=now)
    note(
        entry=entry, kind=Change.Kind.REGISTERED, effective_on=starts, organisation_id=regulator, by=by, now=now,
        reasons=reasons, after={"starts": starts, "until": until, "restored": True},
    )  # fmt: skip


@transaction.atomic
def change_name(
    *,
    entry_id: int,
    name: PersonName,
    why: Name.Why,
    from_day: date,
    by: Actor,
    now: datetime,
    former_may_be_shown: bool = False,
    reasons: str = "",
) -> None:
    """Enter somebody under another name from ``from_day`` (PLAN-R14).

    The former name is kept, shown and searched only if the person agreed, and never after a change of gender,
    whatever was asked. A correction withdraws the wrong name altogether. The record's event holds neither name.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    refuse(*_check_name(name), *_check_from(from_day, london_date(now)))
    current = Name.objects.get(entry=entry, ends=None, withdrawn_at=None)
    starts = max(from_day, current.starts)
    if why is Name.Why.CORRECTION or starts == current.starts:
        starts = current.starts
        current.withdrawn_at, current.withdrawn_why = now, "corrected"
    else:
        current.ends, current.may_be_shown = starts, former_may_be_shown and why is not Name.Why.GENDER
    current.save(update_fields=["ends", "may_be_shown", "withdrawn_at", "withdrawn_why"])
    if why is Name.Why.GENDER:
        Name.objects.filter(entry=entry, may_be_shown=True).update(may_be_shown=False)
    Name.objects.create(
        entry=entry, hidden=entry.suppressed, forenames=name.forenames, family=name.family, why=why, starts=starts,
        entered_at=now,
    )  # fmt: skip
    index_entries([entry.id])
    note(
        entry=entry, kind=Change.Kind.NAME, effective_on=starts, organisation_id=regulator, by=by, now=now,
        reasons=reasons,
    )  # fmt: skip


def _check_from(day: date, today: date) -> tuple[Refusal, ...]:
    if day <= today:
        return ()
    return (
        Refusal("PLAN-R14", "A change cannot be entered before its day.", "Give today or an earlier day.", About.FIELD,
                "from_day"),
    )  # fmt: skip


@transaction.atomic
def change_town(*, entry_id: int, town: str, from_day: date, by: Actor, now: datetime) -> None:
    """Enter another postal town of work from ``from_day`` (PLAN-R14); nothing happens when it is the same one."""
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    refuse(*_check_from(from_day, london_date(now)))
    current = Town.objects.filter(entry=entry, ends=None, withdrawn_at=None).first()
    if current and current.town == town:
        return
    starts = max(from_day, current.starts) if current else from_day
    if current:
        current.ends = starts
        current.save(update_fields=["ends"])
    if town:
        Town.objects.create(
            entry=entry, hidden=entry.suppressed, town=town, folded=fold(town), starts=starts, entered_at=now
        )
    note(
        entry=entry, kind=Change.Kind.TOWN, effective_on=starts, organisation_id=regulator, by=by, now=now,
        before={"town": current.town if current else ""}, after={"town": town},
    )  # fmt: skip
