"""Writes of the evidence about a concern: what is added gets its pages for ever, what is withdrawn leaves them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from almoner.documents import actions as documents
from almoner.documents.contents import EVIDENCE_FILES, Content, examine
from almoner.documents.letters import Bundle, Heading, Item, Letter, Paragraph, Sender, Unbindable, bind, pdf
from almoner.documents.letters.writing import Block
from almoner.documents.models import Document
from almoner.documents.queries import content_of, is_served
from almoner.fitness.models import Concern, Evidence, Investigation, SentFile
from almoner.fitness.queries.evidence import STATEMENT_TITLE, same_file_in
from almoner.fitness.rules.evidence import CLAUSE, KEEPERS, may_be_added, next_place
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.actions.locking import Held, hold
from almoner.procedure.models import Request
from almoner.procedure.rules import About, Refusal, Refused
from almoner.scope.clock import london_date

SHOWN_BY_PAGE = frozenset({Content.PDF, Content.JPEG, Content.PNG})


@dataclass(frozen=True, slots=True)
class Described:
    """What the index says of a piece of evidence: its title, who gave it, and its own date where it has one."""

    title: str
    given_by: str
    dated: date | None = None


def add_file(
    *, concern: Concern, file: IO[bytes], name: str, described: Described, by: Person, now: datetime,
    declared_type: str = "",
) -> Evidence:  # fmt: skip
    """Put a file at the end of the bundle, with the next number and the pages it has (PLAN-F8).

    Raises `documents.rules.NotAccepted` for a file that is not taken in, NotVisible, and Refused: to whoever keeps no
    evidence, while the worker answers what was disclosed, for what cannot be shown page by page and for a file that is
    in the bundle already.
    """
    pages = _pages(file, name, described, now)
    with transaction.atomic():
        held = _held(concern, by, now)
        document = documents.receive(
            file=file, name=name, organisation_id=concern.organisation_id, by=by, now=now, declared_type=declared_type,
            about=held.kept.subject_of(concern.pk), case_id=concern.pk,
        )  # fmt: skip
        return _place(held, document, pages, described)


def add_answer(*, concern: Concern, request: Request, by: Person, now: datetime) -> Evidence:
    """Put the answer to a request at the end of the bundle, as it was received. Raises as `add_file` does."""
    kind = registry.named(request.case.procedure).procedure.request(request.kind)
    fields = kind.fields if kind else ()
    answer = request.answer or {}
    said = [(one.label, str(answer[one.name])) for one in fields if one.name in answer]
    received = london_date(request.received_at or now)
    words = kind.words if kind else request.kind
    described = Described(f"{words}: {request.to_name}"[:200], request.to_name, received)
    return _add_text(concern, described, said, by=by, now=now, request=request)


def add_sent_file(*, concern: Concern, sent: SentFile, by: Person, now: datetime) -> Evidence:
    """Put a file that whoever raised the concern sent with it at the end of the bundle. Raises as `add_file` does.

    Refused for one that nobody may open: not looked at for viruses yet, or refused since.
    """
    if not is_served(sent.document):
        refusal = Refusal(CLAUSE, f"{sent.name} cannot be opened.", sent.document.standing.meaning, About.FIELD, "file")
        raise Refused(refusal)
    given_by = concern.raised_by.name if concern.raised_by else "The person who raised the concern"
    described = Described(sent.name, given_by, london_date(sent.sent_at))
    with content_of(sent.document) as content:
        pages = _pages(io.BytesIO(content.read()), sent.name, described, now)
    with transaction.atomic():
        return _place(_held(concern, by, now), sent.document, pages, described)


def add_statement(*, concern: Concern, by: Person, now: datetime) -> Evidence:
    """Put what was said when the concern was raised at the end of the bundle, as it was sent. Raises as `add_file`."""
    raised = concern.raised_by.name if concern.raised_by else "The person who raised the concern"
    on = london_date(concern.opened_at or now)
    described = Described(STATEMENT_TITLE, raised, on)
    return _add_text(concern, described, [(question, said) for question, said in concern.statement], by=by, now=now)


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, by: Person, now: datetime, reasons: str) -> Evidence:
    """Take a piece out of the bundle from now on; its number and pages stay empty (PLAN-F8).

    What was disclosed before stays as it was disclosed. Raises NotVisible, and Refused to whoever keeps no evidence,
    without reasons, and for what was withdrawn before.
    """
    held = hold(evidence.concern, by, now)
    held.insist_on(KEEPERS, CLAUSE)
    fresh = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if fresh.withdrawn_at:
        raise Refused(Refusal(CLAUSE, "This was withdrawn before.", "Nothing more needs to be done.", About.STATE))
    if not reasons.strip():
        raise Refused(Refusal(CLAUSE, "No reasons are given.", "Write why.", About.REASONS, "reasons"))
    fresh.withdrawn_by, fresh.withdrawn_at, fresh.withdrawn_why = by, now, reasons.strip()
    fresh.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    held.happened("evidence", f"Withdrew number {fresh.number} of the bundle: {reasons.strip()}", clause=CLAUSE)
    return fresh


def _add_text(
    concern: Concern, described: Described, said: Sequence[tuple[str, str]], *, by: Person, now: datetime,
    request: Request | None = None,
) -> Evidence:  # fmt: skip
    body: list[Block] = []
    for question, answer in said:
        body += [Heading(question), *(Paragraph(line) for line in answer.splitlines() if line.strip())]
    letter = Letter(
        title=described.title, reference=concern.reference, date=described.dated or london_date(now),
        sender=Sender(concern.organisation.name), to=[described.given_by], greeting="", body=body, closing="",
    )  # fmt: skip
    file = io.BytesIO(pdf(letter))
    pages = _pages(file, "answer.pdf", described, now)
    with transaction.atomic():
        held = _held(concern, by, now)
        if request and Evidence.objects.filter(request=request).exists():
            raise _there_already("This answer")
        document = documents.receive(
            file=file, name=f"{described.title}.pdf", organisation_id=concern.organisation_id, by=by, now=now,
            about=held.kept.subject_of(concern.pk), case_id=concern.pk,
        )  # fmt: skip
        return _place(held, document, pages, described, request.pk if request else None)


def _held(concern: Concern, by: Person, now: datetime) -> Held:
    held = hold(concern, by, now)
    held.insist_on(KEEPERS, CLAUSE)
    states = Investigation.objects.filter(concern=concern).values_list("state", flat=True)
    if not any(may_be_added(state) for state in states):
        because = "Evidence cannot be added where the case is now."
        change = "While the social worker answers, go back to gather more: it is then disclosed again."
        raise Refused(Refusal(CLAUSE, because, change, About.STATE))
    return held


def _pages(file: IO[bytes], name: str, described: Described, now: datetime) -> int:
    """How many pages it has, found by binding it alone: what cannot be bound is refused before it has a number.

    What is no page itself has one page, which says what it is.
    """
    content = examine(file, name, EVIDENCE_FILES)
    file.seek(0)
    if content not in SHOWN_BY_PAGE:
        return 1
    item = Item(described.title, file.read(), content.media_type, name=name)
    file.seek(0)
    try:
        return bind(Bundle("Evidence", "", "", london_date(now), [item])).pages
    except Unbindable as unbindable:
        refusal = Refusal(CLAUSE, unbindable.because, unbindable.what_to_do, About.FIELD, "file")
        raise Refused(refusal) from unbindable


def _place(
    held: Held, document: Document, pages: int, described: Described, request_id: UUID | None = None
) -> Evidence:
    concern = held.case
    assert isinstance(concern, Concern)  # noqa: S101  what was held is the concern
    assert held.person is not None  # noqa: S101  only people keep evidence
    if there := same_file_in(concern, document):
        raise _there_already(f"This file, as number {there.number},")
    placed = next_place([one.placed for one in Evidence.objects.filter(concern=concern)], pages)
    evidence = Evidence(
        concern=concern, number=placed.number, first_page=placed.first_page, pages=placed.pages,
        title=described.title, given_by=described.given_by, dated=described.dated, document=document,
        request_id=request_id, added_by=held.person, added_at=held.now,
    )  # fmt: skip
    evidence.save(force_insert=True)
    held.happened("evidence", f"Added number {placed.number} of the bundle, {placed.words}", clause=CLAUSE)
    return evidence


def _there_already(what: str) -> Refused:
    return Refused(Refusal(CLAUSE, f"{what} is in the bundle already.", "Nothing more needs to be done.", field="file"))
