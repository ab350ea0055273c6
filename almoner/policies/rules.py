"""What a policy needs to stay in force, and the procedure by which an overdue one is looked at again."""

from __future__ import annotations

from datetime import date, timedelta

from almoner.clauses import cites
from almoner.dates.days import day_of
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, Asking, Field, Kind, Move, Procedure, Refusal, Relation

CLAUSE = "FTP-0"
OWNER = Relation("policy_owner", "the policy’s owner")
KEEPER = Relation("policy_keeper", "somebody who manages the organisation’s policies")
#: A policy that nobody need look at for longer than this is not reviewed at all.
LONGEST = timedelta(days=3 * 366)


@cites(CLAUSE)
def fault_of_review_date(review_by: date, *, on: date) -> str:
    """What is wrong with the date by which a policy must next be reviewed, "" when nothing is."""
    if review_by <= on:
        return "The next review must be after today."
    if review_by > on + LONGEST:
        return "The next review must be within three years."
    return ""


@cites(CLAUSE)
def is_overdue(review_by: date, *, on: date) -> bool:
    """Whether a policy's review is overdue on a day: the day by which it was due has passed."""
    return review_by < on


def the_next_review_is_set(asking: Asking) -> Refusal | None:
    """Keeping a policy as it is means saying when it will be looked at again."""
    value = asking.value("review_by")
    if not isinstance(value, date | str):
        return None
    fault = fault_of_review_date(day_of(value), on=asking.on)
    return Refusal(CLAUSE, fault, "Give a date within the next three years.") if fault else None


def a_new_version_is_published(asking: Asking) -> Refusal | None:
    """A review ends by a new version only when there is one."""
    if asking.facts is not None and asking.facts.has_new_version:
        return None
    return Refusal(CLAUSE, "No new version has been published since the review began.", "Publish it under Policies.")


POLICY_REVIEW = Procedure(
    "policy_review",
    title="Review of a policy",
    states={"due": "To be reviewed", "kept": "Kept as it is", "replaced": "Replaced by a new version"},
    assign_by=[Role.PRINCIPAL_SOCIAL_WORKER, Role.HEAD_OF_SERVICE],
    moves=[
        Move("fall_due", START, to="due", by=[MACHINE], cites=CLAUSE, done="The review fell due", tells=[OWNER]),
        Move("begin", START, to="due", by=[OWNER, KEEPER], cites=CLAUSE, label="Review it now", done="Began a review"),
        Move(
            "keep", "due", to="kept", by=[OWNER, KEEPER], cites=CLAUSE, reasons=True,
            label="Keep it as it is", done="Kept it as it is",
            guidance="Say what you looked at and why nothing needs to change.",
            fields=[Field("review_by", "By when must it be reviewed next?", Kind.DATE)],
            asks=[the_next_review_is_set],
        ),
        Move(
            "replace", "due", to="replaced", by=[OWNER, KEEPER], cites=CLAUSE,
            label="It has been replaced", done="Published a new version", only_if=[a_new_version_is_published],
        ),
    ],
)  # fmt: skip
