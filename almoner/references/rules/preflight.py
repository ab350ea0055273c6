"""The preflight of a booking: every check before an appointment, each met, not met, or needing somebody's name. Pure.

Nothing is confirmed while an enforced line is not met (REF-7). A rule that holds “unless exceptional circumstances” can
be signed off by the role that answers for it, with reasons; whatever else is not met has to be put right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from almoner.clauses import cites
from almoner.dates.days import add_months
from almoner.design.formats import format_date, plural
from almoner.people.rules import Role
from almoner.procedure.rules.moves import joined
from almoner.references.rules.candidate_file import LASTS
from almoner.references.rules.checks import SIGNERS, Check, Outcome
from almoner.references.rules.cooling_off import held_back_by
from almoner.references.rules.experience import experience_days, has_years
from almoner.references.rules.file_facts import FileFacts, Kind, ReferenceFact, Standing
from almoner.references.rules.packs import InForce, Job, Service

_day = partial(format_date, otherwise="a day not given")
NOT_NATIONAL = "The national rules do not apply to this assignment."


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody's name under a line as it stood: `mark` is what they signed, so that a new fact needs a new name."""

    check: Check
    mark: str
    role: Role
    by: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for and offered. `overlaps` are the days of the worker's other assignments, wherever they are."""

    authority_id: int
    job: Job
    service: Service
    starts: date
    ends: date
    price: Decimal
    notice_weeks: int
    substantive_weeks: int
    overlaps: tuple[tuple[date, date], ...] = ()
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One check as it came out: why, what would change it, and the sets of roles of which somebody has yet to sign."""

    check: Check
    outcome: Outcome
    because: str
    change: str = ""
    mark: str = ""
    missing: tuple[frozenset[Role], ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What a check found before anybody's signature: whether it is met, or does not apply where `met` is None."""

    met: bool | None
    because: str
    change: str = ""
    mark: str = ""


@cites("REF-7", "REF-8", "REF-9")
def preflight(file: FileFacts, rules: InForce, asked: Asked) -> tuple[Line, ...]:
    """Every line, in the order of `Check`, for one candidate offered to one authority on the day of the file's facts.

    A line that is not met and may be signed off is `TO_SIGN` until a different person of each role that answers for it
    has signed what stands there now, and `SIGNED` after; a signature under something else counts for nothing.
    """
    return tuple(_line(check, _FINDERS[check](file, rules, asked), asked.signatures) for check in Check)


