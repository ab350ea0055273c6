"""Reads of the evidence about a concern, and of what was disclosed of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.documents.letters import Item
from almoner.documents.models import Document
from almoner.documents.queries import content_of
from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.models import Concern, Disclosure, Evidence, Investigation
from almoner.fitness.queries.stages import stages_of
from almoner.fitness.rules.investigation import ANSWERS
from almoner.people.models import Person
from almoner.procedure.models import Request, Step
from almoner.procedure.rules.requests import RequestState
from almoner.scope.context import system

#: What the index calls what was said when a concern was raised.
STATEMENT_TITLE = "What was said when the concern was raised"
ANSWERED = (RequestState.RECEIVED, RequestState.REVIEWED)


def concern_seen(person: Person, on: date) -> QuerySet[Concern]:
    """The concerns of which the person may see the evidence."""
    return concerns_visible_to(person, on)


def evidence_of(concern: Concern) -> QuerySet[Evidence]:
    """Every piece there has been, in the order of the bundle."""
    found = Evidence.objects.filter(concern=concern).select_related("document", "added_by", "withdrawn_by")
    return found.order_by("number")


def evidence_about(concern: Concern, evidence_id: UUID) -> QuerySet[Evidence]:
    """One piece of the bundle of a concern."""
    return evidence_of(concern).filter(pk=evidence_id)


def disclosures_of(concern: Concern) -> QuerySet[Disclosure]:
    """Each time the bundle was disclosed, the first first."""
    return Disclosure.objects.filter(concern=concern).select_related("document").order_by("number")


def not_given(concern: Concern) -> list[Evidence]:
    """The pieces in the bundle of a concern that the social worker was not given yet, the first first."""
    last = disclosures_of(concern).values_list("last_number", flat=True).last() or 0
    return list(evidence_of(concern).filter(number__gt=last, withdrawn_at__isnull=True))


def went_on(concern: Concern) -> bool:
    """Whether the investigation of a concern is over, and the case has gone on from there."""
    return Investigation.objects.filter(concern=concern, state="referred").exists()


def answers_to_index(concern: Concern, person: Person, on: date) -> list[Request]:
    """What was answered to the requests of a concern's stages and is not in the bundle yet, the oldest first."""
    stages = [one.case_id for one in stages_of(concern, person, on)]
    indexed = Evidence.objects.filter(concern=concern, request__isnull=False).values("request_id")
    found = Request.objects.filter(case_id__in=stages, state__in=ANSWERED).exclude(pk__in=indexed)
    return list(found.select_related("case").order_by("received_at", "pk"))


def as_disclosed(disclosure: Disclosure) -> list[Evidence]:
    """The index of a bundle as it was disclosed: what was withdrawn by then is there as withdrawn, and no more."""
    found = evidence_of(Concern(pk=disclosure.concern_id)).filter(number__lte=disclosure.last_number)
    return [_as_it_was(one, disclosure.at) for one in found]


@dataclass(frozen=True, slots=True)
class Given:
    """A bundle that the social worker was given: its index as it then was."""

    disclosure: Disclosure
    index: list[Evidence]


def bundles_given(concern: Concern) -> list[Given]:
    """The bundles that the social worker was given about a concern, the latest first."""
    with system("the bundles a social worker was given"):
        return [Given(each, as_disclosed(each)) for each in disclosures_of(concern).reverse()]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the social worker said to a bundle, when, and how it came where it came another way than through here."""

    at: datetime
    said: str
    came_how: str


def answers_given(concern: Concern) -> list[Answer]:
    """What the social worker answered about a concern, the latest first."""
    with system("what a social worker answered"):
        cases = Investigation.objects.filter(concern=concern).values("pk")
        steps = Step.objects.filter(case_id__in=cases, move__in=ANSWERS).order_by("-at", "-number")
        return [Answer(each.at, each.values["response"], each.values.get("came_how", "")) for each in steps]


def _as_it_was(evidence: Evidence, at: datetime) -> Evidence:
    if evidence.withdrawn_at and evidence.withdrawn_at > at:
        evidence.withdrawn_at = evidence.withdrawn_by = None
        evidence.withdrawn_why = ""
    return evidence


def has_statement(concern: Concern) -> bool:
    """Whether what was said when the concern was raised is in the bundle."""
    return Evidence.objects.filter(concern=concern, title=STATEMENT_TITLE, withdrawn_at__isnull=True).exists()


def same_file_in(concern: Concern, document: Document) -> Evidence | None:
    """The piece in the bundle that has the very content of a document."""
    held = Q(withdrawn_at__isnull=True, document__sha256=document.sha256)
    return Evidence.objects.filter(held, concern=concern).exclude(document=document).first()


def items_of(evidence: Iterable[Evidence]) -> list[Item]:
    """What is bound into the bundle: the content of each piece, and empty pages for what was withdrawn."""
    return [_item(one) for one in evidence]


def _item(one: Evidence) -> Item:
    if one.withdrawn_at:
        return Item(f"{one.title} (withdrawn)", b"", "", one.dated, empty_pages=one.pages)
    with content_of(one.document) as content:
        return Item(one.title, content.read(), one.document.detected_type, one.dated, one.document.name)
