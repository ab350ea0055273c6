"""A sample procedure shaped like the employer's referral (FTP-3), used to exercise every part of the engine."""

from __future__ import annotations

from almoner.procedure.rules import (
    OPEN,
    STAY,
    Asking,
    Clock,
    Field,
    Kind,
    Move,
    Pause,
    Procedure,
    Refusal,
    Relation,
    RequestKind,
)

LINE_MANAGER = Relation("line_manager", "the line manager")
NEXT_MANAGER_UP = Relation("next_manager_up", "the line manager’s own manager")
HEAD_OF_SERVICE, DEPUTY_DIRECTOR, HR = "head_of_service", "deputy_director", "hr_officer"

TESTS = (("harm", "Possible harm to the public"), ("confidence", "Damage to public confidence"))
GROUNDS = (("misconduct", "Misconduct"), ("competence", "Lack of competence"), ("health", "Serious ill health"))


def a_test_is_met(asking: Asking) -> Refusal | None:
    """FTP-3.2: possible harm, or damage to confidence; neither goes back to performance management."""
    if asking.value("test") in {"harm", "confidence"}:
        return None
    return Refusal("FTP-3.2", "Neither test of a serious concern is met.", "Say which of the two tests is met.")


def absence_explained_if_deputy(asking: Asking) -> Refusal | None:
    """FTP-3.8: a deputy director agrees only when the head of service is away, and says why."""
    if HEAD_OF_SERVICE in asking.roles or asking.value("absence"):
        return None
    return Refusal("FTP-3.8", "The head of service’s absence is not explained.", "Say why the head is away.")


def a_discussion_is_recorded(asking: Asking) -> Refusal | None:
    """FTP-3.6: the next manager up has discussed the concern."""
    if any(step.move == "discuss" for step in asking.taken):
        return None
    return Refusal("FTP-3.6", "No discussion is recorded.", "The next manager up records a discussion.")


REFERRAL = Procedure(
    "sample_referral",
    title="Referral to the regulator",
    states={"raised": "Put forward", "information_wanted": "More asked for", "sent": "Sent to the regulator"},
    assign_by=[HR],
    moves=[
        Move(
            "put_forward",
            to="raised",
            by=[LINE_MANAGER],
            asks=[a_test_is_met],
            cites="FTP-3.2",
            fields=[
                Field("test", "Which test is met?", Kind.CHOICE, choices=TESTS, required=False),
                Field("grounds", "On which grounds?", Kind.SEVERAL, choices=GROUNDS),
            ],
            reasons=True,
            tells=[NEXT_MANAGER_UP],
        ),
        Move(
            "discuss",
            "raised",
            to="discussed",
            by=[NEXT_MANAGER_UP],
            cites="FTP-3.6",
            fields=[Field("held_on", "When was it discussed?", Kind.DATE), Field("note", "What was said?", Kind.LONG)],
            tells=[HEAD_OF_SERVICE],
        ),
        Move(
            "ask_more",
            "discussed",
            to="information_wanted",
            by=[HEAD_OF_SERVICE, DEPUTY_DIRECTOR],
            cites="FTP-3.9",
            reasons=True,
        ),
        Move("give_more", "information_wanted", to="discussed", by=[LINE_MANAGER], cites="FTP-3.9", reasons=True),
        Move(
            "agree",
            "discussed",
            to="agreed",
            by=[HEAD_OF_SERVICE, DEPUTY_DIRECTOR],
            not_by_taker_of=["put_forward"],
            only_if=[a_discussion_is_recorded],
            asks=[absence_explained_if_deputy],
            reasons=True,
            cites="FTP-3.8",
            fields=[Field("absence", "Why is the head of service away?", required=False)],
        ),
        Move(
            "decline", "discussed", to="declined", by=[HEAD_OF_SERVICE, DEPUTY_DIRECTOR], reasons=True, cites="FTP-3.9"
        ),
        Move("send", "agreed", to="sent", by=[HR, LINE_MANAGER], cites="FTP-3.8", grave=True),
        Move("withdraw", OPEN, to="withdrawn", by=[LINE_MANAGER], reasons=True, cites="FTP-3.5"),
        Move(
            "record_effects", OPEN, to=STAY, by=[HR], cites="FTP-3.4", fields=[Field("cover", "Who covers?", Kind.LONG)]
        ),
    ],
    clocks=[
        Clock(
            "decision",
            label="Decision by the head of service",
            starts="discussed",
            stops=["agreed", "declined", "withdrawn"],
            working_days=5,
            cites="FTP-3.8",
            pauses=(
                Pause("more", because="more was asked for", cites="FTP-3.9", while_in=("information_wanted",)),
                Pause(
                    "agency",
                    because="the agency’s account is awaited",
                    waits_on="the agency",
                    cites="FTP-3.7",
                    while_asked=("agency_account",),
                ),
                Pause("by_hand", because="held", cites="FTP-3.5", by=(HR,)),
            ),
        )
    ],
    requests=[
        RequestKind(
            "agency_account",
            label="The agency’s account",
            cites="FTP-3.7",
            by=[HR, LINE_MANAGER],
            fields=(Field("account", "What did the agency see?", Kind.LONG),),
        )
    ],
)
