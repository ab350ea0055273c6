"""A concern on the regulator's desk: received, acknowledged, and judged at triage (PLAN-F8)."""

from __future__ import annotations

from almoner.fitness.rules.interim_need import sees_a_need
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, Asking, Clock, Field, Kind, Move, Procedure, Refusal

CLAUSE = "PLAN-F8"
#: What was begun by a former regulator is imported at the stage that it had reached.
INHERITED = "PLAN-F4"
TRIAGE = (Role.TRIAGE_OFFICER,)

RISKS = (
    ("low", "Low: nobody is likely to come to harm meanwhile"),
    ("medium", "Medium: harm is possible, and the employer is managing it"),
    ("high", "High: harm is likely, and an interim order should be considered"),
)

RISK = (
    Field("risk", "How high is the risk to the public now?", Kind.CHOICE, choices=RISKS),
    Field("risk_why", "What makes it so?", Kind.LONG),
)


def the_other_can_be_joined(asking: Asking) -> Refusal | None:
    """PLAN-F1: a concern is joined with another that is dealt with now, and never with itself."""
    wanted = asking.value("into")
    if not wanted or asking.facts is None:
        return None
    if because := asking.facts.why_not_joined(str(wanted)):
        return Refusal(
            "PLAN-F1", because, "Give the reference of another concern that is being dealt with.", field="into"
        )
    return None


CONCERN = Procedure(
    "concern",
    title="Concern",
    states={
        "received": "Received",
        "triage": "At triage",
        "outside": "Closed: outside the remit",
        "closed": "Closed at triage",
        "referred_on": "Sent on to another body",
        "advised": "Closed with advice to the employer",
        "to_investigate": "To be investigated",
        "joined": "Joined with another",
        "ended_before": "Closed by the former regulator",
    },
    assign_by=TRIAGE,
    moves=[
        Move("receive", START, to="received", by=[MACHINE], cites="FTP-3.3", done="Received", tells=TRIAGE),
        Move("inherit", START, to="triage", by=[MACHINE], cites=INHERITED, done="Imported, at triage"),
        Move("inherit_beyond", START, to="to_investigate", by=[MACHINE], cites=INHERITED,
             done="Imported, beyond triage"),
        Move("inherit_ended", START, to="ended_before", by=[MACHINE], cites=INHERITED,
             done="Imported, closed by the former regulator"),
        Move(
            "acknowledge", "received", to="triage", by=TRIAGE, cites=CLAUSE, label="Acknowledge it and begin triage",
            done="Acknowledged it", guidance="Whoever raised it is told that you have it.", fields=RISK,
        ),
        sees_a_need(("received", "triage"), TRIAGE),
        Move(
            "outside", "triage", to="outside", by=TRIAGE, cites=CLAUSE, reasons=True,
            label="Close: outside the remit", done="Closed it as outside the remit",
            guidance="It is not about a social worker, or no ground could be made out.",
        ),
        Move(
            "close", "triage", to="closed", by=TRIAGE, cites=CLAUSE, reasons=True, fields=RISK,
            label="Close: no grounds to investigate", done="Closed it at triage",
            guidance="In doubt, open an investigation.",
        ),
        Move(
            "refer_on", "triage", to="referred_on", by=TRIAGE, cites=CLAUSE, reasons=True,
            label="Send it on to another body", done="Sent it on to another body",
            fields=[Field("to_whom", "To whom?", max_length=200)],
        ),
        Move(
            "advise", "triage", to="advised", by=TRIAGE, cites="PLAN-F16", reasons=True, fields=[
                Field("advice", "What do you advise the employer to do?", Kind.LONG, hint="The employer reads this."),
            ],
            label="Close with advice to the employer", done="Closed it with advice to the employer",
        ),
        Move(
            "investigate", "triage", to="to_investigate", by=TRIAGE, cites=CLAUSE, reasons=True,
            label="Open an investigation", done="Opened an investigation",
            guidance="There are reasonable grounds for investigating whether fitness to practise is impaired.",
            fields=RISK,
        ),
        Move(
            "join", "triage", to="joined", by=TRIAGE, cites="PLAN-F1", reasons=True, waits=False, grave=True,
            label="Join it with another concern", done="Joined it with another concern",
            guidance="The two are about the same social worker or event, and are dealt with together from now on. "
            "This cannot be undone. Everybody who raised one still sees where it stands.",
            fields=[Field("into", "The reference of the other concern", max_length=40)], asks=[the_other_can_be_joined],
        ),
    ],
    clocks=[
        Clock("acknowledge", starts="received", stops="triage", days=14, label="Time to acknowledge it"),
    ],
)  # fmt: skip

#: What each end of triage is to the employer who referred; the regulator's reasons stay with the regulator.
TOLD_AS = {
    "outside": "closed", "close": "closed", "refer_on": "referred_on", "advise": "advised",
    "investigate": "investigated",
}  # fmt: skip
