"""An investigation: planned, the worker told, evidence gathered and disclosed, answered, and referred (PLAN-F8)."""

from __future__ import annotations

from datetime import date

from almoner.dates.dated import Dated, Valid
from almoner.fitness.rules.concern import INHERITED, RISK
from almoner.fitness.rules.interim_need import sees_a_need
from almoner.people.rules import Role
from almoner.procedure.rules import (
    MACHINE,
    OPEN,
    START,
    STAY,
    Asking,
    Clock,
    Field,
    Kind,
    Move,
    Pause,
    Procedure,
    Refusal,
    RequestKind,
)

CLAUSE = "PLAN-F8"
INVESTIGATORS = (Role.INVESTIGATOR,)

#: The law’s own time. The regulator’s page gives 14 days and says that it was 7; the day between is that of its rules
#: of 2022.
TELL_WITHIN = Dated(
    "days to tell the social worker",
    [
        Valid(7, date(2019, 12, 2), date(2022, 12, 15), "Social Work England, fitness to practise process"),
        Valid(14, date(2022, 12, 16), None, "Social Work England, fitness to practise process"),
    ],
)
#: Settings of the house: no source that could be read gives them.
ANSWER_WITHIN = Dated("days to answer what was disclosed", [Valid(28, date(2019, 12, 2), None, "setting")])
INVESTIGATE_WITHIN = Dated("months to investigate", [Valid(6, date(2019, 12, 2), None, "setting")])

POLICE, HEALTH = "police", "health"
POLICE_HOLD = Pause(
    POLICE, because="Police or court proceedings", cites=CLAUSE, waits_on="the police or the court", by=INVESTIGATORS
)
HEALTH_HOLD = Pause(
    HEALTH, because="The social worker’s health", cites="PLAN-F10", waits_on="the social worker", by=INVESTIGATORS
)
#: Each ground of a hold with what it means, for whoever chooses one.
HOLDS = (
    (POLICE, "Police or court proceedings, which telling or disclosing could harm"),
    (HEALTH, "The social worker is too unwell to take part"),
)

GATHERING = ("opened", "planned", "gathering")
TOLD_HOW = (
    ("account", "By a notice to their account here"),
    ("post", "By post"),
    ("email", "By email outside Almoner"),
)


def nothing_is_held(asking: Asking) -> Refusal | None:
    """PLAN-F8: while a hold lasts, nothing is disclosed and nothing goes to the examiners."""
    if held := getattr(asking.facts, "held_for", ()):
        because = f"The investigation is on hold: {' and '.join(held)}."
        return Refusal(CLAUSE, because, "Let it go on first, once the reason has passed.")
    return None


def the_police_do_not_ask_us_to_wait(asking: Asking) -> Refusal | None:
    """PLAN-F8: while police proceedings hold the investigation, the social worker is not told yet."""
    if POLICE_HOLD.because in getattr(asking.facts, "held_for", ()):
        return Refusal(CLAUSE, "Telling them now could harm police proceedings.", "Wait until that hold has ended.")
    return None


def they_have_an_account(asking: Asking) -> Refusal | None:
    """PLAN-F8: somebody is told through their account only where they have one."""
    if asking.value("told_how") == "account" and not getattr(asking.facts, "worker_has_account", True):
        because = "Nobody’s account is linked to this entry of the register."
        return Refusal(CLAUSE, because, "Tell them by post or by email.", field="told_how")
    return None


def there_is_evidence(asking: Asking) -> Refusal | None:
    """PLAN-F8: what is disclosed is a bundle, and a bundle holds something."""
    if getattr(asking.facts, "evidence_in_the_bundle", 1) == 0:
        add = "Add what was gathered first, under “The evidence and the bundle”."
        return Refusal(CLAUSE, "There is no evidence in the bundle.", add)
    return None


def every_piece_can_be_opened(asking: Asking) -> Refusal | None:
    """PLAN-F8: nothing is disclosed that was not looked at for viruses, or that was refused since."""
    if shut := getattr(asking.facts, "not_to_be_opened", ()):
        named = ", ".join(f"number {number}" for number in shut)
        because = f"Some of the bundle cannot be opened: {named}."
        return Refusal(CLAUSE, because, "Wait until it has been checked for viruses, or withdraw what was refused.")
    return None


def they_answered_or_their_time_is_over(asking: Asking) -> Refusal | None:
    """PLAN-F8: no case goes to the examiners before the worker has answered the bundle or could have."""
    over = asking.facts is not None and asking.facts.time_to_answer_is_over(asking.on)
    if asking.state == "disclosed" and not over:
        because = "The social worker has not answered the bundle, and their time to answer is not over."
        return Refusal(CLAUSE, because, "Wait for their answer, or until their time is over.")
    return None


#: The steps by which the social worker's answer to a bundle comes in.
ANSWERS = ("respond", "record_response")
RESPONSE = Field(
    "response", "What do they say?", Kind.LONG, hint="In their own words, as far as you have them.", max_length=50_000
)


def _asked(name: str, label: str, answer: str) -> RequestKind:
    return RequestKind(
        name,
        cites=CLAUSE,
        by=INVESTIGATORS,
        label=label,
        fields=(Field("answer", answer, Kind.LONG, hint="You can send papers by reply to whoever asked you."),),
        while_in=GATHERING,
        expires_after=28,
        remind_before=(14, 3),
    )


