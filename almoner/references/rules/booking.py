"""The procedure of a booking: an authority asks an agency for a social worker, and nobody is appointed unchecked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from functools import partial

from almoner.dates.days import add_months, typed_day
from almoner.people.rules import Role
from almoner.procedure.rules import (
    OPEN,
    START,
    STAY,
    About,
    Asking,
    Clock,
    Field,
    Kind,
    Move,
    Procedure,
    Refusal,
    Relation,
)
from almoner.references.rules.checks import SIGNERS, SIGNING, Check, Outcome
from almoner.references.rules.packs import MOST_AN_HOUR, Job, Service
from almoner.references.rules.preflight import Line, in_the_way, to_sign

CLAUSE = "REF-7"

AGENCY = Relation("agency", "the agency")
COMMISSIONER = Relation("commissioner", "the manager who asked")
#: Who may ask an agency for a social worker.
ASKERS = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR)
#: Who appoints: the manager who asked, or a head of service.
APPOINTERS = (COMMISSIONER, Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR)

#: What the request tells the agency and its social workers (REF-8).
TOLD = (
    "No appointment is agreed until every reference has been verified, by word, in writing or both.",
    "A reference at the end of an assignment is not given by a colleague or a first-line manager.",
    "A reference for a team manager or first-line manager is completed or approved by a suitably senior manager.",
    "You tell this to the social worker whom you offer, before you offer them.",
)
LONGEST_MONTHS = 12


def price_of(value: object) -> Decimal | None:
    """Pounds an hour as they were typed; None where they are no price."""
    try:
        price = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 < price <= MOST_AN_HOUR else None


def unfit(because: str, change: str, field: str, *, clause: str) -> Refusal:
    """An answer that cannot be taken: beside its field, with what to write instead."""
    return Refusal(clause, f"{because} {change}", change, About.FIELD, field)


_no = partial(unfit, clause=CLAUSE)


def the_days_are_possible(asking: Asking) -> Refusal | None:
    """An assignment begins today or later, ends after it begins, and lasts at most a year."""
    starts, ends = typed_day(asking.value("starts")), typed_day(asking.value("ends"))
    if starts and not asking.on <= starts <= asking.on + timedelta(days=365):
        return _no("That day has passed, or is more than a year away.", "Give a day from today on.", "starts")
    if starts and ends and not starts <= ends <= add_months(starts, LONGEST_MONTHS):
        because = f"The last day is before the first, or more than {LONGEST_MONTHS} months after it."
        return _no(because, "Give a later last day, or book a shorter time.", "ends")
    return None


def the_numbers_are_possible(asking: Asking) -> Refusal | None:
    """Hours are those of one person's week, so that a month's cost can be reckoned; notice is a number of weeks."""
    for field, least, most, what in (
        ("hours", 1, 48, "hours of a week"),
        ("notice_weeks", 0, 26, "weeks of notice"),
        ("substantive_weeks", 0, 26, "weeks of notice"),
    ):
        number = asking.value(field)
        if isinstance(number, int) and not least <= number <= most:
            return _no(f"That is no number of {what} from {least} to {most}.", f"Give the {what}.", field)
    return None


def it_has_been_read(asking: Asking) -> Refusal | None:
    """REF-8: the agency confirms that it has read what it is told."""
    if asking.value("read") is not False:
        return None
    because = "A candidate is offered only by an agency that has read this."
    return _no(because, "Read it, and say that you have.", "read", clause="REF-8")


def the_price_is_one(asking: Asking) -> Refusal | None:
    """A price is pounds and pence of an hour."""
    if asking.value("price") in (None, "") or price_of(asking.value("price")) is not None:
        return None
    return _no("That is no price of an hour.", "Give pounds and pence, such as 42.50.", "price", clause="REF-2")


def the_file_may_be_offered(asking: Asking) -> Refusal | None:
    """REF-9: what is offered is a file of the agency's own, which the worker agreed to share with this authority."""
    if not asking.value("number") or asking.facts is None:
        return None
    because = asking.facts.why_not_offered(str(asking.value("number")), asking.on)
    return _no(because, "Choose another, or ask them to agree.", "number", clause="REF-9") if because else None


def _lines(asking: Asking) -> tuple[Line, ...]:
    return tuple(asking.facts.preflight(asking.on)) if asking.facts is not None else ()


def the_line(check: Check) -> Callable[[Asking], Refusal | None]:
    """REF-7: nothing is confirmed while this line of the preflight is in the way."""

    def stands(asking: Asking) -> Refusal | None:
        for line in in_the_way(_lines(asking)):
            if line.check is check:
                return Refusal(check.cites, f"{check.words}: {line.because}", line.change)
        return None

    stands.__name__ = f"{check.value}_stands"
    return stands


def somebody_is_offered(asking: Asking) -> Refusal | None:
    """REF-7: without the checks of a candidate there is nobody to appoint."""
    if asking.facts is None or _lines(asking):
        return None
    return Refusal(CLAUSE, "Nobody is offered, so nothing has been checked.", "The agency offers somebody first.")


def something_needs_a_name(asking: Asking) -> Refusal | None:
    """National rules hold unless circumstances are exceptional, and somebody says that they are."""
    if asking.facts is None or any(line.outcome is Outcome.TO_SIGN for line in _lines(asking)):
        return None
    return Refusal(CLAUSE, "No line needs to be signed off.", "What is not met has to be put right.")


