"""What the pages of an investigation show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from almoner.design.formats import format_date, format_datetime
from almoner.documents.queries import is_served
from almoner.fitness.models import Disclosure, Evidence, Investigation, SentFile
from almoner.fitness.queries.investigations import OnHold, RiskJudged
from almoner.fitness.rules.concern import RISKS
from almoner.procedure import registry
from almoner.procedure.models import Request

RISK_TONES = {"low": "good", "medium": "warn", "high": "bad"}


def evidence_row(one: Evidence, *, may_withdraw: bool) -> dict[str, Any]:
    """A piece of evidence in the index of the bundle."""
    document = one.document
    state, tone = document.standing.words, "quiet"
    if one.withdrawn_at:
        state = f"Withdrawn on {format_date(one.withdrawn_at.date())}: {one.withdrawn_why}"
    elif not is_served(document):
        tone = "warn"
    else:
        state = ""
    return {
        "number": one.number,
        "title": one.title,
        "given_by": one.given_by,
        "dated": format_date(one.dated) if one.dated else "",
        "pages": one.placed.words,
        "state": state,
        "tone": tone,
        "href": reverse("documents:document_detail", args=[document.pk]),
        "withdraw": (
            reverse("fitness:evidence-withdraw", args=[one.concern_id, one.pk])
            if may_withdraw and not one.withdrawn_at
            else ""
        ),
    }


def answer_row(request: Request) -> dict[str, Any]:
    """An answer that is not in the bundle yet."""
    kind = registry.named(request.case.procedure).procedure.request(request.kind)
    received = format_date(request.received_at.date()) if request.received_at else ""
    return {"id": request.pk, "title": kind.words if kind else request.kind, "about": f"{request.to_name}, {received}"}


def file_row(sent: SentFile) -> dict[str, Any]:
    """A file that came with the concern and is not in the bundle yet."""
    document = sent.document
    served = is_served(document)
    return {
        "id": sent.pk,
        "title": sent.name,
        "about": f"Sent with the concern on {format_date(sent.sent_at.date())}",
        "state": "" if served else document.standing.words,
        "href": reverse("documents:document_detail", args=[document.pk]),
        "ready": served,
    }


def disclosure_row(one: Disclosure) -> dict[str, Any]:
    """A time that the bundle was disclosed."""
    document = one.document
    served = document is not None and is_served(document)
    if one.fault:
        state = f"It could not be bound. {one.fault}"
    elif document is None:
        state = "Being bound. This takes a minute."
    else:
        state = "" if served else document.standing.words
    return {
        "title": f"Bundle {one.number}, {one.holds}",
        "at": format_datetime(one.at),
        "state": state,
        "href": reverse("documents:document_detail", args=[document.pk]) if document and served else "",
    }


def hold_row(investigation: Investigation, hold: OnHold) -> dict[str, Any]:
    """A hold that lasts, and the way to end it."""
    return {
        "words": hold.words,
        "because": hold.because,
        "since": format_date(hold.since),
        "href": reverse("fitness:let-go-on", args=[investigation.pk, hold.ground]),
    }


def risk_rows(history: Iterable[RiskJudged]) -> list[dict[str, Any]]:
    """How the risk was judged, the latest first, each with what it was before."""
    words = {value: text.partition(":")[0] for value, text in RISKS}
    rows: list[dict[str, Any]] = []
    before = ""
    for one in history:
        moved = "" if before in ("", one.risk) else f", {words.get(before, before).lower()} before"
        rows.append(
            {
                "title": f"{words.get(one.risk, one.risk)}{moved}",
                "by": f"{one.by}, {one.stage.lower()}: {one.step.lower()}",
                "at": one.at,
                "text": one.why,
                "risk": one.risk,
            }
        )
        before = one.risk
    return rows[::-1]