def in_the_way(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that keep a booking from being confirmed (REF-7)."""
    return tuple(line for line in lines if not line.outcome.stands)


def to_sign(lines: Iterable[Line], role: str) -> Iterator[Line]:
    """The lines that somebody in `role` could sign now."""
    return (line for line in lines if line.outcome is Outcome.TO_SIGN and any(role in roles for roles in line.missing))


def unsigned(wanted: tuple[frozenset[Role], ...], signed: Iterable[Signature]) -> tuple[frozenset[Role], ...]:
    """The sets of roles of which nobody has signed, where one person signs for one set alone."""
    left, missing = list(signed), []
    for roles in wanted:
        one = next((each for each in left if each.role in roles), None)
        if one is None:
            missing.append(roles)
        else:
            left = [each for each in left if each.by != one.by]
    return tuple(missing)


def _line(check: Check, found: _Found, signatures: Iterable[Signature]) -> Line:
    if found.met is None:
        return Line(check, Outcome.NOT_ASKED, found.because)
    if found.met:
        return Line(check, Outcome.MET, found.because)
    if check not in SIGNERS:
        return Line(check, Outcome.NOT_MET, found.because, found.change)
    signed = [one for one in signatures if one.check is check and one.mark == found.mark]
    missing = unsigned(SIGNERS[check], signed)
    return Line(check, Outcome.TO_SIGN if missing else Outcome.SIGNED, found.because, found.change, found.mark, missing)


def _register(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if file.may_practise:
        return _Found(True, f"{file.register_status} on {_day(file.on)}.")
    because = f"{file.register_status or 'Not on the published register'} on {_day(file.on)}."
    return _Found(False, because, "Only the register changes this. Ask for somebody else.")


def _conditions(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if not file.conditions:
        return _Found(True, "No conditions are in force.")
    words = "; ".join(one or "Conditions that the register does not spell out" for one in file.conditions)
    change = "A head of service says how the conditions are kept in this role."
    return _Found(False, f"{words.rstrip('.')}.", change, words[:500])


def _consent(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if file.consent:
        return _Found(True, "They have agreed that the authority sees it.")
    since = file.consent_withdrawn_on
    because = (
        f"They no longer agree, since {_day(since)}." if since else "They have not agreed that the authority does."
    )
    return _Found(False, because, "The agency asks the social worker to agree.")


def _dbs(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if file.dbs_on and file.dbs_reviewed_on:
        return _Found(True, f"Checked on {_day(file.dbs_on)}, reviewed on {_day(file.dbs_reviewed_on)}.")
    because = "It has not been reviewed." if file.dbs_on else "The file has no check."
    return _Found(False, because, "The agency writes down the check and who reviewed it.")


def _gaps(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if not file.history:
        return _Found(False, "The file has no employment history.", "The agency adds each post.")
    long = [gap for gap in file.unexplained if gap.days > rules.settings.gap_days]
    if not long:
        return _Found(True, "The history is continuous, or each gap is explained.")
    words = joined([f"{_day(gap.starts)} to {_day(gap.ends)}" for gap in long], "and")
    return _Found(False, f"Nothing is said of {words}.", "The agency asks what the social worker did then.")


def _last_employer(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    last = file.last_permanent_employer
    if last is None:
        return _Found(None, "The history has no permanent employer.")
    if one := file.last_permanent_reference:
        return _Found(True, f"Given by {one.giver}.")
    return _Found(False, f"None has been given by {last.employer}.", f"The agency asks {last.employer} for it.")


def _passport(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if not file.complete and not file.expired:
        return _Found(False, "The file is not complete.", "The agency completes it.")
    if file.expires_on is None:
        return _Found(True, "Complete.")
    shorter = max(LASTS.on(file.on) - rules.settings.passport_days, 0)
    until = file.expires_on - timedelta(days=shorter)
    if until < file.on:
        return _Found(False, f"It served until {_day(until)}.", "The agency brings the file up to date.")
    return _Found(True, f"Complete, and serves until {_day(until)}.")


def _verified(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if not rules.verifies:
        return _Found(None, "The authority has set that it does not verify every reference.")
    false = next((one for one in file.references if one.standing is Standing.FALSIFIED), None)
    if false:
        because = f"A reference in the name of {false.giver} was found to be false."
        return _Found(False, because, "Nothing changes this. Ask for somebody else.")
    if not file.standing_references:
        return _Found(False, "No reference has been given.", "The agency asks for references.")
    waiting = [one for one in file.references if _waited_for(one, file)]
    if waiting:
        words = joined([f"{one.giver} ({_why_not(one)})" for one in waiting], "and")
        return _Found(False, f"Not verified: {words}.", "The authority verifies each with the one that gave it.")
    return _Found(True, f"{len(file.standing_references)} given, and all verified.")


def _waited_for(one: ReferenceFact, file: FileFacts) -> bool:
    """Whether a reference is still to be verified; one set aside is settled by another from the same authority."""
    if one.verified or one.standing in (Standing.DECLINED, Standing.WANTED):
        return False
    others = [each for each in file.references if each.giver_id == one.giver_id and each.id != one.id]
    return not (one.standing is Standing.SET_ASIDE and any(each.verified for each in others))


def _why_not(one: ReferenceFact) -> str:
    return "given, not verified" if one.standing is Standing.GIVEN else one.standing.words.lower()


def _practice_references(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if rules.national is None:
        return _Found(None, NOT_NATIONAL)
    given = sum(one.kind is Kind.PRACTICE for one in file.standing_references)
    wanted = rules.national.practice_references
    if given >= wanted:
        return _Found(True, f"{given} were given.")
    because = f"{given} of {wanted} {'was' if given == 1 else 'were'} given."
    return _Found(False, because, "The agency asks for another, or the director signs.", str(given))


def _cooling_off(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    months = rules.cooling_off_months
    if not months:
        return _Found(None, "No time of cooling off applies to this assignment.")
    region = str(rules.settings.region or "")
    post = held_back_by(
        file.history, authority_id=asked.authority_id, region=region, starts=asked.starts, months=months
    )
    if post is None:
        return _Found(True, f"No such post was left in the {plural(months, 'month')} before, here or in the region.")
    if post.ends is None:
        because = f"They still hold a substantive post at {post.employer}."
        return _Found(False, because, "The post ends first, and the time passes.", f"{post.employer}:held")
    until = add_months(post.ends, months)
    lasts = f"cooling off for {plural(months, 'month')} lasts until {_day(until)}"
    because = f"They left {post.employer} on {_day(post.ends)}, and {lasts}."
    return _Found(False, because, "A later first day, or the director signs.", f"{post.employer}:{post.ends}:{months}")


def _experience(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if rules.national is None:
        return _Found(None, NOT_NATIONAL)
    wanted = rules.national.experience_years
    if has_years(file.history, before=asked.starts, years=wanted):
        return _Found(True, f"At least {plural(wanted, 'year')} by {_day(asked.starts)}.")
    had = experience_days(file.history, before=asked.starts)
    shown = f"{plural(had // 365, 'year')} and {plural(had % 365 // 31, 'month')}"
    because = f"The history shows {shown} by {_day(asked.starts)}."
    return _Found(False, because, "The agency adds posts that are missing, or the director signs.", str(had // 31))


def _notice(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if rules.national is None:
        return _Found(None, NOT_NATIONAL)
    wanted = min(rules.national.notice_weeks, asked.substantive_weeks)
    if asked.notice_weeks >= wanted:
        return _Found(True, f"{plural(asked.notice_weeks, 'week')}.")
    least = f"{plural(wanted, 'week')} {'is' if wanted == 1 else 'are'} asked for"
    because = f"{plural(asked.notice_weeks, 'week')}, where {least}."
    return _Found(False, because, "Book anew with that notice, or the director signs.", str(asked.notice_weeks))


def _price(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    if rules.national is None:
        return _Found(None, NOT_NATIONAL)
    cap = rules.settings.caps.get(asked.job)
    if cap is None:
        because = f"The authority has entered no cap for “{asked.job.words}”, so nobody can tell."
        change = "The authority enters the cap, or the director and the chief executive both sign."
        return _Found(False, because, change, f"{asked.price}>?")
    if asked.price <= cap:
        return _Found(True, f"{_pounds(asked.price)} an hour, within {_pounds(cap)}.")
    because = f"{_pounds(asked.price)} an hour is {_pounds(asked.price - cap)} above the cap of {_pounds(cap)}."
    change = "The agency offers less, or the director and the chief executive both sign."
    return _Found(False, because, change, f"{asked.price}>{cap}")


def _overlap(file: FileFacts, rules: InForce, asked: Asked) -> _Found:
    found = sorted(each for each in asked.overlaps if each[0] <= asked.ends and each[1] >= asked.starts)
    if not found:
        return _Found(True, "None is known here.")
    words = joined([f"{_day(starts)} to {_day(ends)}" for starts, ends in found], "and")
    because = f"Another assignment is agreed from {words}."
    return _Found(False, because, "Other days, or a head of service signs.", words[:500])


_FINDERS: dict[Check, Callable[[FileFacts, InForce, Asked], _Found]] = {
    Check.REGISTER: _register,
    Check.CONDITIONS: _conditions,
    Check.CONSENT: _consent,
    Check.DBS: _dbs,
    Check.GAPS: _gaps,
    Check.LAST_EMPLOYER: _last_employer,
    Check.PASSPORT: _passport,
    Check.VERIFIED: _verified,
    Check.PRACTICE_REFERENCES: _practice_references,
    Check.COOLING_OFF: _cooling_off,
    Check.EXPERIENCE: _experience,
    Check.NOTICE: _notice,
    Check.PRICE: _price,
    Check.OVERLAP: _overlap,
}


def _pounds(value: Decimal) -> str:
    return f"£{value:,.2f}"
