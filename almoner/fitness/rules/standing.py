"""Where a concern stands, in plain words: one table for each reader, by procedure and state.

A state that a table leaves out is not shown to its reader. Nothing here tells what only the regulator may know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """What a stage is in its reader's words, what happens next, and the clock that says by when.

    `aside` is what happens beside the way of the case, and so never says where the whole of it stands. With `yours`
    the next thing is the reader's own to do.
    """

    title: str
    next: str = ""
    by: str = ""
    ended: bool = False
    aside: bool = False
    yours: bool = False


Table = Mapping[tuple[str, str], Standing]

_EXAMINERS_DECIDE = Standing(
    "Case examiners are deciding",
    "Two people decide, one a social worker and one not. They look at what was gathered, and at what the social "
    "worker said about it.",
)

#: The final hearing, whose days and outcome are public. Others are told of to the worker alone.
_HEARING: Table = {
    ("hearing", "to_list"): Standing("It goes to a hearing", "A day is being found for it."),
    ("hearing", "listed"): Standing("It goes to a hearing", "A day is found. The parties are given notice of it."),
    ("hearing", "noticed"): Standing("A hearing has a day", "A panel of two or more people hears the case."),
    ("hearing", "in_session"): Standing("A hearing is being held", "The panel decides at its end."),
    ("hearing", "adjourned"): Standing("The hearing is adjourned", "It goes on another day."),
    ("hearing", "drafted"): Standing("A panel has heard the case", "Its decision is being written."),
    ("hearing", "approved"): Standing("A panel has heard the case", "Its decision is being sent out."),
    ("hearing", "decided"): Standing(
        "A panel has decided", "The public register says what follows from it.", ended=True
    ),
    ("hearing", "cancelled"): Standing("The hearing will not be held", ended=True),
}  # fmt: skip

#: For whoever raised it. The regulator's reasons, and what the worker says, stay with the regulator.
TO_THE_RAISER: Table = {
    ("concern", "received"): Standing(
        "We have your concern", "A triage officer acknowledges it within 14 days.", by="acknowledge"
    ),
    ("concern", "triage"): Standing(
        "We are reading it", "A triage officer decides whether there are grounds to investigate."
    ),
    ("concern", "outside"): Standing("It is closed", "It is not something that we can look into.", ended=True),
    ("concern", "closed"): Standing("It is closed", "There were no grounds for us to investigate.", ended=True),
    ("concern", "referred_on"): Standing(
        "It is closed here", "We have sent it to another body that can look into it.", ended=True
    ),
    ("concern", "advised"): Standing(
        "It is closed here", "We have given advice to the social worker’s employer.", ended=True
    ),
    ("concern", "joined"): Standing(
        "It is dealt with together with another concern",
        "Both are about the same social worker or the same event. You see below where they stand.",
    ),
    ("concern", "to_investigate"): Standing(
        "It will be investigated", "An investigator gathers evidence. They may write to you."
    ),
    ("investigation", "opened"): Standing(
        "It is being investigated", "An investigator plans what has to be found out. They may write to you."
    ),
    ("investigation", "planned"): Standing(
        "It is being investigated", "The social worker is told. Then evidence is gathered."
    ),
    ("investigation", "gathering"): Standing(
        "Evidence is being gathered", "Everything that was gathered is then shown to the social worker, who may answer."
    ),
    ("investigation", "disclosed"): Standing(
        "The social worker may answer", "Once they have answered, or their time is over, it goes to case examiners.",
        by="answer",
    ),
    ("investigation", "responded"): Standing("The social worker has answered", "It goes to case examiners next."),
    ("investigation", "ended"): Standing("The investigation has ended", "No decision is made in it.", ended=True),
    **{("examination", state): _EXAMINERS_DECIDE for state in ("to_be_given", "writing", "agreed", "drafted")},
    ("examination", "approved"): Standing("Case examiners have decided", "What they decided is being sent out."),
    ("examination", "issued"): Standing("Case examiners have decided", "What they decided was sent out."),
    ("examination", "apart"): Standing("It goes to a hearing", "The case examiners did not agree, so a panel decides."),
    ("examination", "ended"): Standing("It has ended", "No decision is made any more.", ended=True),
    ("accepted_outcome", "proposed"): Standing(
        "The case examiners have proposed an outcome",
        "The social worker can accept it. Otherwise it goes to a hearing.",
    ),
    ("accepted_outcome", "accepted"): Standing(
        "The social worker has accepted an outcome", "The public register says what it is.", ended=True
    ),
    ("accepted_outcome", "refused"): Standing("It goes to a hearing", "A panel decides, and the hearing is listed."),
    ("accepted_outcome", "silent"): Standing("It goes to a hearing", "A panel decides, and the hearing is listed."),
    **_HEARING,
}  # fmt: skip

_WHAT_EXAMINERS_SEE = Standing(
    "Case examiners are deciding",
    "Two people decide, one a social worker and one not. They see the bundle that you saw, and your answer.",
)

#: For the social worker concerned, who is shown nothing before they have been told of an investigation.
TO_THE_WORKER: Table = {
    ("investigation", "gathering"): Standing(
        "You are being investigated",
        "An investigator is gathering evidence. You are shown all of it, and can answer, before anybody decides. You "
        "need do nothing yet.",
    ),
    ("investigation", "disclosed"): Standing(
        "You can answer now", "Read the bundle and answer it. If you do not, the case goes on without your answer.",
        by="answer", yours=True,
    ),
    ("investigation", "responded"): Standing(
        "We have your answer", "The investigator reads it. Next the case goes to two case examiners. Until then you "
        "can add to what you said.",
    ),
    ("investigation", "ended"): Standing("The investigation has ended", "No decision is made in it.", ended=True),
    **{("examination", state): _WHAT_EXAMINERS_SEE for state in ("to_be_given", "writing", "agreed", "drafted")},
    ("examination", "approved"): Standing("Case examiners have decided", "You are told as soon as it is sent out."),
    ("examination", "issued"): Standing("Case examiners have decided", "The letter says what they decided, and why."),
    ("examination", "apart"): Standing(
        "It goes to a hearing", "The case examiners did not agree, so a panel decides. You are told of the day in time."
    ),
    ("examination", "ended"): Standing("It has ended", "No decision is made any more.", ended=True),
    ("accepted_outcome", "proposed"): Standing(
        "An outcome is proposed to you", "Read the letter and answer it. If you accept, there is no hearing. If you do "
        "not, or do not answer, a panel decides.", by="answer", yours=True,
    ),
    ("accepted_outcome", "accepted"): Standing(
        "You have accepted an outcome", "The public register says what it is.", ended=True
    ),
    ("accepted_outcome", "refused"): Standing("It goes to a hearing", "You are told of the day in time."),
    ("accepted_outcome", "silent"): Standing("It goes to a hearing", "You are told of the day in time."),
    **_HEARING,
    ("hearing", "listed"): Standing("It goes to a hearing", "A day is found. You are given notice of it."),
    ("hearing", "decided"): Standing(
        "A panel has decided",
        "The letter says what it decided, and why. The public register says what follows from it.",
        ended=True,
    ),
    ("hearing", "noticed"): Standing(
        "Your hearing has a day", "The notice says when, how, and what you can do before."
    ),
    ("hearing:interim", "noticed"): Standing(
        "An interim order is to be considered", "The notice says when, how, and what you can do before.", aside=True
    ),
    ("hearing:interim", "decided"): Standing("A panel has considered an interim order", aside=True),
    ("hearing:review", "noticed"): Standing(
        "An order is to be reviewed", "The notice says when, how, and what you can do before.", aside=True
    ),
    ("hearing:review", "decided"): Standing("A panel has reviewed an order", aside=True),
    ("voluntary_removal", "asked"): Standing(
        "You have asked to leave the register", "It is being considered.", aside=True
    ),
    ("voluntary_removal", "recommended"): Standing(
        "You have asked to leave the register", "It is being decided.", aside=True
    ),
    ("voluntary_removal", "granted"): Standing("You have left the register", "The case ends with it.", ended=True),
    ("voluntary_removal", "not_granted"): Standing(
        "Your leaving the register was refused", "The case goes on.", aside=True
    ),
    ("order", "made"): Standing("An order was made", "It is not in effect yet.", aside=True),
    ("order", "appealed"): Standing(
        "An order is under appeal", "It does not take effect before the court has decided.", aside=True
    ),
    ("order", "quashed"): Standing("The court has quashed an order", aside=True),
    ("order", "in_force"): Standing("An order is in force", "The public register says what it is.", aside=True),
    ("order", "to_be_reviewed"): Standing("An order is in force", "It is to be reviewed.", aside=True),
    ("order", "review_listed"): Standing("An order is in force", "Its review is listed.", aside=True),
    ("order", "ending"): Standing("An order is in force", "It ends on its last day.", aside=True),
    ("order", "revoked"): Standing("An order was ended early", aside=True),
    ("order", "ended"): Standing("An order has ended", aside=True),
}  # fmt: skip
