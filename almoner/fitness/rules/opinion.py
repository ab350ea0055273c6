"""A case examiner's opinion, written alone: nobody else sees it until both are in (PLAN-F8, PLAN-F15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from almoner.fitness.rules.concern import RISK
from almoner.fitness.rules.disposals import (
    ACCEPTED_OUTCOME,
    IN_YEARS,
    NO_ACTION,
    OUTCOMES,
    SANCTION_FIELD,
    SANCTIONS,
    TERM_FIELDS,
    WARNING,
    WITH_PROSPECT,
    WITHOUT_PROSPECT,
    most_months,
    years_offered,
)
from almoner.fitness.rules.grounds import EVERY_GROUND, GROUNDS, Ground
from almoner.fitness.rules.order_law import KINDS
from almoner.procedure.rules import MACHINE, START, Asking, Field, Kind, Move, Procedure, Refusal, Relation

CLAUSE = "PLAN-F8"
WRITER = Relation("opinion_writer", "the case examiner whose opinion it is")

FOUND = (
    ("proved", "Likely to be found proved"),
    ("part", "Likely to be found proved in part"),
    ("not", "Not likely to be found proved"),
)


def facts_of(ground: Ground) -> tuple[Field, Field]:
    """What is asked on one ground: whether its facts would be found proved, and why."""
    return (
        Field(f"facts_{ground.code}", f"{ground.words}: are the facts likely to be found proved?", Kind.CHOICE,
              by_rule=True, choices=FOUND),
        Field(f"why_{ground.code}", f"{ground.words}: on what evidence do you think so?", Kind.LONG, by_rule=True),
    )  # fmt: skip


OPINION_FIELDS = (
    Field(
        "grounds", "Which grounds do you look at?", Kind.SEVERAL, by_rule=True,
        choices=tuple((ground.code, ground.words) for ground in EVERY_GROUND),
    ),
    *(field for ground in EVERY_GROUND for field in facts_of(ground)),
    Field("prospect", "Is there a realistic prospect that adjudicators would find fitness to practise impaired?",
          Kind.YES_NO),
    Field("prospect_why", "Why is there one, or why is there none?", Kind.LONG),
    Field("public_interest", "Is a hearing in the public interest?", Kind.YES_NO, by_rule=True),
    Field("public_interest_why", "Why is it, or is it not?", Kind.LONG, by_rule=True),
    *RISK,
    Field("outcome", "Which outcome would you choose?", Kind.CHOICE, choices=OUTCOMES),
    SANCTION_FIELD,
    *TERM_FIELDS,
    Field("least", "Why would nothing less restrictive protect the public?", Kind.LONG, by_rule=True),
)  # fmt: skip

#: What two opinions must have in common to be one decision; each may come to it by their own way.
DECIDES = ("prospect", "public_interest", "outcome", "sanction", "years", "months")


def each_ground_is_judged(asking: Asking) -> Refusal | None:
    """PLAN-F8: at least one ground in force is looked at, and the facts of each are judged with the evidence."""
    offered = {ground.code: ground for ground in GROUNDS.on(asking.on)}
    chosen = [str(code) for code in asking.value("grounds") or ()]
    if not chosen or not set(chosen) <= set(offered):
        return Refusal("FTP-3.2-grounds", "No ground is looked at.", "Choose at least one.", field="grounds")
    for ground in (offered[code] for code in chosen):
        for field in facts_of(ground):
            if not str(asking.value(field.name) or "").strip():
                because = f"{ground.words} is looked at, and it is not said what you make of the facts."
                return Refusal(CLAUSE, because, f"Answer “{field.label}”", field=field.name)
    return None


def public_interest_is_weighed(asking: Asking) -> Refusal | None:
    """PLAN-F8: where there is a realistic prospect, it is judged whether a hearing is in the public interest."""
    if asking.value("prospect") is not True:
        return None
    if asking.value("public_interest") is None:
        because = "You see a realistic prospect, and do not say whether a hearing is in the public interest."
        return Refusal(CLAUSE, because, "Say whether it is, and why.", field="public_interest")
    if not str(asking.value("public_interest_why") or "").strip():
        because = "It is not said why a hearing is, or is not, in the public interest."
        return Refusal(CLAUSE, because, "Say why.", field="public_interest_why")
    return None


def outcome_follows_from_the_tests(asking: Asking) -> Refusal | None:
    """PLAN-F8: the outcome is one that the answers to the two tests allow."""
    chosen, prospect = asking.value("outcome"), asking.value("prospect")
    if not chosen or prospect is None:
        return None
    public = asking.value("public_interest") is True
    allowed = WITH_PROSPECT[public] if prospect else WITHOUT_PROSPECT
    if chosen in allowed:
        return None
    if not prospect:
        because = "Without a realistic prospect the case ends here: with no further action, advice or a warning."
    elif public:
        because = "With a realistic prospect and a hearing in the public interest, the case goes to a hearing."
    else:
        because = "With a realistic prospect and no hearing in the public interest, an outcome is proposed."
    return Refusal(CLAUSE, because, "Change the outcome, or your answer to the test.", field="outcome")


def its_length_is_lawful(asking: Asking) -> Refusal | None:
    """PLAN-F14: advice and warnings have one of the lengths in force, an order no more months than the law allows."""
    chosen = asking.value("outcome")
    code = asking.value("sanction") if chosen == ACCEPTED_OUTCOME else chosen
    if chosen == ACCEPTED_OUTCOME and code not in SANCTIONS.on(asking.on):
        because = "It is not said which outcome would be proposed."
        return Refusal("PLAN-F14", because, "Choose what to propose.", field="sanction")
    if code in IN_YEARS:
        if str(asking.value("years") or "") in {str(years) for years in years_offered(str(code), asking.on)}:
            return None
        because = "It is not said for how long, or not for a length that may be given."
        return Refusal("PLAN-F14", because, "Choose the number of years.", field="years")
    if chosen != ACCEPTED_OUTCOME:
        return None
    most, months = most_months(str(code), asking.on), asking.value("months")
    if isinstance(months, int) and 1 <= months <= most:
        return None
    because = f"{KINDS[str(code)].title} is for 1 to {most} months."
    return Refusal("PLAN-F14", because, "Give the number of months.", field="months")


def nothing_less_would_protect(asking: Asking) -> Refusal | None:
    """PLAN-F14: whoever would restrict or mark somebody says why nothing less restrictive protects the public."""
    if asking.value("outcome") not in (WARNING, ACCEPTED_OUTCOME) or str(asking.value("least") or "").strip():
        return None
    because = "It is not said why nothing less restrictive would protect the public."
    return Refusal("PLAN-F14", because, "Go through what is less restrictive, and say why it would not do.",
                   field="least")  # fmt: skip


OPINION = Procedure(
    "opinion",
    title="Case examiner’s opinion",
    states={"to_write": "To be written", "written": "Written", "not_needed": "No longer needed"},
    moves=[
        Move("ask", START, to="to_write", by=[MACHINE], cites=CLAUSE, done="Asked for the opinion", tells=[WRITER]),
        Move(
            "write", "to_write", to="written", by=[WRITER], cites=CLAUSE, fields=OPINION_FIELDS, grave=True,
            label="Write your opinion", done="Wrote the opinion",
            guidance="You write this alone. Nobody can read it until the other case examiner has written theirs; then "
            "both can be read, and neither can be changed.",
            asks=[
                each_ground_is_judged, public_interest_is_weighed, outcome_follows_from_the_tests,
                its_length_is_lawful, nothing_less_would_protect,
            ],
        ),
        Move("let_go", "to_write", to="not_needed", by=[MACHINE], cites=CLAUSE, done="It is no longer needed"),
    ],
)  # fmt: skip


def decided_by(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an opinion decides, of what it says: an answer that was not asked for counts for nothing."""
    outcome = values.get("outcome")
    kept = {name: values.get(name) for name in DECIDES}
    if values.get("prospect") is not True:
        kept["public_interest"] = None
    if outcome != ACCEPTED_OUTCOME:
        kept["sanction"] = None
    months = kept["sanction"] is not None and kept["sanction"] not in IN_YEARS
    kept["months"] = values.get("months") if months else None
    kept["years"] = values.get("years") if outcome not in (NO_ACTION, "hearing") and not months else None
    return kept


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The questions, in their words, on which two opinions come to different decisions; none means that they agree."""
    return list(_differing(decided_by(one), decided_by(other)))


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    labels = {field.name: field.label for field in OPINION_FIELDS}
    return (labels[name] for name in DECIDES if one[name] != other[name])
