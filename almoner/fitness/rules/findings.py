"""What the regulator found, at the employer: acknowledged, discussed at the meeting, learned from, closed (FTP-4).

A finding on a person and one on the organisation are two cases with one way of going, and differ in who may read
them: a line manager never reads what was found about the organisation.
"""

from __future__ import annotations

from datetime import date

from almoner.dates.dated import Dated, Valid
from almoner.dates.days import typed_day
from almoner.fitness.rules.learning import DECISION, SENIOR, TO_BE_LEARNED
from almoner.fitness.rules.typed import lines_of
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, STAY, Asking, Clock, Field, Kind, Move, Procedure, Refusal

#: A setting of the house: no law says how soon an employer acknowledges a finding.
DAYS_TO_ACKNOWLEDGE = Dated(
    "working days in which an employer acknowledges a finding",
    [Valid(5, date(2000, 1, 1), source="a setting of the house")],
)
#: How many working days lie between one reminder and the next.
CHASED_EVERY = 5


def the_meeting_has_been(asking: Asking) -> Refusal | None:
    """FTP-4.4: the meeting took place, on a day that has come and after the finding did."""
    met = typed_day(asking.value("met_on"))
    if met is None:
        return None
    if met > asking.on:
        return Refusal("FTP-4.4", "That day has not come yet.", "Give the day of the meeting.", field="met_on")
    came = getattr(asking.facts, "received_on", None)
    if came and met < came:
        because = "The meeting was before this reached you, so it cannot have discussed it."
        return Refusal("FTP-4.4", because, "Give the day of the meeting that did.", field="met_on")
    return None


def those_who_must_were_there(asking: Asking) -> Refusal | None:
    """FTP-4.4: the heads of service and the deputy director met; each who is named held that role on that day."""
    met = typed_day(asking.value("met_on")) or asking.on
    for field, role, words in (
        ("heads_there", Role.HEAD_OF_SERVICE, "head of service"),
        ("deputy_there", Role.DEPUTY_DIRECTOR, "deputy director"),
    ):
        if refusal := _there(asking, field, role, words, met):
            return refusal
    return None


def _there(asking: Asking, field: str, role: Role, words: str, met: date) -> Refusal | None:
    named, holding = lines_of(asking.value(field)), getattr(asking.facts, "holding", None)
    holders = list(holding(role, met)) if holding else []
    if not named and (holders or role in getattr(asking.facts, "roles_that_must", (role,))):
        because = f"No {words} is named as having been at the meeting."
        return Refusal("FTP-4.4", because, f"Name the {words} who was there.", field=field)
    known = {" ".join(name.casefold().split()) for name in holders}
    for name in named if holding else ():
        if " ".join(name.casefold().split()) not in known:
            were = f"That day {' and '.join(holders)} held that role." if holders else "Nobody held that role that day."
            return Refusal("FTP-4.4", f"“{name}” was not a {words} here on that day. {were}",
                           "Name them as they are named here, one to a line.", field=field)  # fmt: skip
    return None


def it_was_discussed_where_it_must_be(asking: Asking) -> Refusal | None:
    """FTP-4.4: a finding with feedback is not closed until a meeting with those roles has discussed it."""
    if not getattr(asking.facts, "has_feedback", True) or any(step.move == "discuss" for step in asking.taken):
        return None
    because = "No meeting of the heads of service and the deputy director has discussed it."
    return Refusal("FTP-4.4", because, "Record the meeting that discussed it.")


def every_action_has_its_owner(asking: Asking) -> Refusal | None:
    """FTP-4.2: what the regulator recommended has an owner and a date before the finding is closed."""
    if many := getattr(asking.facts, "unplanned", 0):
        because = f"{many} of the regulator’s recommendations {'has' if many == 1 else 'have'} no owner and no date."
        return Refusal("FTP-4.2", because, "Give each an owner and a date.")
    return None


def nothing_is_left_to_learn(asking: Asking) -> Refusal | None:
    """FTP-4.5: a finding is closed once the learning that the meeting decided is done."""
    if many := getattr(asking.facts, "learning_open", 0):
        because = f"{many} learning action{'' if many == 1 else 's'} that the meeting decided {_are(many)} not done."
        return Refusal("FTP-4.5", because, "Wait until it is done, or withdraw it with the reason.")
    return None


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


MEETING = (
    Field("met_on", "When was the meeting?", Kind.DATE),
    Field("heads_there", "Which heads of service were there?", Kind.LONG, by_rule=True, hint="One name to a line.",
          max_length=1000),
    Field("deputy_there", "Which deputy director was there?", Kind.LONG, by_rule=True, hint="One name to a line.",
          max_length=400),
    Field("others_there", "Who else was there?", Kind.LONG, required=False, hint="Each with what they are.",
          max_length=1000),
    Field("discussion", "What was said?", Kind.LONG),
)  # fmt: skip


def _followed(name: str, title: str, clause: str, manager: tuple[Role, ...]) -> Procedure:
    return Procedure(
        name,
        title=title,
        states={
            "received": "To be acknowledged",
            "acknowledged": "Acknowledged",
            "discussed": "Discussed at the meeting",
            "closed": "Closed",
        },
        moves=[
            Move("receive", START, to="received", by=[MACHINE], cites=clause, done="The regulator told you",
                 tells=[*manager, *SENIOR]),
            Move("chase", "received", to=STAY, by=[MACHINE], cites="FTP-4.1", waits=False,
                 label="Remind them", done="Nobody had acknowledged it, so a reminder was sent",
                 tells=[*manager, *SENIOR]),
            Move("acknowledge", "received", to="acknowledged", by=[*SENIOR, *manager], cites="FTP-4.1",
                 label="Acknowledge it", done="Acknowledged it",
                 guidance="The regulator sees that it has reached you and when."),
            Move("discuss", ("acknowledged", "discussed"), to="discussed", by=SENIOR, cites="FTP-4.4",
                 fields=MEETING, asks=[the_meeting_has_been, those_who_must_were_there],
                 label="Record the meeting that discussed it", done="The meeting discussed it"),
            Move("decide", "discussed", to=STAY, by=SENIOR, cites="FTP-4.5", waits=False, fields=DECISION,
                 asks=TO_BE_LEARNED, label="Add something to learn that the meeting decided",
                 done="Decided something to learn",
                 guidance="Those whom you choose read these words and confirm it. They see nothing else of it."),
            Move("close", ("acknowledged", "discussed"), to="closed", by=SENIOR, cites="FTP-4.4", reasons=True,
                 label="Close it", done="Closed it",
                 only_if=[it_was_discussed_where_it_must_be, every_action_has_its_owner, nothing_is_left_to_learn]),
        ],
        clocks=[
            Clock("acknowledge", starts="received", stops="acknowledged", working_days=DAYS_TO_ACKNOWLEDGE,
                  cites="FTP-4.1", label="Time to acknowledge it"),
        ],
    )  # fmt: skip


FINDING = _followed("finding", "Finding from the regulator", "FTP-4.1", (Role.LINE_MANAGER,))
ORGANISATIONAL = _followed("organisational_finding", "Finding about the organisation", "FTP-4.3", ())
