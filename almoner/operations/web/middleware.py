"""What stands round every request, outermost first: its line in the log, headers, refusal of nonsense, limits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from psycopg.errors import UntranslatableCharacter

from almoner.design.web.policy import CONTENT_SECURITY_POLICY, HEADERS
from almoner.operations import metrics
from almoner.operations.actions import give_back, use
from almoner.operations.rules import (
    MAIL_BY_ACCOUNT,
    MAIL_BY_ADDRESS,
    SIGN_IN_BY_ACCOUNT,
    SIGN_IN_BY_ADDRESS,
    By,
    Limit,
    client_address,
    same_network,
    wider_network,
)
from almoner.operations.web import pages
from almoner.scope import clock

log = structlog.get_logger("almoner.requests")

Handler = Callable[[HttpRequest], HttpResponseBase]

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
LONGEST_ADDRESS = 8000
#: A stranger may make up any other, and every one would be a figure and a word in the log of its own.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def address_of(request: HttpRequest) -> str:
    """The address the request is counted under, trusting as many proxies as the setting says there are."""
    return same_network(_caller(request))


def _caller(request: HttpRequest) -> str:
    return client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted_proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT,
    )


def route_of(request: HttpRequest) -> str:
    """The name of the page, never its address, which may hold a person's number or a search."""
    match = request.resolver_match
    if match is None:
        return "no such page"
    return match.view_name or match.route


def log_requests(get_response: Handler) -> Handler:
    """Give each request an id, and write one line for it when it is done: page, who by id, status, milliseconds."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=request_id):
            response = get_response(request)
            seconds = time.perf_counter() - started
            route = route_of(request)
            method = request.method if request.method in METHODS else "other"
            metrics.REQUESTS.labels(method, route, str(response.status_code)).inc()
            metrics.LATENCY.labels(route).observe(seconds)
            user = getattr(request, "_cached_user", None)
            log.info(
                "request",
                method=method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
                person=str(user.pk) if user is not None and user.is_authenticated else None,
            )
        response["X-Request-ID"] = request_id
        return response

    return middleware


def content_security_policy(form_targets: Iterable[str] = ()) -> str:
    """The policy of every page; `form_targets` are the sign-in services a form of ours may end at after a redirect."""
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", " ".join(["form-action 'self'", *form_targets]))


def security_headers() -> Mapping[str, str]:
    """The headers that every answer carries, errors and files included, unless the view set its own."""
    return {
        **HEADERS,
        "Content-Security-Policy": content_security_policy(settings.CSP_FORM_TARGETS),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        # Without one of ours the web server names itself and its make.
        "Server": "web",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
    }


def add_headers(get_response: Handler) -> Handler:
    """Put the security headers on every answer, and forbid keeping a copy of any that does not say it may be kept."""
    headers = security_headers()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


#: The largest file that any form takes is 64 MB; what it is sent in needs a little more.
LARGEST_SENT = 72 << 20


class RefuseNonsense:
    """Answer 400, 413 or 414 to what no browser sends and nothing can hold, before or after it reached a view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return pages.refusal(request, 414)
        if request.method == "TRACE":  # which would say what a browser sent, cookies with it
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if "\x00" in request.path or any(
            "\x00" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])
        ):
            return pages.refusal(request, 400)
        # Before anything reads it: what is too large for every form of ours is not even taken to disk.
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if sent.isascii() and sent.isdigit() and int(sent[:15]) > LARGEST_SENT:
            return pages.refusal(request, 413)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A NUL or half a character that came in a form or a JSON body is only met when the database is asked."""
        return pages.refusal(request, 400) if cannot_be_text(error) else None


def cannot_be_text(error: BaseException) -> bool:
    """Whether an error means that somebody sent text that PostgreSQL cannot hold."""
    cause = error.__cause__ or error
    if isinstance(cause, UntranslatableCharacter):
        return True
    if isinstance(error, UnicodeEncodeError):
        return error.reason == "surrogates not allowed"
    return isinstance(error, ValueError | DataError) and "NUL (0x00)" in str(error)


#: The pages of the sign-in library at which something can be guessed or somebody be written to.
SIGN_IN_ROUTES: Mapping[str, tuple[Limit, ...]] = {
    "account_login": (SIGN_IN_BY_ADDRESS, SIGN_IN_BY_ACCOUNT),
    "mfa_authenticate": (SIGN_IN_BY_ADDRESS,),
    "mfa_login_webauthn": (SIGN_IN_BY_ADDRESS,),
    "account_reauthenticate": (SIGN_IN_BY_ADDRESS,),
    "account_reset_password": (MAIL_BY_ADDRESS, MAIL_BY_ACCOUNT),
    "account_signup": (MAIL_BY_ADDRESS, MAIL_BY_ACCOUNT),
}
#: A form of theirs that is right leads on; one that is wrong is shown again.
PROVED_RIGHT = 302


class KeepLimits:
    """Refuse with 429 what is asked too often. A view names its limits with `@limited`; sign-in's are named here.

    Done before the view's own transaction opens: a count must neither be undone with it nor make others wait for it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let what proves right at the door go uncounted: a council signs in from one address, a guesser is wrong."""
        response = self.get_response(request)
        if response.status_code == PROVED_RIGHT and (address := getattr(request, "guessed_from", "")):
            give_back(SIGN_IN_BY_ADDRESS, key=address)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Count the request under each of the view's limits; answer 429 at the first that is used up."""
        for limit, key in self._counted(request, view):
            if limit is SIGN_IN_BY_ADDRESS:
                request.guessed_from = key  # type: ignore[attr-defined]  # for when it is answered
            answer = use(limit, key=key, now=clock.now())
            if not answer.allowed:
                log.warning("limit reached", limit=limit.name, route=route_of(request), retry_after=answer.retry_after)
                metrics.LIMITED.labels(limit.name).inc()
                return pages.too_often(request, answer.retry_after)
        return None

    def _counted(self, request: HttpRequest, view: Callable[..., Any]) -> list[tuple[Limit, str]]:
        limits = list(getattr(view, "limits", ()))
        if request.method == "POST":
            limits += SIGN_IN_ROUTES.get(route_of(request), ())
        return [(limit, key) for limit in limits if (key := self._key(limit, request))]

    def _key(self, limit: Limit, request: HttpRequest) -> str:
        if limit.by is By.ADDRESS:
            return address_of(request)
        if limit.by is By.NETWORK:
            return wider_network(_caller(request))
        if limit.by is By.PERSON:
            return str(request.user.pk or "")
        typed = request.POST.get("login") or request.POST.get("email") or ""
        return typed.strip().casefold()[:320]
