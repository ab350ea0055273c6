"""A candidate's file: built by the agency, complete when REF-9 holds, a passport until it expires."""

from __future__ import annotations

from datetime import date

from almoner.dates.dated import Dated, Valid
from almoner.dates.days import typed_day
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, STAY, Asking, Field, Kind, Move, Procedure, Refusal
from almoner.references.rules import history
from almoner.references.rules.file_facts import Kind as ReferenceKind
from almoner.references.rules.history import Basis, Left
from almoner.references.rules.looking import looks

CLAUSE = "REF-9"
AGENCY = (Role.AGENCY_CONSULTANT, Role.AGENCY_MANAGER)
#: How many days a complete file can be used for another booking. Almoner's own choice.
LASTS = Dated("days that a complete file lasts", [Valid(365, date(2014, 1, 1))])
#: How many practice references a file has. Two since the national rules; one before.
PRACTICE_REFERENCES = Dated(
    "practice references",
    [
        Valid(1, date(2014, 1, 1), date(2024, 10, 30), source="REF-9"),
        Valid(2, date(2024, 10, 31), source="statutory guidance on agency social workers, rule 5"),
    ],
)


def the_check_has_been(asking: Asking) -> Refusal | None:
    """REF-9: a check was made on a day that has come, and reviewed on that day or after it."""
    made, reviewed = typed_day(asking.value("dbs_on")), typed_day(asking.value("dbs_reviewed_on"))
    if made and made > asking.on:
        return Refusal(CLAUSE, "That day has not come yet.", "Give the day on the certificate.", field="dbs_on")
    if reviewed and reviewed > asking.on:
        because = "That day has not come yet."
        return Refusal(CLAUSE, because, "Give the day somebody read it.", field="dbs_reviewed_on")
    if made and reviewed and reviewed < made:
        because = "A certificate is not reviewed before it is made."
        return Refusal(CLAUSE, because, "Give the day somebody read it.", field="dbs_reviewed_on")
    return None


def a_post_runs_forward(asking: Asking) -> Refusal | None:
    """REF-9: a post begins on a day that has come and ends on or after it; one that has ended says why."""
    starts, ends = typed_day(asking.value("starts")), typed_day(asking.value("ends"))
    if starts and starts > asking.on:
        because = "A history has what has been; that day has not come yet."
        return Refusal(CLAUSE, because, "Leave out what is only agreed.", field="starts")
    if starts and starts.year < 1950:
        return Refusal(CLAUSE, "That is too long ago.", "Look at the year.", field="starts")
    if starts and ends and ends < starts:
        return Refusal(CLAUSE, "It ends before it begins.", "Look at both days.", field="ends")
    if ends and ends > asking.on:
        because = "That day has not come yet."
        return Refusal(CLAUSE, because, "Leave it empty while they are still there.", field="ends")
    if ends and not asking.value("reason"):
        return Refusal(CLAUSE, "It is not said why it ended.", "Say why.", field="reason")
    return None


def it_is_somewhere(asking: Asking) -> Refusal | None:
    """REF-9: a post has an employer: one on the platform, or one by name."""
    if str(asking.value("employer") or "").strip() or str(asking.value("employer_name") or "").strip():
        return None
    because = "It is not said where."
    return Refusal(CLAUSE, because, "Choose the employer, or write its name.", field="employer_name")


@looks
def the_register_says_they_may(asking: Asking) -> Refusal | None:
    """REF-9: the register entry of a complete file is live on the day, as the register has it."""
    facts = asking.facts.now(asking.on)
    if facts.may_practise:
        return None
    because = f"The register says: {facts.register_status.lower() or 'no such entry'}."
    return Refusal(CLAUSE, because, "Nobody is put forward who may not practise.")


@looks
def the_check_is_reviewed(asking: Asking) -> Refusal | None:
    """REF-9: a Disclosure and Barring Service check is in the file, and somebody reviewed it."""
    if asking.facts.now(asking.on).dbs_reviewed_on:
        return None
    because = "No Disclosure and Barring Service check has been reviewed."
    return Refusal(CLAUSE, because, "Write down the check, who read it and when.")


@looks
def every_gap_is_explained(asking: Asking) -> Refusal | None:
    """REF-9: each gap in the history that is longer than the set number of days has its explanation."""
    facts = asking.facts.now(asking.on)
    if not facts.history:
        return Refusal(CLAUSE, "The file has no employment history.", "Add each post, the latest first.")
    missing = facts.unexplained
    if not missing:
        return None
    many = f"{len(missing)} gap{'' if len(missing) == 1 else 's'}"
    longest = history.LONGEST_UNEXPLAINED.on(asking.on)
    because = f"{many} of more than {longest} days in the history {'has' if len(missing) == 1 else 'have'} no words."
    return Refusal(CLAUSE, because, "Ask the social worker what they did then, and write it down.")


@looks
def the_last_permanent_employer_answered(asking: Asking) -> Refusal | None:
    """REF-9: the last permanent employer has given a reference; it is said where there never was one."""
    facts = asking.facts.now(asking.on)
    last = facts.last_permanent_employer
    if last is None:
        because = "The history has no permanent post."
        return Refusal(CLAUSE, because, "Add the last permanent post, however long ago.")
    if facts.last_permanent_reference:
        return None
    because = f"There is no reference from {last.employer}, the last permanent employer."
    return Refusal(CLAUSE, because, "Ask them for one. It counts once it is given.")


@looks
def practice_is_spoken_for(asking: Asking) -> Refusal | None:
    """REF-9, and the national rules: so many references that speak of practice."""
    wanted = PRACTICE_REFERENCES.on(asking.on)
    given = len(asking.facts.now(asking.on).standing_references)
    if given >= wanted:
        return None
    because = f"The file has {given} of {wanted} references."
    return Refusal(CLAUSE, because, "Ask the authorities where they worked.")


