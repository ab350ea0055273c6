"""What people may need to take part in a case; asked once of each, and kept apart from the case (PLAN-F10)."""

from __future__ import annotations

from almoner.procedure.rules import Field, Kind

CLAUSE = "PLAN-F10"

NEEDS = (
    ("interpreter", "An interpreter, or British Sign Language"),
    ("reading", "Large print, easy read, or to have things read out"),
    ("access", "A place that I can get into and move about in"),
    ("remote", "To take part by telephone or video"),
    ("breaks", "Breaks, or more time"),
    ("supporter", "Somebody beside me"),
    ("apart", "Not to meet the other people in the case"),
    ("contact", "To be contacted in another way, or at certain times"),
)

SUPPORT = (
    Field("needs", "What would help you take part?", Kind.SEVERAL, required=False, choices=NEEDS),
    Field(
        "support_words", "Tell us more, or about anything else that would help", Kind.LONG, required=False,
        max_length=2_000, hint="Such as the language, or what to bear in mind. Say only what you want us to know.",
    ),
)  # fmt: skip

APART = "Only those who arrange support read this. It is not evidence, and nobody who decides sees it."


def in_words(needs: list[str]) -> list[str]:
    """Needs as they were asked about."""
    offered = dict(NEEDS)
    return [offered.get(need, need) for need in needs]
