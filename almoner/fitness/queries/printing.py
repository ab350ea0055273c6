"""Everything that a print of a referral holds, of what its reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from almoner.casework.queries import Happening, happenings, steps_of
from almoner.documents.models import Document
from almoner.documents.queries import documents_about
from almoner.fitness.access.worries import endings_visible_to, performance_visible_to, referrals_visible_to
from almoner.fitness.models import AboutStaff, Referral
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.queries import timeline
from almoner.procedure.registry import Registered
from almoner.record.queries import record_of_case
from almoner.record.queries.cases import RecordedEvent
from almoner.record.queries.heads import latest_head

#: More than this of one case is not printed; its record is taken out as a bundle of its own.
MOST = 500


@dataclass(frozen=True, slots=True)
class Printed:
    """One case of a print: what happened, oldest first; the files that belong to it; and what the record has of it."""

    kept: Registered
    case: AboutStaff
    happened: list[Happening]
    files: list[Document]
    events: list[RecordedEvent]


@dataclass(frozen=True, slots=True)
class Print:
    """A referral and what it grew from, and the size and root of the record as it was."""

    referral: Referral
    parts: list[Printed]
    record_size: int
    record_root: str


def referral_to_print(person: Person, referral_id: UUID, on: date) -> Print | None:
    """A referral with every step, discussion, decision and document (FTP-3.5); None for what the person may not see."""
    referral = referrals_visible_to(person, on).filter(pk=referral_id).first()
    if referral is None:
        return None
    cases: list[AboutStaff] = [
        *performance_visible_to(person, on).filter(pk=referral.performance_id or referral.pk),
        *endings_visible_to(person, on).filter(pk=referral.ending_id or referral.pk),
        referral,
    ]
    head = latest_head()
    return Print(
        referral, [_printed(case, person, on) for case in cases], head.size if head else 0,
        bytes(head.root).hex() if head else "",
    )  # fmt: skip


def _printed(case: AboutStaff, person: Person, on: date) -> Printed:
    kept = registry.of(case)
    rows = list(timeline(case, person, on)[:MOST])
    return Printed(
        kept,
        case,
        list(reversed(happenings(rows, steps_of(case)))),
        list(documents_about(person, kept.subject_of(case.pk), on)[:100]),
        record_of_case(case.pk, whole=True)[:MOST],
    )
