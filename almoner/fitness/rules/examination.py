"""The case examiners' stage: two of them, one lay and one professional, decide together or it goes on (PLAN-F8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from almoner.fitness.rules.concern import INHERITED
from almoner.fitness.rules.decisions import drafting, the_text_is_approved
from almoner.fitness.rules.disposals import (
    ACCEPTED_OUTCOME,
    ADVICE,
    DISAGREEMENT,
    OUTCOMES,
    SANCTION_FIELD,
    TERM_FIELDS,
    WARNING,
)
from almoner.fitness.rules.interim_need import sees_a_need
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, OPEN, START, Asking, Clock, Field, Kind, Move, Procedure, Refusal, Relation

CLAUSE = "PLAN-F8"


class Standing(StrEnum):
    """What a case examiner is there as."""

    LAY = "lay"
    PROFESSIONAL = "professional"

    @property
    def words(self) -> str:
        """As it reads before "case examiner"."""
        return self.value


#: Who gives a case to its examiners and sends their decision out; they decide nothing.
OFFICERS = (Role.HEARINGS_OFFICER, Role.TRIAGE_OFFICER)
LAY = Relation("lay_examiner", "the lay case examiner")
PROFESSIONAL = Relation("professional_examiner", "the professional case examiner")
OTHER = Relation("other_examiner", "the case examiner who did not write the text")
PAIR = Relation("machine", "both case examiners")
EXAMINERS = (LAY, PROFESSIONAL)

#: In how many working days a pair usually decides; guidance of the regulator.
USUAL_WORKING_DAYS = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might be given a case: as what they are appointed, and what would keep them from it."""

    name: str
    standing: str
    #: Why they may not decide this case, as a sentence; nothing where they may.
    barred: str = ""


def _fit(field: str, standing: Standing) -> Callable[[Asking], Refusal | None]:
    def fits(asking: Asking) -> Refusal | None:
        """PLAN-F8: each of the two is appointed for what they are there as, and nothing keeps them from the case."""
        email = asking.value(field)
        if not email or asking.facts is None:
            return None
        found: Candidate | None = asking.facts.candidate(str(email), asking.on)
        if found is None or found.standing != standing:
            because = f"Nobody of that address is appointed as a {standing.words} case examiner."
            return Refusal(CLAUSE, because, "Choose somebody who is.", field=field)
        if found.barred:
            return Refusal(CLAUSE, found.barred, "Choose somebody else.", field=field)
        return None

    fits.__name__ = f"the_{standing.value}_examiner_fits"
    return fits


def there_is_a_proposal(asking: Asking) -> Refusal | None:
    """PLAN-F14: where an outcome is proposed or an order made, the draft says what the register will publish."""
    if getattr(asking.facts, "outcome", "") not in (ADVICE, WARNING, ACCEPTED_OUTCOME):
        return None
    if str(asking.value("published") or "").strip():
        return None
    because = "It is not said what the register will publish."
    return Refusal("PLAN-F14", because, "Write it in plain words, with nothing about anybody’s health.",
                   field="published")  # fmt: skip


PUBLISHED = Field(
    "published", "What the register will publish", Kind.LONG, by_rule=True, max_length=20_000,
    hint="Needed for advice, a warning or a proposed outcome. Anybody can read it.",
)  # fmt: skip

EXAMINATION = Procedure(
    "examination",
    title="Case examiners",
    states={
        "to_be_given": "Waiting for a pair of case examiners",
        "writing": "Opinions being written",
        "agreed": "Agreed, decision to be drafted",
        "drafted": "Drafted, to be approved",
        "approved": "Approved, to be sent out",
        "issued": "Decided",
        "apart": "Sent to a hearing: they do not agree",
        "ended": "Ended",
    },
    assign_by=OFFICERS,
    moves=[
        Move("open", START, to="to_be_given", by=[MACHINE], cites=CLAUSE, done="Came to the case examiners",
             tells=[Role.HEARINGS_OFFICER]),
        Move("inherit", START, to="to_be_given", by=[MACHINE], cites=INHERITED,
             done="Imported, with the case examiners"),
        Move(
            "give", "to_be_given", to="writing", by=OFFICERS, cites=CLAUSE,
            label="Give it to a pair of case examiners", done="Gave it to a pair of case examiners",
            guidance="One lay and one professional. Neither may have had a part in the case before, nor know the "
            "social worker.",
            fields=[
                Field("lay", "Lay case examiner", max_length=254),
                Field("professional", "Professional case examiner", max_length=254),
            ],
            asks=[_fit("lay", Standing.LAY), _fit("professional", Standing.PROFESSIONAL)],
        ),
        Move("agree", "writing", to="agreed", by=[PAIR], cites=CLAUSE, label="Write their opinions, each alone",
             done="Both opinions are in, and they agree", fields=[
                 Field("outcome", "Outcome", Kind.CHOICE, choices=OUTCOMES), SANCTION_FIELD, *TERM_FIELDS,
             ], tells=EXAMINERS),
        Move("try_again", "writing", to="to_be_given", by=[MACHINE], cites=CLAUSE, waits=False,
             label="Go on to another pair",
             done="Both opinions are in, and they do not agree: another pair looks at it",
             fields=[Field("differences", "On what they do not agree", Kind.LONG)], tells=[Role.HEARINGS_OFFICER]),
        Move("part", "writing", to="apart", by=[MACHINE], cites=CLAUSE, waits=False,
             label="Go on to a hearing", done="Both opinions are in, and they do not agree: it goes to a hearing",
             fields=[Field("differences", "On what they do not agree", Kind.LONG)], tells=[Role.HEARINGS_OFFICER]),
        Move("take_back", "writing", to="to_be_given", by=OFFICERS, cites=CLAUSE, reasons=True, waits=False,
             label="Take it back from this pair", done="Took it back from the pair",
             guidance="For somebody who is ill or has found a conflict. Nobody else ever reads an opinion that was "
             "already written."),
        Move("lose_one", ("writing", "agreed", "drafted"), to="to_be_given", by=[MACHINE], cites=CLAUSE, waits=False,
             label="Take it back from a pair of whom one has a conflict",
             done="Took it back from the pair: one of them has a conflict", tells=OFFICERS),
        *drafting("agreed", by=EXAMINERS, approved_by=[OTHER], fields=[PUBLISHED], asks=[there_is_a_proposal]),
        Move("issue", "approved", to="issued", by=OFFICERS, cites=CLAUSE, only_if=[the_text_is_approved], grave=True,
             label="Send the decision out", done="Sent the decision out",
             guidance="The letters are written in the words that were approved, and what was decided takes effect."),
        sees_a_need(("writing", "agreed", "drafted", "approved"), EXAMINERS),
        Move("end", OPEN, to="ended", by=[MACHINE], cites=CLAUSE, label="End with the case",
             done="Ended with the case",
             fields=[Field("because", "Why", Kind.LONG)]),
    ],
    clocks=[
        Clock("decide", starts="writing", stops=("issued", "apart", "to_be_given", "ended"),
              working_days=USUAL_WORKING_DAYS, label="Usual time to decide"),
    ],
)  # fmt: skip


def after_a_disagreement(pairs: int, on: date) -> str:
    """PLAN-F8: the move that follows when the `pairs`th pair does not agree, by the setting in force on the day."""
    return "try_again" if pairs < 2 and DISAGREEMENT.on(on) == "further_pair" else "part"


def found_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of what two opinions agree on, the outcome with its length: the values of the move `agree`."""
    return {name: values[name] for name in ("outcome", "sanction", "years", "months") if values.get(name)}
