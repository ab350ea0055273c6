"""One-time links: begun in one browser, used once, and explained whatever has become of them."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.clauses import cites
from almoner.operations.rules import SECRET_LINKS
from almoner.operations.web.limits import limited
from almoner.people.web.pages import public_page
from almoner.procedure.rules import Refused
from almoner.references.actions.links import Unusable, begin, give_by_link, send_again
from almoner.references.models import OneTimeLink, Reference
from almoner.references.queries.links import Opened, State, opened_by, reference_of
from almoner.references.web.forms import GiveByLinkForm
from almoner.scope.clock import london_date

COOKIE, SECONDS = f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}almoner_link", 14 * 86_400


def opened_or_404(request: Any, token: str, what: OneTimeLink.What) -> Opened:
    """What the link opens, for this browser; else the same as for one that never was."""
    found = opened_by(token, what, request.COOKIES.get(COOKIE, ""), london_date(request.now))
    if found is None:
        raise Http404
    return found


def link_page(request: Any, opened: Opened) -> HttpResponse:
    """The page of a link that is not begun in this browser: begin, or why not, and what to do instead."""
    if request.method == "POST" and "begin" in request.POST and opened.state is State.FRESH:
        browser = request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(32)
        try:
            begin(opened=opened, browser=browser, now=request.now)
        except Unusable as unusable:
            return _explained(request, Opened(opened.link, unusable.state, opened.organisation))
        answer = redirect(request.path)
        answer.set_cookie(
            COOKIE, browser, max_age=SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
        return answer
    if request.method == "POST" and "new_link" in request.POST:
        try:
            send_again(opened=opened, now=request.now)
        except Unusable as unusable:
            return _explained(request, Opened(opened.link, unusable.state, opened.organisation))
        return render(request, "references/link_sent.html", {"opened": opened})
    return _explained(request, opened)


def _explained(request: Any, opened: Opened) -> HttpResponse:
    status = 200 if opened.state is State.FRESH else 410
    give = opened.link.what == OneTimeLink.What.GIVE
    context = {"opened": opened, "state": opened.state.value, "give": give, "link": opened.link}
    return render(request, "references/link.html", context, status=status)


@public_page
@limited(SECRET_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-5")
@cites("REF-3")
def give(request: Any, token: str) -> HttpResponse:
    """Give a reference without an account, by a link to an address that is the authority's."""
    opened = opened_or_404(request, token, OneTimeLink.What.GIVE)
    if opened.state is not State.BEGUN:
        return link_page(request, opened)
    reference: Reference = reference_of(opened)
    form = GiveByLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            step = give_by_link(opened=opened, values=form.values, now=request.now)
        except Unusable as unusable:
            return _explained(request, Opened(opened.link, unusable.state, opened.organisation))
        except Refused as refused:
            for one in refused.refusals:
                beside = one.field if one.field in form.fields else None
                form.add_error(beside, f"{one.because} {one.what_would_change_it}")
        else:
            held = step.move == "receive_held"
            return render(request, "references/link_thanks.html", {"held": held, "opened": opened})
    return render(request, "references/link_give.html", {"form": form, "opened": opened, "reference": reference})
