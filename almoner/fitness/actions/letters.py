"""Writes of letters about decisions (PLAN-F8): queued with the step they tell of, written once its event is sealed.

How a stage sends one. Add a `LetterTemplate` with `wording.letters.add_letter(…)` (an import of your wording from your
declarations is enough), and in the step's `after`:

    queue_letter(concern=…, case=case, step=step, template="order_made", values={"decision": …}, by=by, now=now)

`reference` and `number` are there already; a value that the template needs and does not get raises LookupError, and
the step is not taken. Within a minute the record's sealer has sealed the step's event and the worker comes by: the
letter becomes a PDF/UA, kept as a document of the concern with the tree head at its foot, and the addressee is told
where they have an account, and whoever raised the concern where they gave an address. Its page is `/letters/<id>/`: the
same words as HTML, for those who see the concern and for the addressee. `presenters.letters.ways` gives a case page its
links.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from almoner.documents import actions as documents
from almoner.documents import letters as printing
from almoner.fitness.models import Concern, Letter, Raiser
from almoner.fitness.queries.letters import account_of, as_letter, event_of, to_be_written, values_of
from almoner.fitness.rules.letters import Addressee
from almoner.fitness.wording.letters import letter_named
from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Case, Step
from almoner.record import actions as record
from almoner.record.queries.letters import letter_line
from almoner.record.rules import Actor, SystemActor
from almoner.scope.context import system

log = structlog.get_logger("almoner.fitness.letters")
WRITER = SystemActor("fitness:letters")


@transaction.atomic
def queue_letter(
    *, concern: Concern, case: Case, step: Step, template: str, values: Mapping[str, str], by: Actor, now: datetime
) -> Letter | None:
    """Have a letter written that tells of `step`; None where there is nobody to write to, or it is queued already.

    Raises LookupError for a template that is not known, and where it needs a value that is not given.
    """
    with system("a letter is queued"):
        found = letter_named(template)
        said = values_of(concern, values)
        found.filled(said)
        name, person = _addressee(concern, found.to)
        if not name:
            return None
        letter = Letter(
            organisation_id=concern.organisation_id, concern=concern, case_id=case.pk, step_id=step.pk, kind=template,
            addressee=found.to.value, person=person, name=name, values=said, queued_at=now,
        )  # fmt: skip
        if Letter.objects.filter(step_id=step.pk, kind=template, concern=concern).exists():
            return None
        letter.save(force_insert=True)
        _append("letter_queued", letter, by, now)
    return letter


def queue_to_raisers(
    *, concern: Concern, case: Case, step: Step, template: str, values: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Have a letter written to whoever raised the concern, and to each who raised one that was joined with it.

    Each reads their own reference and learns nothing of the others. Raises LookupError, as `queue_letter`.
    """
    with system("letters to those who raised a concern"):
        for one in (concern, *Concern.objects.filter(joined_to=concern).order_by("opened_at", "pk")):
            queue_letter(concern=one, case=case, step=step, template=template, values=values, by=by, now=now)


@transaction.atomic
def write(*, letter_id: UUID, now: datetime) -> bool:
    """Make the letter's file, once the event that it tells of is sealed; whether it is written.

    Asked again for one that is written, nothing happens. Needs the system's scope.
    """
    letter = Letter.objects.select_for_update(of=("self",)).select_related("organisation", "concern").get(pk=letter_id)
    if letter.written_at:
        return True
    step = Step.objects.select_related("case").get(pk=letter.step_id)
    event = event_of(step.pk, f"{step.case.procedure}.{step.move}")
    line = letter_line(event) if event else None
    if line is None:
        return False
    letter.leaf, letter.size, letter.root = line.index, line.size, line.root
    shown = as_letter(letter)
    letter.document = documents.keep_own(
        content=printing.pdf(shown), name=f"{shown.title} {shown.reference}.pdf",
        organisation_id=letter.organisation_id, about=registry.of(letter.concern).subject_of(letter.concern_id),
        case_id=letter.concern_id, by=WRITER, now=now,
    )  # fmt: skip
    letter.written_at = now
    letter.save(update_fields=["leaf", "size", "root", "document", "written_at"])
    _append("letter_written", letter, WRITER, now)
    _tell(letter, now)
    return True


def _tell(letter: Letter, now: datetime) -> None:
    told: dict[str, Any] = {"key": f"letter:{letter.pk}", "now": now, "organisation_id": letter.organisation_id}
    if letter.person is not None:
        notices.queue(to=letter.person, template="letter_ready", values={"where": f"/letters/{letter.pk}/"}, **told)
    elif letter.addressee == Addressee.RAISER and (email := letter.concern.raiser.email):
        reference = {"reference": letter.concern.reference}
        notices.queue(to=email, template="letter_to_raiser", values=reference, **told)


def write_all(*, now: datetime) -> int:
    """Write every letter whose event is sealed by now; how many were written.

    Each in a transaction of its own, so that one which cannot be made keeps no other back; it is tried again.
    """
    written = 0
    for letter_id in to_be_written():
        try:
            written += write(letter_id=letter_id, now=now)
        except Exception:
            log.exception("a letter could not be written", letter_id=str(letter_id))
    return written


def _addressee(concern: Concern, to: Addressee) -> tuple[str, Person | None]:
    if to is Addressee.WORKER:
        return concern.about_name, account_of(concern)
    raiser = Raiser.objects.filter(concern=concern).first()
    return (raiser.name if raiser else ""), None


def _append(kind: str, letter: Letter, by: Actor, now: datetime) -> None:
    record.append(
        kind=f"fitness.{kind}", subject=f"fitness.letter:{letter.pk}", case_id=letter.case_id,
        organisation_id=letter.organisation_id, by=by, now=now, clause="PLAN-F8",
        after={"kind": letter.kind, "to": letter.addressee, "document": letter.document_id},
    )  # fmt: skip