INVESTIGATION = Procedure(
    "investigation",
    title="Investigation",
    states={
        "opened": "To be planned",
        "planned": "Planned, the social worker to be told",
        "gathering": "Gathering evidence",
        "disclosed": "Disclosed, waiting for the social worker",
        "responded": "The social worker has answered",
        "referred": "With the case examiners",
        "ended": "Ended without a decision",
    },
    assign_by=INVESTIGATORS,
    moves=[
        Move(
            "open", START, to="opened", by=[Role.TRIAGE_OFFICER, MACHINE], cites=CLAUSE, done="Opened",
            tells=INVESTIGATORS,
        ),
        Move("inherit", START, to="opened", by=[MACHINE], cites=INHERITED, done="Imported, under investigation"),
        Move(
            "plan", "opened", to="planned", by=INVESTIGATORS, cites=CLAUSE,
            label="Plan the investigation", done="Planned it",
            fields=[
                Field("to_find_out", "What is to be found out?", Kind.LONG, hint="One point on each line."),
                Field("from_whom", "From whom, or from what?", Kind.LONG),
                *RISK,
            ],
        ),
        Move(
            "replan", ("planned", "gathering", "disclosed", "responded"), to=STAY, by=INVESTIGATORS, cites=CLAUSE,
            label="Change the plan", done="Changed the plan", reasons=True, waits=False,
            fields=[Field("to_find_out", "What is to be found out now?", Kind.LONG)],
        ),
        Move(
            "assess_risk", OPEN, to=STAY, by=INVESTIGATORS, cites="PLAN-F15", waits=False,
            label="Judge the risk again", done="Judged the risk again", fields=RISK,
        ),
        Move(
            "tell_worker", "planned", to="gathering", by=INVESTIGATORS, cites=CLAUSE,
            label="Tell the social worker", done="Told the social worker",
            guidance="They see your words on their page, with what happens next and by when. They do not see who "
            "raised the concern, nor your reasons.",
            fields=[
                Field("told_what", "What do you tell them the concern is?", Kind.LONG),
                Field("told_how", "How are they told?", Kind.CHOICE, choices=TOLD_HOW),
            ],
            only_if=[the_police_do_not_ask_us_to_wait], asks=[they_have_an_account],
        ),
        Move(
            "disclose", "gathering", to="disclosed", by=INVESTIGATORS, cites=CLAUSE, grave=True,
            label="Disclose the bundle to the social worker", done="Disclosed the bundle to the social worker",
            guidance="They get the bundle as it is now, and their time to answer begins.",
            fields=RISK, only_if=[nothing_is_held, there_is_evidence, every_piece_can_be_opened],
        ),
        Move(
            "gather_more", ("disclosed", "responded"), to="gathering", by=INVESTIGATORS, cites=CLAUSE, reasons=True,
            label="Gather more evidence", done="Went back to gather more evidence", waits=False,
            guidance="Whatever you add is disclosed again, and they get their whole time to answer it.",
        ),
        Move(
            "respond", ("disclosed", "responded"), to="responded", by=[MACHINE], cites=CLAUSE,
            label="Answer the bundle", done="The social worker answered", fields=[RESPONSE], tells=INVESTIGATORS,
        ),
        Move(
            "record_response", ("disclosed", "responded"), to="responded", by=INVESTIGATORS, cites=CLAUSE,
            label="Write down their answer, which came another way", done="Wrote down the social worker’s answer",
            fields=[RESPONSE, Field("came_how", "How did it come, and from whom?", max_length=200)],
        ),
        Move(
            "refer_to_examiners", ("disclosed", "responded"), to="referred", by=INVESTIGATORS, cites=CLAUSE,
            label="Send it to the case examiners", done="Sent it to the case examiners", reasons=True, fields=RISK,
            guidance="Whether there is a realistic prospect is for the examiners, not for you.",
            only_if=[nothing_is_held, they_answered_or_their_time_is_over],
        ),
        Move(
            "end", OPEN, to="ended", by=[MACHINE], cites=CLAUSE, done="Ended without a decision",
            guidance="The concern ended in another way: it was joined with another, or the registration ended.",
        ),
        sees_a_need((*GATHERING, "disclosed", "responded"), INVESTIGATORS),
    ],
    clocks=[
        Clock(
            "tell", starts="opened", stops="gathering", days=TELL_WITHIN, cites=CLAUSE, pauses=(POLICE_HOLD,),
            label="Time to tell the social worker",
        ),
        Clock(
            "investigate", starts="opened", stops="referred", months=INVESTIGATE_WITHIN, cites=CLAUSE,
            pauses=(POLICE_HOLD, HEALTH_HOLD), label="Time to investigate",
        ),
        Clock(
            "answer", starts="disclosed", stops=("responded", "gathering", "referred"), days=ANSWER_WITHIN,
            cites=CLAUSE, pauses=(POLICE_HOLD, HEALTH_HOLD), label="Time for the social worker to answer",
        ),
    ],
    requests=[
        _asked("employer", "Information from an employer", "What you know about it"),
        _asked("police", "Information from the police", "What you can tell us"),
        _asked("expert", "An expert’s opinion", "Your opinion, and what it rests on"),
        _asked("worker", "Information from the social worker", "Your answer"),
    ],
)  # fmt: skip
