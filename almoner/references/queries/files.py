"""Reads of candidates' files: by the agency, by an authority while the worker agrees, and by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.employment.queries.oneself import own_entries
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where
from almoner.people.rules import OrganisationKind, Permission
from almoner.references.access.files import files_visible_to
from almoner.references.models import AskedReference, CandidateFile, Consent, GivenWords, PastPost, Verification
from almoner.references.queries.file_facts import facts_of, gaps_of, history_of
from almoner.references.rules.file_facts import FileFacts
from almoner.references.rules.history import Gap
from almoner.register import queries as register
from almoner.register.rules.number import parse
from almoner.scope.context import system

AUTHORITIES = (OrganisationKind.COUNCIL, OrganisationKind.TRUST, OrganisationKind.PRACTICE, OrganisationKind.EMPLOYER)


def own_files(person: Person, on: date, *, closed: bool = False) -> QuerySet[CandidateFile]:
    """The files that the person's own agency builds, by name."""
    agencies = organisations_where(person, Permission.BUILD_FILES, on)
    found = files_visible_to(person, on).filter(organisation_id__in=agencies, closed_at__isnull=not closed)
    return found.order_by("name", "pk")


def shared_files(person: Person, on: date) -> QuerySet[CandidateFile]:
    """The files that workers let the person's authority read, by name."""
    agencies = organisations_where(person, Permission.BUILD_FILES, on)
    return files_visible_to(person, on).exclude(organisation_id__in=agencies).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file as somebody reads it: its facts for their organisation, its posts, references, words, consents."""

    file: CandidateFile
    own: bool
    reader_id: int
    facts: FileFacts
    posts: Sequence[PastPost]
    gaps: Sequence[Gap]
    asked: Sequence[AskedReference]
    readable: frozenset[UUID]
    verifying: dict[UUID, Verification]
    consents: Sequence[Consent]


def whole_file(person: Person, file_id: UUID, on: date) -> WholeFile | None:
    """A file as the person may read it; None for any other."""
    file = files_visible_to(person, on).filter(pk=file_id).first()
    if file is None:
        return None
    own = file.organisation_id in organisations_where(person, Permission.BUILD_FILES, on)
    reader_id = file.organisation_id if own else _agreed_to(person, file, on)
    posts = history_of(file)
    asked = list(file.askedreferences.select_related("giver").order_by("asked_at", "pk"))
    words = GivenWords.objects.filter(asked__in=asked).values_list("asked_id", flat=True)
    open_ones = Verification.objects.filter(
        organisation_id=reader_id, asked_id__in=[one.pk for one in asked], closed_at__isnull=True
    )
    consents = file.consents.select_related("to").order_by("-given_at")
    return WholeFile(
        file, own, reader_id, facts_of(file, authority_id=reader_id, on=on), posts, gaps_of(file, posts, on), asked,
        frozenset(words), {one.asked_id: one for one in open_ones}, list(consents),
    )  # fmt: skip


def _agreed_to(person: Person, file: CandidateFile, on: date) -> int:
    where = organisations_where(person, Permission.SEE_REFERENCES, on)
    agreed = Consent.objects.filter(file=file, to_id__in=where, withdrawn_at__isnull=True)
    return agreed.order_by("to_id").values_list("to_id", flat=True)[0]


def withdrawn_from(person: Person, file_id: UUID, on: date) -> Consent | None:
    """The consent by which the person's authority once read a file and no longer does; None where there is none."""
    where = organisations_where(person, Permission.SEE_REFERENCES, on)
    found = Consent.objects.filter(file_id=file_id, to_id__in=where, what=Consent.What.FILE)
    latest = found.order_by("-given_at").select_related("to", "organisation").first()
    return latest if latest and latest.withdrawn_at else None


def words_read_by(person: Person, asked_id: UUID, on: date) -> GivenWords | None:
    """What a reference says, for an authority or the agency to which the worker agreed; None for anybody else."""
    files = files_visible_to(person, on)
    found = GivenWords.objects.filter(asked_id=asked_id, asked__file__in=files)
    return found.select_related("asked__file__organisation", "asked__giver").first()


def asked_seen(person: Person, asked_id: UUID, on: date) -> AskedReference | None:
    """What a file that the person may see knows of a reference; None for any other."""
    found = AskedReference.objects.filter(pk=asked_id, file__in=files_visible_to(person, on))
    return found.select_related("file", "giver").first()


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file about oneself: its facts, what each reference says, and who may read it."""

    file: CandidateFile
    facts: FileFacts
    words: Sequence[GivenWords]
    consents: Sequence[Consent]


def files_about(person: Person) -> list[CandidateFile]:
    """The files about the person, proved by their sign-in and by the entry of the register linked to it."""
    entries = own_entries(person.pk)
    with system("which files are about a social worker"):
        found = CandidateFile.objects.filter(entry_id__in=entries).exclude(state="closed")
        return list(found.select_related("organisation").order_by("organisation__name", "pk"))


def file_about(person: Person, file_id: UUID, on: date) -> OwnFile | None:
    """One of them; None for any other."""
    found = next((one for one in files_about(person) if one.pk == file_id), None)
    return own_file(found, on) if found else None


def own_file_by_id(file_id: UUID, on: date) -> OwnFile:
    """A file for the worker who came by their link."""
    with system("a social worker reads their own file"):
        file = CandidateFile.objects.select_related("organisation").get(pk=str(file_id))
    return own_file(file, on)


def own_file(file: CandidateFile, on: date) -> OwnFile:
    """A file as the worker it is about reads it, however they proved who they are."""
    with system("a social worker reads their own file"):
        words = GivenWords.objects.filter(asked__file=file).select_related("asked__giver").order_by("-given_at")
        consents = file.consents.select_related("to").order_by("-given_at")
        facts = facts_of(file, authority_id=file.organisation_id, on=on)
        return OwnFile(file, facts, list(words), list(consents))


def authorities() -> list[Organisation]:
    """Every authority and employer on the platform, by name. Names of organisations are public."""
    return list(Organisation.objects.filter(kind__in=AUTHORITIES).order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class OnTheRegister:
    """Whom a number is: as the register publishes them on a day."""

    entry_id: int
    name: str
    number: str


def on_the_register(typed: str, on: date) -> OnTheRegister | None:
    """The published entry of a number as it was typed; None where there is none."""
    number = parse(typed)
    entry_id = register.entry_by_number(number) if number else None
    entry = register.facts_for([entry_id], on).get(entry_id) if entry_id else None
    return OnTheRegister(entry.entry_id, entry.name.full, entry.shown_number) if entry else None
