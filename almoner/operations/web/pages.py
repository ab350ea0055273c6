"""The pages that say that something could not be done, made so that they need no database and no session."""

from __future__ import annotations

import sys
from dataclasses import replace

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout, TooManyRequests

from almoner.design.formats import plural
from almoner.design.web.errors import TROUBLE, Trouble, trouble

log = structlog.get_logger("almoner.trouble")

#: How many seconds to wait before asking again while the database is away.
COME_BACK_IN = 10

TOO_LONG = Trouble(
    "That address is too long",
    "Nothing was changed.",
    ("Shorten what you searched for and try again.",),
)


def refusal(request: HttpRequest, status: int, *, retry_after: int | None = None) -> HttpResponse:
    """The page for a status, as HTML for people and as problem+json (RFC 9457) below /api/.

    `retry_after` is in seconds and is said on the page and in the header.
    """
    what = TOO_LONG if status == 414 else TROUBLE[status]
    if retry_after is not None and status == 429:
        what = replace(what, do=(f"Try again in {_in_words(retry_after)}.", *what.do[1:]))
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": what.title, "status": status, "detail": " ".join(what.do)}
        response: HttpResponse = JsonResponse(problem, status=status, content_type="application/problem+json")
    else:
        response = trouble(request, status, what)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _in_words(seconds: int) -> str:
    return plural(seconds, "second") if seconds < 60 else plural(-(-seconds // 60), "minute")


def too_often(request: HttpRequest, retry_after: int) -> HttpResponse:
    """429: refused by a limit, with when to come back."""
    return refusal(request, 429, retry_after=max(retry_after, 1))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, as Django's `handler500`; 503 with Retry-After when it is the database that is away or full.

    Django calls this from where it caught the error, whichever layer raised it, so the error can be asked for here.
    """
    away = database_is_away(sys.exc_info()[1])
    try:
        return refusal(request, 503, retry_after=COME_BACK_IN) if away else refusal(request, 500)
    except Exception:
        # The page of trouble is in trouble itself (its files were not built, say): say it in plain words.
        log.exception("the page of trouble could not be drawn")
        words = "Sorry, Almoner cannot answer now. Try again in a few minutes.\n"
        plain = HttpResponse(words, status=503 if away else 500, content_type="text/plain; charset=utf-8")
        plain["Retry-After"] = str(COME_BACK_IN)
        return plain


def database_is_away(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, says that no database connection could be had or that it broke."""
    while error is not None:
        if isinstance(error, PoolTimeout | TooManyRequests | InterfaceError):
            return True
        if isinstance(error, OperationalError):
            # a statement that was refused has a state of its own; classes 08, 53 and 57 are the server's trouble
            state = getattr(error.__cause__, "sqlstate", None) or ""
            return state == "" or state[:2] in {"08", "53", "57"}
        error = error.__cause__ or error.__context__
    return False
