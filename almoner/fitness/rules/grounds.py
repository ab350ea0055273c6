"""The grounds on which fitness to practise may be impaired, and the particulars that each asks for (FTP-3.2-grounds).

Grounds are dated: the law names eight where the employer's guidance, older in its wording, names seven.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from almoner.dates.days import day_of
from almoner.procedure.rules import Asking, Dated, Field, Kind, Refusal, Valid

CLAUSE = "FTP-3.2-grounds"


@dataclass(frozen=True)
class Ground:
    """One ground: its name in sentences, and what is asked where it is given."""

    code: str
    words: str
    asks: tuple[Field, ...]
    hint: str = ""


def _long(name: str, label: str, hint: str = "") -> Field:
    return Field(name, label, Kind.LONG, by_rule=True, hint=hint)


def _text(name: str, label: str) -> Field:
    return Field(name, label, by_rule=True, max_length=200)


BARRED_LISTS = (
    ("children", "The list of people barred from work with children"),
    ("adults", "The list of people barred from work with vulnerable adults"),
    ("both", "Both lists"),
    ("scotland", "A list kept in Scotland"),
)

MISCONDUCT = Ground(
    "misconduct", "Misconduct", (_long("misconduct_what", "What was done or left undone, when and where?"),)
)
COMPETENCE = Ground(
    "competence",
    "Lack of competence or capability",
    (
        _long("competence_what", "What falls short, on which dates and in what work?"),
        _long("competence_support", "What support and supervision was given, and what came of it?"),
    ),
)
CONVICTION = Ground(
    "conviction",
    "A conviction or caution in the United Kingdom",
    (
        _text("conviction_court", "Which court, or which police force gave the caution?"),
        Field("conviction_on", "On what date?", Kind.DATE, by_rule=True),
        _text("conviction_offence", "For what offence?"),
    ),
)
CONVICTION_ELSEWHERE = Ground(
    "conviction_elsewhere",
    "A conviction elsewhere, for what would be an offence in England and Wales",
    (
        _text("elsewhere_court", "Which court, in which country?"),
        Field("elsewhere_on", "On what date was it given?", Kind.DATE, by_rule=True),
        _text("elsewhere_offence", "For what?"),
    ),
)
HEALTH = Ground(
    "health",
    "Adverse physical or mental health",
    (
        _long(
            "health_effect",
            "How does it affect safe practice?",
            "Say what is seen at work. Do not attach medical records here: the regulator asks for them apart.",
        ),
        _text("health_assessment", "Which assessment, by whom and when?"),
    ),
    "Being ill is not a ground by itself.",
)
OTHER_BODY = Ground(
    "other_body",
    "A finding of another regulator",
    (
        _text("other_body_name", "Which body?"),
        Field("other_body_on", "When did it find so?", Kind.DATE, by_rule=True),
    ),
)
BARRED = Ground(
    "barred",
    "Being on a barred list",
    (
        Field("barred_list", "Which list?", Kind.CHOICE, by_rule=True, choices=BARRED_LISTS),
        Field("barred_on", "Since when?", Kind.DATE, by_rule=True),
    ),
)
ENGLISH = Ground(
    "english",
    "Not having the English that the work needs",
    (_long("english_what", "What was seen, in which work, and how was it assessed?"),),
)

_EIGHT = (MISCONDUCT, COMPETENCE, CONVICTION, CONVICTION_ELSEWHERE, HEALTH, OTHER_BODY, BARRED, ENGLISH)

#: The law since the regulator began, regulation 25(2) of the Social Workers Regulations 2018.
GROUNDS: Dated[tuple[Ground, ...]] = Dated(
    "grounds of impairment", [Valid(_EIGHT, date(2019, 12, 2), source="SI 2018/893 reg 25(2)")]
)

#: Every ground there has ever been, so that an old referral still reads in words.
EVERY_GROUND: tuple[Ground, ...] = tuple(dict.fromkeys(one for valid in GROUNDS.values for one in valid.value))
PARTICULARS: tuple[Field, ...] = tuple(field for ground in EVERY_GROUND for field in ground.asks)


def a_ground_is_given(asking: Asking) -> Refusal | None:
    """FTP-3.2-grounds: at least one ground, in force on the day, is chosen."""
    offered = {ground.code for ground in GROUNDS.on(asking.on)}
    given = set(asking.value("grounds") or ())
    if given and given <= offered:
        return None
    return Refusal(CLAUSE, "No ground is given.", "Choose at least one ground.", field="grounds")


def each_ground_has_its_particulars(asking: Asking) -> Refusal | None:
    """FTP-3.2-grounds: each ground that is chosen comes with its own particulars, none of them in the future."""
    for ground in GROUNDS.on(asking.on):
        if ground.code not in (asking.value("grounds") or ()):
            continue
        for field in ground.asks:
            said = asking.value(field.name)
            if said in (None, "", []):
                because = f"{ground.words} is given without its particulars."
                return Refusal(CLAUSE, because, f"Answer “{field.label}”", field=field.name)
            if field.kind is Kind.DATE and day_of(said) > asking.on:
                return Refusal(CLAUSE, "That date has not come yet.", "Give the date it happened.", field=field.name)
    return None
