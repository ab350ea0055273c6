"""Writes of disclosure: the bundle as it is, given to the social worker and bound into one file."""

from __future__ import annotations

import io
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from almoner.documents import actions as documents
from almoner.documents.contents import MEBIBYTE, Accepts, Content
from almoner.documents.letters import Bundle, Unbindable, bind
from almoner.documents.queries import Missing
from almoner.fitness.models import Disclosure, Evidence, Investigation
from almoner.fitness.queries.evidence import as_disclosed, items_of
from almoner.people.models import Person
from almoner.procedure.models import Case, Step
from almoner.record import actions as record
from almoner.record.rules import SystemActor
from almoner.scope.clock import london_date

BINDER = SystemActor("fitness:bundles")
BUNDLE_FILES = Accepts(frozenset({Content.PDF}), 512 * MEBIBYTE)


def disclose_bundle(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `disclose`: the bundle as it is at this moment is the worker's to read (PLAN-F8)."""
    from almoner.fitness.tasks import bind_bundle

    investigation = cast(Investigation, case)
    last = Evidence.objects.filter(concern_id=investigation.concern_id).order_by("-number").first()
    assert last is not None  # noqa: S101  the step is refused without evidence
    disclosure = Disclosure(
        concern_id=investigation.concern_id,
        investigation=investigation,
        number=Disclosure.objects.filter(concern_id=investigation.concern_id).count() + 1,
        last_number=last.number,
        at=now,
    )
    disclosure.save(force_insert=True)
    bind_bundle.defer(disclosure_id=str(disclosure.pk))


def bind_disclosure(*, disclosure_id: UUID, now: datetime) -> Disclosure:
    """Bind what was disclosed into one file, once; where that cannot be done, say why beside it.

    The binding takes a while and holds nothing. A bundle whose pages came out otherwise than they were numbered is
    never given to anybody.
    """
    disclosure = Disclosure.objects.select_related("concern__organisation").get(pk=disclosure_id)
    if disclosure.document_id:
        return disclosure
    concern, index = disclosure.concern, as_disclosed(disclosure)
    try:
        bundle = Bundle(
            f"Bundle {disclosure.number}", concern.reference, concern.organisation.name, london_date(disclosure.at),
            items_of(index),
        )  # fmt: skip
        bound = bind(bundle)
        fault = "" if bound.first_pages == tuple(one.first_page for one in index) else "Its pages came out otherwise."
    except (Unbindable, Missing) as error:
        bound, fault = None, str(error)[:400] or "The content of a document is missing."
    return _keep(disclosure, bound.pdf if bound and not fault else b"", fault, now)


@transaction.atomic
def _keep(disclosure: Disclosure, content: bytes, fault: str, now: datetime) -> Disclosure:
    concern = disclosure.concern
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    if disclosure.document_id:
        return disclosure
    disclosure.fault = fault
    if content:
        disclosure.document = documents.receive(
            file=io.BytesIO(content), name=f"Bundle {disclosure.number} {concern.reference}.pdf",
            organisation_id=concern.organisation_id, by=BINDER, now=now, accepts=BUNDLE_FILES,
            about=f"{concern._meta.label_lower}:{concern.pk}", case_id=concern.pk,
        )  # fmt: skip
    disclosure.save(update_fields=["document", "fault"])
    record.append(
        kind="fitness.bundle_bound",
        subject=f"fitness.disclosure:{disclosure.pk}",
        case_id=concern.pk,
        organisation_id=concern.organisation_id,
        by=BINDER,
        now=now,
        after={"number": disclosure.number, "fault": fault},
    )
    return disclosure
