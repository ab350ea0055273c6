"""The pages that say something went wrong: what happened, and what to do now. None of them asks the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a page of trouble says."""

    title: str
    happened: str
    do: tuple[str, ...]


TROUBLE = {
    400: Trouble(
        "We could not read what was sent",
        "Something in the address or the form was not as we expected. Nothing was changed.",
        ("Go back and try again.", "If a link brought you here, open it again from where you got it."),
    ),
    403: Trouble(
        "You cannot open this page",
        "You are signed in, but nothing you do here gives you this page. Nothing was changed.",
        ("If you act for more than one organisation, change the one you act for.", "Otherwise ask the person in your "
         "organisation who gives people their roles."),
    ),
    404: Trouble(
        "Page not found",
        "There is nothing at this address, or nothing that you may see.",
        ("If you typed the address, check that it is right.", "If you pasted it, check that you copied all of it."),
    ),
    413: Trouble(
        "What you sent is too large",
        "The file or form is larger than we can take. Nothing was changed.",
        ("Take out what is not needed, or send it in parts.", "Save a spreadsheet without pictures and formatting."),
    ),
    429: Trouble(
        "Too many requests in a short time",
        "To keep the service quick for everybody, we have paused this one for you.",
        ("Wait a minute, then try again.", "To look up many people at once, upload a list instead."),
    ),
    500: Trouble(
        "Sorry, there is a problem with the service",
        "It is our fault, not yours, and it has been noted. Nothing is half done: a step is either saved or it is not.",
        ("Try again in a few minutes.", "If you were filling in a form, what it had saved is still there."),
    ),
    503: Trouble(
        "Sorry, the service is not available",
        "It should be back within minutes. What you had saved is safe.",
        ("Try again in a few minutes.",),
    ),
}  # fmt: skip

STALE_FORM = Trouble(
    "This page was open too long to be sent",
    "For safety a form can be sent only from the sign-in it was opened with. Nothing was sent and nothing was changed.",
    (
        "Go back, reload the page and send it again.",
        "If you signed in or out in another tab meanwhile, that is why.",
        "If it happens again, allow cookies for this site.",
    ),
)


def trouble(request: HttpRequest, status: int, what: Trouble | None = None) -> HttpResponse:
    """The page for a status; drawn without the request, so that it needs no session and no database."""
    shown = what or TROUBLE.get(status, TROUBLE[500])
    page = render_to_string("design/trouble.html", {"trouble": shown, "status": status}, using="jinja2")
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when it was the size."""
    return trouble(request, 413 if isinstance(exception, RequestDataTooBig | TooManyFilesSent) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return trouble(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same bytes for what never existed and for what is not visible."""
    return trouble(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return trouble(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old; the reason is for our log, not for the page."""
    return trouble(request, 403, STALE_FORM)