@looks
def it_is_worth_asking(asking: Asking) -> Refusal | None:
    """REF-5: a reference is asked of an authority where they worked, and where somebody is left who may give one."""
    giver = str(asking.value("giver") or "")
    if giver in {str(one.pk) for one in asking.facts.may_be_asked_on(asking.on)}:
        return None
    for left in asking.facts.gone(asking.on):
        if str(left.pk) == giver:
            because = f"Nobody is left on Almoner at {left.name} who may give a reference."
            change = "Ask another authority where they worked, or ask this one to come back."
            return Refusal("REF-5", because, change, field="giver")
    because = "That is not an employer in this history that is on Almoner."
    return Refusal("REF-5", because, "Add the post first, and choose its employer from the list.", field="giver")


@looks
def it_is_not_asked_already(asking: Asking) -> Refusal | None:
    """REF-1: one at a time of one authority."""
    if str(asking.value("giver") or "") not in asking.facts.asked_now:
        return None
    because = "They have been asked, and have not answered yet."
    return Refusal("REF-1", because, "Wait for it: it climbs by itself when it is late.", field="giver")


@looks
def the_gap_is_there(asking: Asking) -> Refusal | None:
    """REF-9: what is explained is a gap that the software found."""
    if str(asking.value("starts")) in asking.facts.gap_days(asking.on):
        return None
    return Refusal(CLAUSE, "There is no such gap any longer.", "Look at the history again.")


@looks
def the_post_is_there(asking: Asking) -> Refusal | None:
    """REF-9: what is taken out is a post of this history."""
    if str(asking.value("post")) in asking.facts.post_ids:
        return None
    return Refusal(CLAUSE, "That post is not in this history any longer.", "Look at the history again.")


DBS = (
    Field("dbs_number", "What is the number of the certificate?", hint="Twelve figures.", max_length=20),
    Field("dbs_on", "What is its date?", Kind.DATE),
    Field("dbs_reviewed_by", "Who read it?", hint="Their name and what they are.", max_length=200),
    Field("dbs_reviewed_on", "When?", Kind.DATE),
    Field("dbs_review", "What did they make of it?", Kind.LONG,
          hint="Whether there was anything on it, and what was decided. Do not copy the certificate."),
)  # fmt: skip
POST = (
    Field("employer", "Which organisation, if it is on Almoner?", required=False, by_rule=True, max_length=20),
    Field("employer_name", "Or its name", by_rule=True, max_length=200),
    Field("title", "What was the post?", max_length=200),
    Field("basis", "How were they engaged?", Kind.CHOICE, choices=tuple((b.value, b.words) for b in Basis)),
    Field("childrens", "Was it in children’s services?", Kind.YES_NO),
    Field("starts", "First day", Kind.DATE),
    Field("ends", "Last day", Kind.DATE, by_rule=True, hint="Leave it empty while they are still there."),
    Field("reason", "Why did it end?", Kind.CHOICE, by_rule=True, choices=tuple((r.value, r.words) for r in Left)),
)
COMPLETE = (
    the_register_says_they_may, the_check_is_reviewed, every_gap_is_explained, the_last_permanent_employer_answered,
    practice_is_spoken_for,
)  # fmt: skip

CANDIDATE_FILE = Procedure(
    "candidate_file",
    title="Candidate’s file",
    states={"building": "Being built", "complete": "Complete", "expired": "Expired", "closed": "Closed"},
    moves=[
        Move("open", START, to="building", by=AGENCY, cites=CLAUSE, label="Open a file", done="Opened the file"),
        Move("record_dbs", "building", to=STAY, by=AGENCY, cites=CLAUSE, fields=DBS, asks=[the_check_has_been],
             label="Write down the DBS check", done="Wrote down the DBS check and its review"),
        Move("add_post", "building", to=STAY, by=AGENCY, cites=CLAUSE, fields=POST,
             asks=[it_is_somewhere, a_post_runs_forward],
             label="Add to the employment history", done="Added to the employment history"),
        Move("take_out", "building", to=STAY, by=AGENCY, cites=CLAUSE, reasons=True, asks=[the_post_is_there],
             fields=[Field("post", "Which post?", max_length=36)],
             label="Take a post out", done="Took a post out of the history"),
        Move("explain_gap", "building", to=STAY, by=AGENCY, cites=CLAUSE, asks=[the_gap_is_there],
             fields=[Field("starts", "Which gap?", max_length=10),
                     Field("explanation", "What did they do then, and how do you know?", Kind.LONG)],
             label="Explain a gap", done="Explained a gap in the history"),
        Move("ask_reference", ("building", "complete"), to=STAY, by=AGENCY, cites="REF-1",
             asks=[it_is_worth_asking, it_is_not_asked_already],
             fields=[Field("giver", "Which authority?", max_length=20),
                     Field("kind", "What for?", Kind.CHOICE,
                           choices=tuple((k.value, k.words) for k in ReferenceKind))],
             label="Ask for a reference", done="Asked an authority for a reference"),
        Move("complete", "building", to="complete", by=AGENCY, cites=CLAUSE, only_if=COMPLETE,
             label="Say that the file is complete", done="Said that the file is complete"),
        Move("reopen", ("complete", "expired"), to="building", by=AGENCY, cites=CLAUSE, waits=False,
             label="Work on it again", done="Worked on it again"),
        Move("expire", "complete", to="expired", by=[MACHINE], cites=CLAUSE, done="Its days were over"),
        Move("close", ("building", "complete", "expired"), to="closed", by=AGENCY, cites=CLAUSE, reasons=True,
             waits=False, grave=True, label="Close the file", done="Closed the file"),
    ],
)  # fmt: skip
