"""Cases as JSON, for those signed in: the worklists, a case, its steps, and taking a move.

A case's ETag is its version: a move needs it as If-Match, so that nobody acts on what they have not seen, and an
Idempotency-Key, so that the same request sent twice counts once. What is wrong is said as problem+json.
"""

from datetime import date, datetime
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import SessionAuth
from pydantic import Field

from almoner.casework.queries import case_page, described
from almoner.casework.web.presenters import case_url, clause_words
from almoner.casework.web.views.cases import case_or_404
from almoner.design.paging import Pages
from almoner.people.web.pages import View, public_page
from almoner.procedure import actions, queries
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.actions import note_read
from almoner.scope.clock import london_date

MANY = 25
PageNumber = Annotated[int, Field(ge=1, le=10_000)]


class Problem(Schema):
    """What went wrong (RFC 9457); `refusals` give every reason with its clause."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    refusals: list[dict[str, str]] = []


class LineOut(Schema):
    """A case on a worklist."""

    id: UUID
    procedure: str
    reference: str
    title: str
    state: str
    version: int
    due: date | None
    late: bool
    waits: str
    href: str


class ListOut(Schema):
    """A page of a worklist."""

    count: int
    page: int
    pages: int
    cases: list[LineOut]


class OptionOut(Schema):
    """A move out of the present state, and why this person may not begin it."""

    move: str
    words: str
    open: bool
    refusals: list[dict[str, str]]


class ClockOut(Schema):
    """What a clock says today; `due` is null while it is paused."""

    name: str
    used: int
    allowed: int
    unit: str
    due: date | None
    running: bool
    paused: str


class CaseOut(Schema):
    """A case, what can be done in it now, and its clocks."""

    id: UUID
    procedure: str
    reference: str
    title: str
    state: str
    version: int
    opened_at: datetime | None
    closed_at: datetime | None
    waits: str
    moves: list[OptionOut]
    clocks: list[ClockOut]


class MoveIn(Schema):
    """What a move asks for."""

    values: dict[str, Any] = {}
    reasons: str = ""


class ReceiptOut(Schema):
    """The step taken; `again` when the same request had been taken before."""

    step: UUID
    move: str
    state: str
    version: int
    again: bool


api = NinjaAPI(
    title="Cases",
    version="1",
    description=__doc__,
    urls_namespace="casework-api",
    docs_url=None,
    auth=SessionAuth(),
)
PROBLEMS: dict[int, type[Schema]] = dict.fromkeys((400, 401, 403, 404, 409, 412, 422, 428), Problem)


@api.get("", response={200: ListOut, **PROBLEMS})
def worklist(request: Any, waiting: bool = False, procedure: str = "", q: str = "", page: PageNumber = 1) -> Any:
    """What needs this person now, or with `waiting` what waits on others; 25 a page, the soonest due first."""
    on = london_date(request.now)
    listed = queries.waiting_on_others if waiting else queries.needs_me
    pages = Pages(listed(request.user, on, procedure=procedure, text=q), MANY)
    shown = pages.get_page(page)
    cases = [
        {name: getattr(work.line, name) for name in ("procedure", "reference", "title", "state", "version", "due")}
        | {"id": work.line.pk, "late": work.late, "waits": work.waits}
        | {"href": case_url(work.line.procedure, work.line.pk)}
        for work in described(shown.object_list, on, None if waiting else request.user)
    ]
    return {"count": pages.count, "page": shown.number, "pages": pages.num_pages, "cases": cases}


@api.get("/{procedure}/{case_id}", response={200: CaseOut, **PROBLEMS})
def case(request: Any, response: HttpResponse, procedure: str, case_id: UUID) -> Any:
    """A case as this person sees it. Its ETag is its version; If-None-Match answers 304 while it has not changed."""
    kept, found = case_or_404(request, procedure, case_id)
    about: dict[str, Any] = {"subject": kept.subject_of(found.pk), "case_id": found.pk}
    note_read(**about, organisation_id=found.organisation_id, by=request.user, now=request.now)
    if request.headers.get("If-None-Match") == etag(found.version):
        return HttpResponse(status=304, headers={"ETag": etag(found.version)})
    shown = case_page(found, request.user, request.now)
    response["ETag"] = etag(found.version)
    named = ("id", "reference", "title", "state", "version", "opened_at", "closed_at")
    moves = [
        {"move": o.move.name, "words": o.move.words, "open": o.open, "refusals": told(o.refusals)}
        for o in shown.options
    ]
    clocks = [
        {"name": c.clock.name, "paused": c.reading.paused_by.because if c.reading.paused_by else ""}
        | {name: getattr(c.reading, name) for name in ("used", "allowed", "unit", "due", "running")}
        for c in shown.clocks
    ]
    fields = {name: getattr(found, name) for name in named}
    return fields | {"procedure": procedure, "waits": shown.waits, "moves": moves, "clocks": clocks}


@api.post("/{procedure}/{case_id}/moves/{move}", response={200: ReceiptOut, **PROBLEMS})
def take(request: Any, response: HttpResponse, procedure: str, case_id: UUID, move: str, body: MoveIn) -> Any:
    """Take a move. Needs If-Match (the case's ETag) and Idempotency-Key."""
    kept, found = case_or_404(request, procedure, case_id)
    if kept.procedure.move(move) is None:
        raise Http404
    key, seen = request.headers.get("Idempotency-Key", ""), request.headers.get("If-Match", "")
    if not seen or not key:
        raise HttpError(428, "Send If-Match with the case's ETag, and an Idempotency-Key of your own.")
    if len(key) > 120:
        raise HttpError(400, "An Idempotency-Key is at most 120 characters long.")
    version = int(seen.strip('"')) if seen.strip('"').isascii() and seen.strip('"').isdigit() else 0
    receipt = actions.take(
        case=found, move=move, by=request.user, now=request.now, key=key, version=version,
        values=body.values, reasons=body.reasons,
    )  # fmt: skip
    response["ETag"] = etag(receipt.case.version)
    step = receipt.step
    state = {"state": receipt.case.state, "version": receipt.case.version}
    return {"step": step.pk, "move": step.move, "again": receipt.again} | state


def etag(version: int) -> str:
    """A case's version as an ETag."""
    return f'"{version}"'


def told(refusals: Any) -> list[dict[str, str]]:
    """Refusals with the words of their clauses."""
    return [_told(refusal) for refusal in refusals]


def _told(refusal: Refusal) -> dict[str, str]:
    words = {"clause_words": clause_words(refusal.clause), "about": refusal.about.value, "field": refusal.field}
    change = {"because": refusal.because, "what_would_change_it": refusal.what_would_change_it}
    return {"clause": refusal.clause} | change | words


def problem(status: int, title: str, detail: str = "", refusals: Any = (), kind: str = "about:blank") -> HttpResponse:
    """An answer that says what went wrong."""
    body = {"type": kind, "title": title, "status": status, "detail": detail, "refusals": told(refusals)}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """403 where it is somebody else's to do, 422 otherwise."""
    theirs = any(r.about in {About.ROLE, About.DUTIES} for r in error.refusals)
    kind = f"/clauses/{error.clause}/"
    return problem(403 if theirs else 422, "Refused", error.refusals[0].because, error.refusals, kind)


@api.exception_handler(actions.Stale)
def stale(request: HttpRequest, error: actions.Stale) -> HttpResponse:
    """412: the case has moved on since the version in If-Match."""
    steps = ", ".join(step.move for step in error.since)
    return problem(412, "The case has changed", f"It is at version {error.case.version}. Since then: {steps}.")


@api.exception_handler(actions.KeyTaken)
def key_taken(request: HttpRequest, error: actions.KeyTaken) -> HttpResponse:
    """409: the Idempotency-Key was used on this case for something else."""
    return problem(409, "Idempotency-Key was used for something else")


@api.exception_handler(Http404)
@api.exception_handler(actions.NotVisible)
def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    """404, the same for what is not there and what may not be seen."""
    return problem(404, "Not found")


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401: sign in first."""
    return problem(401, "Sign in first")


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with the first thing that was wrong."""
    first = error.errors[0]
    where = ".".join(str(part) for part in first.get("loc", ()))
    return problem(422, "Not understood", f"{where}: {first.get('msg', '')}")


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Whatever else is wrong with the request."""
    return problem(error.status_code, "The request cannot be taken", str(error))


def urls() -> Any:
    """The API's routes. They are open at the door, and each answers 401 to whoever is not wholly signed in."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        public_page(cast(View, pattern.callback))
    return patterns, app_name, namespace
