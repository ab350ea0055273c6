"""Reads of letters: those of a case, one as it stands on a page, those that wait to be written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.documents import letters
from almoner.documents.letters import Sealed, Sender
from almoner.employment.models import StaffMember
from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.models import Concern, Letter
from almoner.fitness.rules.letters import Addressee, Listed, Part, Sentence, Title
from almoner.fitness.wording.letters import letter_named
from almoner.people.models import Person
from almoner.procedure.models import Step
from almoner.record.models import Entry
from almoner.scope.clock import london_date
from almoner.scope.context import system


def letters_visible_to(person: Person, on: date) -> QuerySet[Letter]:
    """The letters about the concerns that the person may see on the day, the latest first."""
    seen = concerns_visible_to(person, on).order_by().values("pk")
    return Letter.objects.filter(concern_id__in=seen).select_related("organisation").order_by("-queued_at", "kind")


def letters_of(case_id: UUID, person: Person, on: date) -> list[Letter]:
    """The letters about one case that the person may see, the latest first."""
    return list(letters_visible_to(person, on).filter(case_id=case_id))


def own_letter(person: Person, letter_id: UUID) -> Letter | None:
    """A letter addressed to this person, once it is written; None for every other."""
    with system("somebody reads a letter to them"):
        own = Letter.objects.filter(pk=letter_id, person=person, written_at__isnull=False)
        return own.select_related("organisation", "document").first()


def own_letters(person: Person, concern_id: UUID | None = None, most: int = 50) -> list[Letter]:
    """The letters to this person that are written, the latest first; of one concern, where it is given."""
    with system("somebody’s letters"):
        own = Letter.objects.filter(person=person, written_at__isnull=False)
        own = own.filter(concern_id=concern_id) if concern_id else own
        return list(own.order_by("-queued_at", "kind")[:most])


def letters_to_raiser(concern: Concern) -> list[Letter]:
    """The letters to whoever raised a concern that are written, the latest first."""
    with system("the letters to whoever raised a concern"):
        own = Letter.objects.filter(concern=concern, addressee=Addressee.RAISER, written_at__isnull=False)
        return list(own.select_related("organisation", "document").order_by("-queued_at", "kind"))


def as_letter(letter: Letter) -> letters.Letter:
    """The letter as it is printed and shown, from what it was queued with and where its event stands."""
    template = letter_named(letter.kind)
    title, parts = template.filled(letter.values)
    sealed = Sealed(letter.leaf, letter.size or 0, letter.root) if letter.leaf is not None else None
    return letters.Letter(
        title=title,
        reference=letter.values["reference"],
        date=london_date(letter.queued_at),
        sender=Sender(letter.organisation.name),
        to=[letter.name, *_number_of(letter)],
        greeting=f"Dear {letter.name}",
        body=[_block(part) for part in parts],
        signed_by=letter.organisation.name,
        signed_as=template.signed_as,
        sealed=sealed,
    )


def to_be_written(most: int = 200) -> list[UUID]:
    """Letters that wait for their event to be sealed, the oldest first."""
    waiting = Letter.objects.filter(written_at__isnull=True).order_by("queued_at")
    return list(waiting.values_list("pk", flat=True)[:most])


def event_of(step_id: UUID, kind: str) -> UUID | None:
    """The event by which the record knows a step; `kind` is the procedure's name and the move's."""
    step = Step.objects.get(pk=step_id)
    found = Entry.objects.filter(case_id=step.case_id, kind=kind, at=step.at, actor_id=step.actor_id)
    return found.order_by("recorded_at").values_list("id", flat=True).first()


def account_of(concern: Concern) -> Person | None:
    """The social worker's own account, where an employer has linked one to their entry of the register."""
    if concern.entry_id is None:
        return None
    linked = StaffMember.objects.filter(entry_id=concern.entry_id, person__is_active=True, withdrawn_at__isnull=True)
    found = linked.select_related("person").order_by("-starts").first()
    return found.person if found else None


def values_of(concern: Concern, more: Mapping[str, str]) -> dict[str, str]:
    """What every letter about a concern may say, and what this one says besides."""
    return {"reference": concern.reference, "number": concern.about_number, **more}


def _number_of(letter: Letter) -> list[str]:
    """The registration number, where it is the addressee's own."""
    number = letter.values.get("number", "") if letter.addressee == Addressee.WORKER else ""
    return [number] if number else []


def _block(part: Part) -> letters.writing.Block:
    if isinstance(part, Sentence):
        return letters.Paragraph(part.text)
    if isinstance(part, Title):
        return letters.Heading(part.text)
    assert isinstance(part, Listed)  # noqa: S101  words of the case are sentences once they are filled in
    return letters.Points(part.points)
