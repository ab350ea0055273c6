"""Kinds that the register knows: how registration ends, orders, annotations; each with its dates and certainty.

These are the values a new installation starts with. They live in tables, so that next year's kind or
period is entered and not programmed; every fact is judged by the kind as it stood on its own day.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

BEGINNING: Final = date(2019, 12, 2)  # the regulator's first day (domain 0)


class Certainty(StrEnum):
    """How sure a fact of law or practice is; only found, seed and derived are stated as fact on a page."""

    FOUND = "found"
    SEED = "seed"
    RECALLED = "recalled"

    @property
    def may_be_stated(self) -> bool:
        return self is not Certainty.RECALLED


class Effect(StrEnum):
    """What an order does to the right to practise."""

    STOPS_PRACTICE = "stops_practice"
    RESTRICTS_PRACTICE = "restricts_practice"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OrderKind:
    """A kind of order, warning or advice, with how long it is published.

    ``published_after_end`` is in days after the last day in force; 0 means it leaves the register with it.
    """

    code: str
    title: str
    effect: Effect
    interim: bool
    longest_months: int | None
    on_register: bool
    published_after_end: int
    certainty: Certainty
    source: str
    valid_from: date = BEGINNING
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class EndingGround:
    """A ground on which registration ends, by the letter of regulation 14 where it has one."""

    code: str
    title: str
    regulation: str
    must: bool
    restorable: bool
    certainty: Certainty
    source: str
    valid_from: date = BEGINNING
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class AnnotationKind:
    """A specialist qualification shown beside an entry (PLAN-R10)."""

    code: str
    title: str
    granted_on: str
    on_register: bool
    certainty: Certainty
    source: str
    valid_from: date = BEGINNING
    valid_to: date | None = None


_OUTCOMES: Final = "Regulator's hearing outcomes guidance (domain 2.3)"
_INTERIM: Final = "The Social Workers Regulations 2018, Schedule 2 paragraph 8 (domain 2.4)"
_LOOK_UP: Final = "Status string of the regulator's look-up (domain 1.1)"
_REG14: Final = "The Social Workers Regulations 2018, regulation 14 (domain 1.3)"
_S, _R, _N = Effect.STOPS_PRACTICE, Effect.RESTRICTS_PRACTICE, Effect.NONE
_F = Certainty.FOUND

ORDER_KINDS: Final = (
    OrderKind("suspension", "Suspension order", _S, False, 36, True, 0, _F, _OUTCOMES),
    OrderKind("conditions", "Conditions of practice order", _R, False, 36, True, 0, _F, _OUTCOMES),
    OrderKind("warning", "Warning", _N, False, 60, True, 0, _F, _OUTCOMES),
    OrderKind("advice", "Advice", _N, False, 60, True, 0, _F, _OUTCOMES),
    OrderKind("interim-suspension", "Interim suspension order", _S, True, 18, True, 0, _F, _INTERIM),
    OrderKind("interim-conditions", "Interim conditions of practice order", _R, True, 18, True, 0, _F, _INTERIM),
)

ENDING_GROUNDS: Final = (
    EndingGround("not-renewed", "Failed to renew", "14(1)(e)", True, True, _F, _REG14),
    EndingGround("own-request", "Voluntary removal", "14(1)", True, True, _F, _REG14),
    EndingGround("cpd", "Failed to meet CPD requirements", "14(2)", False, True, _F, _REG14),
    EndingGround("removal-order", "Removal order", "14(1)", True, False, _F, _REG14),
    EndingGround("automatic-removal", "Automatic removal", "14(1)", True, False, _F, _REG14),
    EndingGround("fraud-or-error", "Entry made by fraud or in error", "14(1)", True, False, _F, _REG14),
    EndingGround("breach-of-condition", "Breach of a condition", "14(1)", True, False, _F, _REG14),
    EndingGround("voluntary-in-proceedings", "Voluntary removal during proceedings", "14(1A)", False, False, _F, _REG14,
                 date(2022, 12, 16)),
    EndingGround("death", "Deceased", "14(1)", True, False, _F, _REG14),
    EndingGround("removed", "Removed", "14", True, False, _F, _LOOK_UP),
    EndingGround("unstated", "No ground given", "", False, True, _F, _LOOK_UP),
)  # fmt: skip

ANNOTATION_KINDS: Final = (
    AnnotationKind("AMHP", "Approved mental health professional", "an approved AMHP course", True, _F, "domain 1.7"),
    AnnotationKind("BIA", "Best interests assessor", "an approved BIA course", True, _F, "domain 1.7"),
)


def in_force(kind: OrderKind | EndingGround | AnnotationKind, on: date) -> bool:
    """Whether a kind may be used for a fact dated ``on``."""
    return kind.valid_from <= on and (kind.valid_to is None or on < kind.valid_to)
