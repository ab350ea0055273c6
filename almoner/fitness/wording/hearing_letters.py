"""The letters about a hearing: notice of it, what becomes of its days, and what the panel decided."""

from __future__ import annotations

from almoner.fitness.rules.letters import Addressee, LetterTemplate, Listed, Said, Sentence, Title
from almoner.fitness.wording.letters import CHECK, HELP, add_letter

OFFICE = "Hearings office"
_ABOUT = Sentence("This is about the concern about you, {reference}.")
_WHY = (Title("Why"), Said("why"))


def _to_worker(name: str, title: str, *parts: Sentence | Title | Listed | Said) -> LetterTemplate:
    return LetterTemplate(name, title, Addressee.WORKER, (_ABOUT, *parts, HELP, CHECK), signed_as=OFFICE)


NOTICE = _to_worker(
    "hearing_notice",
    "Notice of a hearing",
    Sentence("A panel of adjudicators is going to decide {about}."),
    Title("When and how"),
    Listed(("Days: {days}", "On each day: {session}", "How: {how}", "{open_to}")),
    Title("What the panel may decide"),
    Said("may_decide"),
    Title("What we arrange for you"),
    Said("arranged"),
    Title("What you can do"),
    Listed(
        (
            "You can come, and bring somebody to speak for you, such as your union or a lawyer.",
            "You can send us documents, and the names of people who should be heard.",
            "You can ask for other days. Tell us why, as soon as you can.",
            "You can tell us what would help you take part.",
        )
    ),
    Sentence("If you do not come, the panel may go on without you, where it finds that fair."),
)
POSTPONED = _to_worker(
    "hearing_postponed",
    "Your hearing is postponed",
    Sentence("It was to be held on {days}, and will not be. We will write to you again with other days."),
    *_WHY,
)
ADJOURNED = _to_worker(
    "hearing_adjourned",
    "Your hearing goes on another day",
    Sentence("It is adjourned. It goes on before the same panel on {days}: {session}."),
    *_WHY,
)
HEARD_AGAIN = _to_worker(
    "hearing_again",
    "Your hearing begins again",
    Sentence("Another panel will hear the case. What the first one found counts no longer."),
    Sentence("We will write to you again with its days."),
    *_WHY,
)
NOT_HELD = _to_worker(
    "hearing_not_held",
    "Your hearing will not be held",
    Sentence("It was to decide {about}."),
    Sentence("{next}"),
    *_WHY,
)

_DECIDED = (
    Sentence("A panel of adjudicators has decided {about}."),
    Sentence("Its decision: {outcome}."),
    Title("The decision and its reasons"),
    Said("decision"),
)
DECIDED = _to_worker("hearing_decided", "The panel’s decision", *_DECIDED)
ORDERED = _to_worker(
    "hearing_ordered",
    "The panel’s decision",
    *_DECIDED,
    Title("What follows from it"),
    Said("follows"),
    Title("What the register shows"),
    Said("published"),
    Title("If you think that this decision is wrong"),
    Sentence(
        "You can appeal to the High Court. There is little time for it, so ask your union or a lawyer at once, and "
        "tell us if you do."
    ),
)
TO_RAISER = LetterTemplate(
    "hearing_to_raiser",
    "What was decided about your concern",
    Addressee.RAISER,
    (
        Sentence("You raised a concern with us, {reference}. A panel of adjudicators has heard the case."),
        Sentence("Its decision: {outcome}."),
        Sentence("Anything that the public should know is on the register."),
        HELP,
        CHECK,
    ),
    signed_as=OFFICE,
)

add_letter(NOTICE, POSTPONED, ADJOURNED, HEARD_AGAIN, NOT_HELD, DECIDED, ORDERED, TO_RAISER)
