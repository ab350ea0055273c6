"""The letters about decisions. A context of its own adds one with `add_letter`, when it declares its procedures."""

from __future__ import annotations

from almoner.fitness.rules.letters import Addressee, LetterTemplate, Listed, Said, Sentence, Title
from almoner.notices.rules import Holds, Template

_letters: dict[str, LetterTemplate] = {}


def add_letter(*templates: LetterTemplate) -> None:
    """Make kinds of letter known."""
    _letters.update({template.name: template for template in templates})


def letter_named(name: str) -> LetterTemplate:
    """The kind of letter of that name; LookupError when there is none."""
    return _letters[name]


LETTER_READY = Template(
    "letter_ready",
    "The regulator has written to you",
    (
        "The regulator has written you a letter. It may ask you to answer by a certain day.",
        "Sign in to read it. You can keep it as a PDF.",
    ),
    button="Read the letter",
    link="{where}",
    values={"where": Holds.LINK},
    why="You get this because the letter is addressed to you.",
)

LETTER_TO_RAISER = Template(
    "letter_to_raiser",
    "We have written to you about {reference}",
    (
        "There is a letter for you about the concern that you raised with us, {reference}.",
        "Go to the page with your code to read it. You can keep it as a PDF.",
    ),
    button="Read the letter",
    link="/raise-a-concern/code/",
    values={"reference": Holds.REFERENCE},
    why="You get this because you gave this address when you raised a concern.",
    called="A letter about a concern",
)

CHECK = Sentence("The foot of this letter shows where it stands in our record, so that anybody can check it.")
HELP = Sentence("If you need this letter in another form, or support in dealing with it, tell us and we will help.")
_LOOKED_AT = Sentence(
    "Two case examiners, one lay and one professional, have looked at the concern about you, {reference}."
)
_DECIDED = (
    _LOOKED_AT,
    Sentence("Their decision: {outcome}."),
    Title("The decision and its reasons"),
    Said("decision"),
)
_REVIEW = (
    Title("If you think that this decision is wrong"),
    Sentence(
        "Anybody with an interest in it can ask for it to be reviewed, where it was materially flawed or there is new "
        "information. Write to us and say which."
    ),
)

DECISION_TO_WORKER = LetterTemplate(
    "examiners_decision",
    "The case examiners’ decision",
    Addressee.WORKER,
    (*_DECIDED, *_REVIEW, HELP, CHECK),
)
WARNED_TO_WORKER = LetterTemplate(
    "examiners_order",
    "The case examiners’ decision",
    Addressee.WORKER,
    (*_DECIDED, Title("What the register will show"), Said("published"), *_REVIEW, HELP, CHECK),
)
PROPOSED_TO_WORKER = LetterTemplate(
    "outcome_proposed",
    "An outcome is proposed to you",
    Addressee.WORKER,
    (
        _LOOKED_AT,
        Sentence("They propose: {proposed}."),
        Title("The decision and its reasons"),
        Said("decision"),
        Title("What the register would show"),
        Said("published"),
        Title("What you can do"),
        Sentence("You have until {until} to answer."),
        Listed(
            (
                "If you accept, the outcome takes effect and there is no hearing.",
                "If you do not accept, the case goes to a hearing, where adjudicators decide for themselves.",
                "If you do not answer in time, the case goes to a hearing too.",
            )
        ),
        Sentence("Sign in to answer, or write to us. You may want to ask your union or a lawyer first."),
        HELP,
        CHECK,
    ),
)
TO_A_HEARING = LetterTemplate(
    "examiners_to_hearing",
    "Your case goes to a hearing",
    Addressee.WORKER,
    (
        Sentence(
            "Two case examiners, one lay and one professional, have looked at the concern about you, {reference}."
        ),
        Sentence("It goes to a hearing: {because}."),
        Title("What they wrote"),
        Said("decision"),
        Title("What happens next"),
        Sentence("We will write to you about when and how the hearing is held, and what you can do before it."),
        HELP,
        CHECK,
    ),
)
DECISION_TO_RAISER = LetterTemplate(
    "decision_to_raiser",
    "What we decided about your concern",
    Addressee.RAISER,
    (
        Sentence("You raised a concern with us, {reference}. Two case examiners have looked at it."),
        Sentence("What they decided: {outcome}."),
        Sentence(
            "What they wrote names people and goes into private matters, so we do not send it. Anything that the "
            "public should know is on the register."
        ),
        *_REVIEW,
        HELP,
        CHECK,
    ),
)
TRIAGED = LetterTemplate(
    "triage_to_raiser",
    "What we decided about your concern",
    Addressee.RAISER,
    (
        Sentence("You raised a concern with us, {reference}. A triage officer has read it and decided what follows."),
        Sentence("{outcome}"),
        HELP,
        CHECK,
    ),
    signed_as="Triage office",
)
ANSWERED = LetterTemplate(
    "outcome_answered",
    "Your answer to the proposed outcome",
    Addressee.WORKER,
    (
        Sentence("We proposed an outcome to you in the case {reference}: {outcome}."),
        Sentence("{answer}"),
        HELP,
        CHECK,
    ),
)

_ABOUT = Sentence("This is about the concern about you, {reference}.")
_WHY = (Title("Why"), Said("why"))

REVIEWED = (
    LetterTemplate(
        "decision_stands",
        "The decision about you stands",
        Addressee.WORKER,
        (_ABOUT, Sentence("Somebody asked for the decision to be reviewed. It stays as it was."), *_WHY, HELP, CHECK),
    ),
    LetterTemplate(
        "decided_afresh",
        "Your case is decided afresh",
        Addressee.WORKER,
        (
            _ABOUT,
            Sentence("The decision was reviewed. Two other case examiners now look at the whole case."),
            Sentence("What was decided before stays in force until they decide."),
            *_WHY,
            HELP,
            CHECK,
        ),
    ),
)
REMOVAL = (
    LetterTemplate(
        "removal_granted",
        "Your registration has ended",
        Addressee.WORKER,
        (
            _ABOUT,
            Sentence("You asked to leave the register. That is granted: your registration ended today."),
            Sentence("The case ends with it, with no further decision. You may not practise as a social worker."),
            *_WHY,
            HELP,
            CHECK,
        ),
    ),
    LetterTemplate(
        "removal_refused",
        "You stay on the register",
        Addressee.WORKER,
        (
            _ABOUT,
            Sentence("You asked to leave the register. That is not granted, and the case goes on."),
            *_WHY,
            HELP,
            CHECK,
        ),
    ),
)

add_letter(
    DECISION_TO_WORKER, WARNED_TO_WORKER, PROPOSED_TO_WORKER, TO_A_HEARING, DECISION_TO_RAISER, TRIAGED, ANSWERED
)
add_letter(*REVIEWED, *REMOVAL)
