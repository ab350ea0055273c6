"""What is told of the invented region's social workers: one story for each stage that a case can be at. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RISK = {"risk": "medium", "risk_why": "Their manager sees each record before it is closed."}
HIGH = {"risk": "high", "risk_why": "They are at work, and the families cannot be asked each time."}
PLAN = {
    "to_find_out": "Whether the visits took place.\nWho knew, and when.",
    "from_whom": "The families, the employer’s records and the manager.",
}
TELLING = {"told_what": "That visits which you recorded did not take place.", "told_how": "post"}
JUDGED = {
    "on_harm": "Met. Children whom we thought we had seen were not seen.",
    "on_confidence": "Met. Families have to be able to trust what we write.",
}
EFFECTS = {
    "on_families": "Another social worker has seen each child.",
    "on_worker": "Occupational health and the union are offered.",
    "on_cover": "The duty team has the cases until they are given to somebody.",
}
MEETING = {
    "discussion": "Nobody reads records between supervisions. We would not have seen it ourselves.",
    "others_there": "The principal social worker.",
}
LEARNED: Mapping[str, Any] = {
    "kind": "practice",
    "what": "Another team reads one record a month",
    "text": "From next month somebody of another team reads one of your records, chosen by lot, and tells you what "
    "they saw. It takes an hour. What is found helps us to write better, and is not held against anybody.",
    "roles": ["practitioner"],
}


@dataclass(frozen=True)
class Outcome:
    """What the regulator told the employer, and whether the employer has answered."""

    line: str
    words: str
    recommendations: tuple[str, ...] = ()
    organisational: str = ""
    answered: bool = False


@dataclass(frozen=True)
class Story:
    """One worry and how far it has come. `triage` are steps at the regulator: move, reasons, answers."""

    slug: str
    council: str
    days_ago: int
    what: str
    tried: str = ""
    closed: tuple[str, str] | None = None
    steps: tuple[str, ...] = ()
    triage: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()
    investigated: tuple[str, ...] = ()
    interim: bool = False
    outcome: Outcome | None = None
    urgent: bool = False
    ending: Mapping[str, Any] = field(default_factory=dict)

    def statement(self) -> dict[str, Any]:
        """What is put forward to the regulator."""
        urgent = {"urgent": True, "why_urgent": "It could happen again tomorrow."} if self.urgent else {"urgent": False}
        return {
            "what_happened": self.what, "tests": ["harm", "confidence"], "why_harm": "Children were not seen.",
            "why_confidence": "Records were made up.", "grounds": ["misconduct"], "misconduct_what": self.what,
            **urgent,
        }  # fmt: skip


FALSE_VISITS = "Three visits were recorded that the families say did not take place."
SENT = ("refer", "put_forward", "discuss", "agree", "submit")
ACKNOWLEDGED = ("acknowledge", "", RISK)
INVESTIGATED = ("investigate", "The records and the families’ accounts differ, and can be compared.", RISK)

#: Everybody in the region has held their post for sixty days, so nothing is told of before this many.
LONGEST_AGO = 58

STORIES: tuple[Story, ...] = (
    Story("worry", "wexcombe", 5, "Case notes are written up to three weeks late.", tried="A quiet morning each week."),
    Story(
        "put-right", "wexcombe", 50, "Two assessments were late.", tried="Fewer cases for a month.",
        closed=("improved", "Every assessment since has been on time."),
    ),
    Story("being-written", "wexcombe", 12, "A child was told about an adult’s offence.", steps=("refer",)),
    Story(
        "to-be-discussed", "wexcombe", 6, "Messages were sent to a former client at night.",
        steps=("refer", "put_forward"),
    ),
    Story(
        "to-be-agreed", "wexcombe", 8, "A report to court left out what a doctor had said.",
        steps=("refer", "put_forward", "discuss"),
    ),
    Story("received", "wexcombe", 3, "A service user’s money was borrowed.", steps=SENT),
    Story("at-triage", "penmarsh", 20, "They came to a visit smelling of drink.", steps=SENT, triage=(ACKNOWLEDGED,)),
    Story(
        "no-grounds", "wexcombe", 40, "They argued with a colleague in front of a family.", steps=SENT,
        triage=(ACKNOWLEDGED, ("close", "A matter between colleagues, and the employer is dealing with it.", RISK)),
    ),
    Story(
        "advised", "penmarsh", 50, "Supervision was missed for four months.", steps=SENT,
        triage=(
            ACKNOWLEDGED,
            ("advise", "No ground is made out, and the employer can put it right.",
             {"advice": "Agree a plan with them, look at it each month, and write to us again if nothing changes."}),
        ),
    ),
    Story(
        "planned", "wexcombe", 30, "A referral from a school was left unread for two weeks.", steps=SENT,
        triage=(ACKNOWLEDGED, INVESTIGATED), investigated=("plan",),
    ),
    Story(
        "interim-order", "wexcombe", 45, FALSE_VISITS, steps=SENT, urgent=True, interim=True,
        triage=(("acknowledge", "", HIGH), ("investigate", "Children were not seen, and it could recur.", HIGH)),
        investigated=("plan", "tell_worker"),
    ),
    Story(
        "learning", "wexcombe", 55, "A risk assessment was signed without the home having been seen.", steps=SENT,
        triage=(ACKNOWLEDGED, INVESTIGATED), investigated=("plan", "tell_worker"),
        outcome=Outcome(
            "Warning for three years",
            "A risk assessment was signed though the home had not been seen. The warning shows on the register for "
            "three years.",
            ("Supervision every two weeks for six months, with two records looked at each time.",
             "A course on recording and on saying what has not been seen."),
            "Nobody reads records between supervisions, and the form can be signed with questions left empty.",
            answered=True,
        ),
    ),
    Story(
        "not-acknowledged", "penmarsh", 45, "Two visits were recorded on a day of leave.", steps=SENT,
        triage=(ACKNOWLEDGED, INVESTIGATED), investigated=("plan", "tell_worker"),
        outcome=Outcome(
            "No further action", "The days were mixed up when notes were written late. No further action is taken.",
        ),
    ),
    Story(
        "agency", "penmarsh", 15, "Three assessments were copied from one family to another.",
        ending={
            "agency": "Harbour Locums", "why": "performance", "answer": "not",
            "on_harm": "Not met: each family was seen again within the week.",
            "on_confidence": "Not met: it was put right before anybody relied on it.",
            "spoken_to": "The consultant at Harbour Locums",
            "spoken": "They will talk to them about recording before the next assignment.",
            "answer_why": "Neither test is met. The agency knows, and so will whoever asks for a reference.",
        },
    ),
)  # fmt: skip
