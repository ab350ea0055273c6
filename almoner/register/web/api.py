"""The register as JSON: an entry on any day, search, and what has changed for those who hold a key."""

from datetime import date, datetime
from typing import Annotated, Any, cast

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Schema, Status
from ninja.errors import ValidationError
from ninja.security import HttpBearer
from pydantic import Field

from almoner.operations.rules import PUBLIC_SEARCH, PUBLIC_SEARCH_BY_NETWORK
from almoner.operations.web.limits import limited
from almoner.operations.web.replica import may_be_read_from_the_replica
from almoner.people.web.pages import View, public_page
from almoner.register import queries
from almoner.register.actions.feed_keys import digest_of
from almoner.register.queries.search import MOST_PAGES
from almoner.register.rules import number as numbers
from almoner.register.rules.publication import is_published, label
from almoner.scope.clock import london_date

api = NinjaAPI(
    title="The register of social workers",
    version="1",
    description="Entries as published, on any day; search that forgives typing; and the change feed for key holders.",
    urls_namespace="register-api",
    docs_url=None,
)


PageNumber = Annotated[int, Field(ge=1, le=MOST_PAGES)]
Seq = Annotated[int, Field(ge=0, le=2**62)]
Most = Annotated[int, Field(ge=1, le=1000)]


class Problem(Schema):
    """What was wrong with the request, in words."""

    error: str


class OrderOut(Schema):
    """An order in force on the day asked for, as far as it is published."""

    kind: str
    title: str
    effect: str
    starts: date
    until: date | None
    text: str


class WhyOut(Schema):
    """One step of the reasoning behind a standing."""

    rule: str
    given: str


class EntryOut(Schema):
    """An entry as the register publishes it for one day. Last days are included."""

    number: str
    name: str
    town: str
    on: date
    standing: str
    status: str
    may_practise: bool
    registered_from: date | None
    registered_until: date | None
    ended_how: str
    orders: list[OrderOut]
    annotations: list[str]
    changes_on: date | None
    why: list[WhyOut]
    rule_version: str


class SearchOut(Schema):
    """A page of those a search may mean, nearest first."""

    results: list[EntryOut]
    page: int
    more: bool


class ChangeOut(Schema):
    """One change: ask for the entry to see what it is now."""

    seq: int
    number: str
    kind: str
    effective_on: date
    recorded_at: datetime


class ChangesOut(Schema):
    """Changes in the order in which they were made; ask again with `since` set to `next`."""

    changes: list[ChangeOut]
    next: int


class FeedKeyAuth(HttpBearer):
    """A key of an organisation, in the Authorization header; only its hash is looked up."""

    def authenticate(self, request: HttpRequest, token: str) -> int | None:
        """The organisation whose key it is, or None."""
        today = london_date(request.now)  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute("select register_organisation_of_key(%s, %s)", [digest_of(token), today])
            row = cursor.fetchone()
        return row[0] if row else None


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with the first thing that was wrong."""
    first = error.errors[0]
    where = ".".join(str(part) for part in first.get("loc", ())[1:])
    return api.create_response(request, {"error": f"{where}: {first.get('msg', 'not understood')}"}, status=422)


@api.get("/entries/{number}", response={200: EntryOut, 404: Problem, 422: Problem, 429: Problem})
def entry(request: HttpRequest, number: Path[str], as_at: date | None = None) -> Any:
    """The entry with this number, today or on the day `as_at`. 404 alike for one suppressed and one never given."""
    read = numbers.read(number[:40])
    if read.number is None:
        return Status(422, {"error": read.fault})
    today = london_date(request.now)  # type: ignore[attr-defined]
    entry_id = queries.entry_by_number(read.number)
    found = queries.facts_for([entry_id], as_at or today, today).get(entry_id) if entry_id else None
    if found is None:
        return Status(404, {"error": "There is no entry with that number."})
    return Status(200, _out(found, today))


@api.get("/search", response={200: SearchOut, 422: Problem, 429: Problem})
def search(request: HttpRequest, q: str, page: PageNumber = 1, exact: bool = False) -> Any:
    """Those whom `q` may mean: a name in any order and spelling, a number, a town. 25 a page, ten pages at most."""
    found = queries.search(q[:200], page, exact=exact)
    today = london_date(request.now)  # type: ignore[attr-defined]
    entries = queries.facts_for(found.ids, today)
    results = [_out(entries[i], today) for i in found.ids if i in entries]
    return Status(200, {"results": results, "page": found.page, "more": found.more and found.page < MOST_PAGES})


@api.get("/changes", response={200: ChangesOut, 401: Problem, 422: Problem}, auth=FeedKeyAuth())
def changes(request: HttpRequest, since: Seq = 0, limit: Most = 500) -> Any:
    """What changed after `since`, in order. Needs a key."""
    rows = queries.changes_since(since, limit)
    shown = queries.numbers_of({row.entry_id for row in rows})
    listed = [
        {"seq": r.seq, "number": numbers.shown(shown[r.entry_id]), "kind": r.kind, "effective_on": r.effective_on,
         "recorded_at": r.recorded_at}
        for r in rows if r.entry_id in shown
    ]  # fmt: skip
    return Status(200, {"changes": listed, "next": rows[-1].seq if rows else since})


def _out(found: queries.EntryOn, today: date) -> dict[str, Any]:
    standing = found.standing
    return {
        "number": found.shown_number, "name": found.name.full, "town": found.town, "on": standing.on,
        "standing": standing.standing.value, "status": label(standing.standing),
        "may_practise": standing.may_practise, "registered_from": standing.registered_from,
        "registered_until": standing.registered_until, "ended_how": standing.ended_how,
        "orders": [
            {"kind": o.kind.code, "title": o.kind.title, "effect": o.kind.effect.value, "starts": o.starts,
             "until": o.until, "text": o.text}
            for o in standing.orders if is_published(o, today)
        ],
        "annotations": [a.kind.code for a in standing.annotations], "changes_on": found.changes_on,
        "why": [{"rule": w.rule, "given": w.given} for w in standing.why], "rule_version": standing.version,
    }  # fmt: skip


#: What strangers look up, and may be shown as it was half a minute ago. The change feed's key is asked for at the
#: primary, and whoever follows the feed has it whole from there.
_LOOKED_UP = {"entry", "search"}


def urls() -> Any:
    """The API's routes, each declared public and held to the fair-use limit; search and entry may be read from the
    replica.
    """
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if getattr(pattern, "name", "") in _LOOKED_UP:
            pattern.callback = may_be_read_from_the_replica(cast(View, pattern.callback))
        public_page(limited(PUBLIC_SEARCH, PUBLIC_SEARCH_BY_NETWORK)(cast(View, pattern.callback)))
    return patterns, app_name, namespace
