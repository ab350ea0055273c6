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
from almoner.documents.queries import Missing, is_served
from almoner.fitness.actions.answers import notice_to_accounts
from almoner.fitness.models import Concern, Disclosure, Evidence, Investigation
from almoner.fitness.queries.evidence import as_disclosed, items_of, not_given
from almoner.fitness.rules.evidence import CLAUSE, KEEPERS, why_not_given
from almoner.people.models import Person
from almoner.procedure.actions.locking import hold
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import Refused
from almoner.record import actions as record
from almoner.record.rules import SystemActor
from almoner.scope.clock import london_date

BINDER = SystemActor("fitness:bundles")
BUNDLE_FILES = Accepts(frozenset({Content.PDF}), 512 * MEBIBYTE)


def disclose_bundle(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `disclose`: the bundle as it is at this moment is the worker's to read (PLAN-F8)."""
    investigation = cast(Investigation, case)
    last = Evidence.objects.filter(concern_id=investigation.concern_id).order_by("-number").first()
    assert last is not None  # noqa: S101  the step is refused without evidence
    _disclosed(investigation, last.number, now)


@transaction.atomic
def give_what_was_added(*, concern: Concern, by: Person, now: datetime) -> Disclosure:
    """Give the social worker the bundle with what was added since the investigation was over (PLAN-F8, PLAN-F9).

    From then on a panel reads it too. Each account of theirs gets a notice. Raises NotVisible, and Refused: to whoever
    keeps no evidence, while the case is with its investigator, where nothing was added, and while a piece that was
    added cannot be opened.
    """
    held = hold(concern, by, now)
    held.insist_on(KEEPERS, CLAUSE)
    begun = Investigation.objects.select_related("concern").filter(concern=concern)
    investigation = begun.order_by("-opened_at").first()
    added = not_given(concern)
    shut = [one.number for one in added if not is_served(one.document)]
    if refusal := why_not_given(investigation.state if investigation else "", len(added), shut):
        raise Refused(refusal)
    assert investigation is not None  # noqa: S101  without one it is refused
    disclosure = _disclosed(investigation, added[-1].number, now)
    held.happened("evidence", f"Gave the social worker bundle {disclosure.number}, {disclosure.holds}", clause=CLAUSE)
    notice_to_accounts(investigation=investigation, template="worker_to_read", of=str(disclosure.pk), now=now)
    return disclosure


def _disclosed(investigation: Investigation, last_number: int, now: datetime) -> Disclosure:
    from almoner.fitness.tasks import bind_bundle

    disclosure = Disclosure(
        concern_id=investigation.concern_id,
        investigation=investigation,
        number=Disclosure.objects.filter(concern_id=investigation.concern_id).count() + 1,
        last_number=last_number,
        at=now,
    )
    disclosure.save(force_insert=True)
    bind_bundle.defer(disclosure_id=str(disclosure.pk))
    return disclosure


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
