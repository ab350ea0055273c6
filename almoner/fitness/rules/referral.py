"""An employer's referral: two tests, the grounds, a discussion, an agreement; only then the regulator (FTP-3)."""

from __future__ import annotations

from almoner.dates.days import day_of
from almoner.fitness.rules.grounds import (
    EVERY_GROUND,
    PARTICULARS,
    a_ground_is_given,
    each_ground_has_its_particulars,
)
from almoner.people.rules import Role
from almoner.procedure.rules import START, Asking, Clock, Field, Kind, Move, Procedure, Refusal, Relation, Taken

TESTS = (
    ("harm", "The public may be harmed"),
    ("confidence", "Public confidence in social work may be damaged"),
)
HEAD, DEPUTY = Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR


def a_test_is_met(asking: Asking) -> Refusal | None:
    """FTP-3.2: a referral meets at least one of the two tests; one that meets neither goes back to performance."""
    if asking.value("tests"):
        return None
    change = "Say which test is met. If neither is, send it back to performance management."
    return Refusal("FTP-3.2", "Neither test is met, so this is not a matter for the regulator.", change, field="tests")


def each_test_met_has_its_reason(asking: Asking) -> Refusal | None:
    """FTP-3.2: which test is met, and why."""
    for code, words in TESTS:
        if code in (asking.value("tests") or ()) and not str(asking.value(f"why_{code}") or "").strip():
            because = f"It is not said why: {words[:1].lower()}{words[1:]}."
            return Refusal("FTP-3.2", because, "Say why, in your own words.", field=f"why_{code}")
    return None


def urgency_is_explained(asking: Asking) -> Refusal | None:
    """PLAN-F15: a high risk is said with its reasons, so that an interim order can be considered."""
    if asking.value("urgent") is True and not str(asking.value("why_urgent") or "").strip():
        because = "It is not said what makes the risk high."
        return Refusal("PLAN-F15", because, "Say what could happen, to whom, and how soon.", field="why_urgent")
    return None


def the_discussion_has_been(asking: Asking) -> Refusal | None:
    """FTP-3.6: the discussion with the next manager up has taken place, on a day that has come."""
    held = asking.value("discussed_on")
    if held and day_of(held) > asking.on:
        return Refusal(
            "FTP-3.6", "That day has not come yet.", "Give the day you talked about it.", field="discussed_on"
        )
    return None


def each_test_is_judged(asking: Asking) -> Refusal | None:
    """FTP-3.9: whoever agrees writes a reason against each test, for those said to be met and for the other."""
    for code, words in TESTS:
        if not str(asking.value(f"on_{code}") or "").strip():
            because = f"Nothing is written against the test “{words}”."
            return Refusal("FTP-3.9", because, "Say whether it is met, and why.", field=f"on_{code}")
    return None


def absence_explained_if_deputy(asking: Asking) -> Refusal | None:
    """FTP-3.8: a deputy director agrees only while the head of service is away, and says why they are."""
    if HEAD in asking.roles or str(asking.value("head_away") or "").strip():
        return None
    because = "A deputy director agrees only when the head of service is away."
    return Refusal("FTP-3.8", because, "Say why the head of service could not decide this.", field="head_away")


def the_risk_is_high(asking: Asking) -> Refusal | None:
    """FTP-3.6, FTP-3.8: only a high risk goes to the head of service before the next manager up has discussed it."""
    put = last(asking.taken, "put_forward")
    if put and put.values.get("urgent") is True:
        return None
    because = "This referral does not say that the risk is high, so the next manager up discusses it first."
    return Refusal("FTP-3.6", because, "Wait for the discussion, or have it sent back to say why the risk is high.")


def last(taken: tuple[Taken, ...], move: str) -> Taken | None:
    """The latest step of that name, since a referral may be sent back and put forward again."""
    return next((step for step in reversed(taken) if step.move == move), None)


STATEMENT = (
    Field("what_happened", "What happened?", Kind.LONG, hint="Who, what, when and where, as plainly as you can."),
    Field("tests", "Which test is met?", Kind.SEVERAL, by_rule=True, choices=TESTS),
    Field("why_harm", "Why may the public be harmed?", Kind.LONG, by_rule=True),
    Field("why_confidence", "Why may public confidence be damaged?", Kind.LONG, by_rule=True),
    Field(
        "grounds", "On which grounds?", Kind.SEVERAL, by_rule=True,
        choices=tuple((ground.code, ground.words) for ground in EVERY_GROUND),
    ),
    *PARTICULARS,
    Field("urgent", "Is the risk high, so that the regulator should look at it at once?", Kind.YES_NO),
    Field("why_urgent", "What makes it high?", Kind.LONG, by_rule=True),
)  # fmt: skip

JUDGED = (
    Field("on_harm", "Harm to the public: is this test met, and why?", Kind.LONG, by_rule=True),
    Field("on_confidence", "Public confidence: is this test met, and why?", Kind.LONG, by_rule=True),
    Field(
        "head_away", "If you are the deputy director: why is the head of service away?", by_rule=True, max_length=200
    ),
)

EFFECTS = (
    Field("on_families", "What will this mean for the children and families they work with?", Kind.LONG),
    Field("on_worker", "What will it mean for the social worker, and what support will they have?", Kind.LONG),
    Field("on_cover", "Who takes on their cases?", Kind.LONG),
)

#: The regulator’s steps reach the employer through the platform, which takes them here on the regulator’s behalf.
REGULATOR = Relation("machine", "the regulator")

