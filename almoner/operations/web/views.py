"""What machines that look after the platform ask it. None of these opens a transaction or a session."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from almoner.operations import health
from almoner.operations import metrics as figures
from almoner.operations.web.pages import COME_BACK_IN
from almoner.people.web.pages import public_page


@public_page
@transaction.non_atomic_requests
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Whether this process answers at all; it asks nothing else, so that a restart follows only its own fault."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@public_page
@transaction.non_atomic_requests
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the platform can do its work, part by part: 200 when it can, 503 when a part is not well."""
    return _answer(health.ask_all())


@public_page
@transaction.non_atomic_requests
@require_safe
def readyz_of(request: HttpRequest, name: str) -> HttpResponse:
    """Whether one part is well."""
    check = health.CHECKS.get(name)
    if check is None:
        raise Http404
    return _answer([health.ask(name, check)])


def _answer(parts: list[health.Part]) -> HttpResponse:
    well = all(part.well for part in parts)
    body = {
        "ready": well,
        "parts": [{"name": part.name, "well": part.well, "words": part.words, "ms": part.ms} for part in parts],
    }
    headers = {"Cache-Control": "no-store"} | ({} if well else {"Retry-After": str(COME_BACK_IN)})
    return JsonResponse(body, status=200 if well else 503, headers=headers)


@public_page
@transaction.non_atomic_requests
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for Prometheus: with the token, or from this machine. To anybody else there is no such page."""
    if not (_has_token(request) or _from_this_machine(request)):
        raise Http404
    return HttpResponse(figures.page(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _has_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.META.get("HTTP_AUTHORIZATION", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _from_this_machine(request: HttpRequest) -> bool:
    # A proxy on this machine makes every caller look local, and gives itself away by this header.
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not forwarded


@public_page
@require_safe
@transaction.non_atomic_requests
def version(request: HttpRequest) -> HttpResponse:
    """Which version of the program answers."""
    return JsonResponse({"version": settings.VERSION})