def the_line_is_theirs_to_sign(asking: Asking) -> Refusal | None:
    """A line is signed off by the role that answers for it, while it needs that, and never twice by one person."""
    wanted = asking.value("line")
    if not wanted or asking.facts is None:
        return None
    theirs = {line.check.value for role in asking.roles for line in to_sign(_lines(asking), role)}
    if wanted not in theirs:
        return _no("That line does not need your signature.", "Choose one that waits for your role.", "line")
    if asking.facts.has_signed(asking.actor_id, str(wanted), asking.on):
        because = "You have signed this line, so the other name has to be somebody else’s."
        return Refusal(CLAUSE, because, "Somebody else of that role signs.", About.DUTIES, "line")
    return None


ASK = (
    Field("job", "Which job?", Kind.CHOICE, choices=tuple((one.value, one.words) for one in Job)),
    Field("service", "For whom is the work?", Kind.CHOICE, choices=tuple((one.value, one.words) for one in Service)),
    Field("team", "Which team?", max_length=100),
    Field("needed", "What is needed?", Kind.LONG, max_length=4000,
          hint="The work, the caseload and the experience. Name no family."),
    Field("starts", "First day", Kind.DATE),
    Field("ends", "Last day", Kind.DATE),
    Field("hours", "Hours a week", Kind.NUMBER),
    Field("project", "Is it part of a project team or a package?", Kind.YES_NO,
          hint="Each social worker of one is booked by name all the same, with their own price."),
    Field("notice_weeks", "Weeks of notice for the assignment", Kind.NUMBER),
    Field("substantive_weeks", "Weeks of notice of the same job when it is held permanently", Kind.NUMBER),
)  # fmt: skip
SIGN = (Field("line", "Which line do you sign off?", Kind.CHOICE, choices=tuple((c.value, c.words) for c in SIGNERS)),)


_move = partial(Move, cites=CLAUSE)


BOOKING = Procedure(
    "booking",
    title="Booking of an agency social worker",
    states={
        "asked": "Asked for",
        "read": "Read by the agency",
        "offered": "Somebody is offered",
        "signing": "Waiting for sign-off",
        "confirmed": "Confirmed",
        "declined": "Declined by the agency",
        "withdrawn": "Withdrawn",
    },
    moves=[
        _move(
            "ask", START, to="asked", by=ASKERS, cites="REF-8", fields=ASK, tells=[AGENCY], label="Ask the agency",
            done="Asked the agency", asks=[the_days_are_possible, the_numbers_are_possible],
        ),
        _move(
            "confirm_read", "asked", to="read", by=[AGENCY], cites="REF-8", label="Say that you have read this",
            done="Read what no appointment goes without", guidance=" ".join(TOLD), asks=[it_has_been_read],
            fields=[Field("read", "Have you read this?", Kind.YES_NO)],
        ),
        _move(
            "decline", ("asked", "read"), to="declined", by=[AGENCY], cites="REF-8", reasons=True,
            label="Decline", done="Declined", tells=[COMMISSIONER], waits=False,
        ),
        _move(
            "offer", "read", to="offered", by=[AGENCY], label="Offer somebody", done="Offered somebody",
            asks=[the_file_may_be_offered, the_price_is_one], tells=[COMMISSIONER],
            fields=[
                Field("number", "Whom do you offer? Their registration number", max_length=12),
                Field("price", "What does an hour cost?", max_length=12,
                      hint="What the authority pays, in pounds, such as 42.50"),
            ],
        ),
        _move(
            "take_back", ("offered", "signing"), to="read", by=[AGENCY], reasons=True, label="Take the offer back",
            done="Took the offer back", tells=[COMMISSIONER], waits=False,
        ),
        _move(
            "turn_down", ("offered", "signing"), to="read", by=APPOINTERS, reasons=True, label="Turn the offer down",
            done="Turned the offer down", tells=[AGENCY], waits=False,
        ),
        _move(
            "put_up", "offered", to="signing", by=APPOINTERS, reasons=True, label="Ask for sign-off",
            done="Asked for sign-off", only_if=[something_needs_a_name], tells=SIGNING,
            guidance="Say what is exceptional. Whoever signs reads it, and so does the agency.",
        ),
        _move(
            "sign", "signing", to=STAY, by=SIGNING, reasons=True, label="Sign off a line", done="Signed off a line",
            fields=SIGN, asks=[the_line_is_theirs_to_sign], only_if=[something_needs_a_name], tells=[COMMISSIONER],
            not_by_taker_of=["offer"], grave=True,
            guidance="You put your name to an exception. It is counted, and told in the quarterly return.",
        ),
        _move(
            "refuse_to_sign", "signing", to="offered", by=SIGNING, reasons=True, label="Refuse to sign",
            done="Did not sign", tells=[COMMISSIONER],
        ),
        _move(
            "confirm", ("offered", "signing"), to="confirmed", by=APPOINTERS, label="Confirm the appointment",
            done="Confirmed the appointment", tells=[AGENCY, COMMISSIONER], not_by_taker_of=["offer"],
            only_if=[somebody_is_offered, *(the_line(check) for check in Check)],
        ),
        _move(
            "withdraw", OPEN, to="withdrawn", by=APPOINTERS, reasons=True, cites="REF-8",
            label="Withdraw the booking", done="Withdrew the booking", tells=[AGENCY], waits=False,
        ),
    ],
    clocks=[
        Clock("answer", starts="asked", stops=("offered", "declined", "withdrawn"), working_days=5,
              label="Time for the agency to offer somebody"),
        Clock("decide", starts="offered", stops=("confirmed", "read", "withdrawn"), working_days=5,
              label="Time to decide on an offer"),
    ],
)  # fmt: skip