#: What the regulator has made of it, as the employer may know it: the state, and what there is to do until then.
MADE_OF_IT = {
    "closed": ("Closed by the regulator", "Close it"),
    "referred_on": ("Sent on by the regulator to another body", "Send it on"),
    "advised": ("Advice given to the employer", "Give advice"),
    "investigated": ("Being investigated by the regulator", "Investigate"),
}

_AGREEING = (each_test_is_judged, absence_explained_if_deputy)
_DISCUSSED_BY_OTHERS = ("begin", "put_forward")

REFERRAL = Procedure(
    "referral",
    title="Referral to the regulator",
    states={
        "preparing": "Being written",
        "raised": "To be discussed",
        "discussed": "To be agreed",
        "agreed": "Agreed, not yet sent",
        "submitted": "Sent to the regulator",
        "acknowledged": "Acknowledged by the regulator",
        "returned": "Back with performance management",
        "declined": "Declined",
        "withdrawn": "Withdrawn",
        **{state: words for state, (words, _) in MADE_OF_IT.items()},
    },
    moves=[
        Move("begin", START, to="preparing", by=[Role.LINE_MANAGER], cites="FTP-3.6", done="Began a referral"),
        Move(
            "put_forward", "preparing", to="raised", by=[Role.LINE_MANAGER], cites="FTP-3.2",
            label="Put the referral forward", done="Put the referral forward", fields=STATEMENT,
            guidance="A referral is for serious concerns. Nothing is sent to the regulator until it has been agreed.",
            asks=[
                a_test_is_met, each_test_met_has_its_reason, a_ground_is_given, each_ground_has_its_particulars,
                urgency_is_explained,
            ],
            tells=[Role.NEXT_MANAGER_UP],
        ),
        Move(
            "return", "preparing", to="returned", by=[Role.LINE_MANAGER], cites="FTP-3.2", reasons=True,
            label="Neither test is met: go back to performance management",
            done="Went back to performance management",
        ),
        Move(
            "discuss", "raised", to="discussed", by=[Role.NEXT_MANAGER_UP], cites="FTP-3.6",
            label="Record the discussion", done="Discussed it", not_by_taker_of=_DISCUSSED_BY_OTHERS,
            fields=[
                Field("discussed_on", "When did you talk about it?", Kind.DATE),
                Field("discussion", "What was said?", Kind.LONG),
            ],
            asks=[the_discussion_has_been], tells=[HEAD],
        ),
        Move(
            "agree", "discussed", to="agreed", by=[HEAD, DEPUTY], cites="FTP-3.8", fields=JUDGED,
            label="Agree to the referral", done="Agreed to the referral", not_by_taker_of=_DISCUSSED_BY_OTHERS,
            asks=_AGREEING, tells=[Role.LINE_MANAGER],
        ),
        Move(
            "agree_at_once", "raised", to="agreed", by=[HEAD, DEPUTY], cites="FTP-3.8", fields=JUDGED, waits=False,
            label="Agree at once, because the risk is high", done="Agreed at once, because the risk is high",
            not_by_taker_of=_DISCUSSED_BY_OTHERS, only_if=[the_risk_is_high], asks=_AGREEING,
            tells=[Role.LINE_MANAGER],
        ),
        Move(
            "ask_more", ("raised", "discussed"), to="preparing", by=[Role.NEXT_MANAGER_UP, HEAD, DEPUTY],
            cites="FTP-3.9", label="Send it back for more", done="Sent it back for more", reasons=True, waits=False,
            not_by_taker_of=_DISCUSSED_BY_OTHERS, tells=[Role.LINE_MANAGER],
        ),
        Move(
            "decline", "discussed", to="declined", by=[HEAD, DEPUTY], cites="FTP-3.9", reasons=True,
            label="Decline", done="Declined", not_by_taker_of=_DISCUSSED_BY_OTHERS, tells=[Role.LINE_MANAGER],
        ),
        Move(
            "submit", "agreed", to="submitted", by=[Role.LINE_MANAGER], cites="FTP-3.4", fields=EFFECTS, grave=True,
            label="Send it to the regulator", done="Sent it to the regulator",
            guidance="Weigh what this will mean for people before you send it. These answers stay with you: the "
            "regulator gets what was put forward and agreed.",
            tells=[HEAD],
        ),
        Move(
            "withdraw", ("preparing", "raised", "discussed", "agreed"), to="withdrawn", by=[Role.LINE_MANAGER],
            cites="FTP-3.5", reasons=True, waits=False, label="Withdraw it", done="Withdrew it",
        ),
        Move("acknowledge", "submitted", to="acknowledged", by=[REGULATOR], cites="FTP-3.5",
             label="Acknowledge it", done="The regulator has it", tells=[Role.LINE_MANAGER]),
        *(
            Move(state, ("submitted", "acknowledged"), to=state, by=[REGULATOR], cites="FTP-4.1", label=do,
                 done=words,
                 tells=[Role.LINE_MANAGER, HEAD],
                 fields=[Field("told", "What the regulator says to you", Kind.LONG, required=False)])
            for state, (words, do) in MADE_OF_IT.items()
        ),
    ],
    clocks=[
        Clock("discussion", starts="raised", stops=("discussed", "agreed", "preparing", "withdrawn"), working_days=2,
              label="Time to discuss it"),
        Clock("decision", starts="discussed", stops=("agreed", "declined", "preparing", "withdrawn"), working_days=5,
              label="Time to decide it"),
    ],
)  # fmt: skip
