"""The employer's side: worries that were written down, the referrals that grew from them, a rehearsal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.fitness.actions import worries as actions
from almoner.fitness.queries import worries as queries
from almoner.fitness.rules.referral import REFERRAL
from almoner.fitness.web.forms.worries import SearchForm, StatementForm, WorryForm
from almoner.fitness.web.presenters import worries as presenters
from almoner.people.rules import Permission, permissions_of
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.rules import Asking, check
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("FTP-1.2")
def record_list(request: SignedIn) -> HttpResponse:
    """The performance records this person may see."""
    return _list(request, "records", queries.performance_records, presenters.record_row)


@page()
@require_safe
@cites("FTP-2.1")
def referral_list(request: SignedIn) -> HttpResponse:
    """The referrals this person may see."""
    return _list(request, "referrals", queries.referrals, presenters.referral_row)


@page(needs=Permission.SEE_OWN_TEAM)
@require_safe
def choose(request: SignedIn) -> HttpResponse:
    """About whom a worry is to be written down."""
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    shown = listing(request, queries.managed_staff(request.user, london_date(request.now), search))
    rows = [presenters.member_row(member) for member in shown.rows]
    context = {"listing": shown, "rows": rows, "search": search, "tabs": presenters.tabs("records")}
    return render(request, "fitness/choose.html", context)


@page(needs=Permission.SEE_OWN_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("FTP-1.2")
def worry(request: SignedIn, member_id: UUID) -> HttpResponse:
    """Write down a worry about the practice of one member of staff."""
    member = queries.managed_member(request.user, member_id, london_date(request.now))
    if member is None:
        raise Http404
    sending = Sending(request, WorryForm)
    if sending.is_whole:
        receipt = sending.done(
            lambda key: actions.write_down(
                member=member, values=sending.form.values, by=request.user, now=request.now,
                key=f"{request.user.pk}:{key}",
            )
        )  # fmt: skip
        if receipt is not None:
            messages.success(request, "The worry is written down.")
            return redirect(f"/cases/performance/{receipt.case.pk}/")
    return render(request, "fitness/worry.html", sending.context | {"member": member})


@page(needs=Permission.SEE_OWN_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("FTP-3.3", "FTP-3.2-grounds")
def rehearsal(request: SignedIn) -> HttpResponse:
    """The questions of a referral, gone through with nothing kept and nothing sent."""
    form = StatementForm(request.POST or None)
    came_to: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        asking = Asking("preparing", "", frozenset(REFERRAL.moves[1].by), london_date(request.now), values=form.values)
        came_to = presenters.rehearsed(check(REFERRAL, "put_forward", asking), form.values)
    context = {"form": form, "came_to": came_to, "tabs": presenters.tabs("rehearsal")}
    return render(request, "fitness/rehearsal.html", context)


def _list(
    request: SignedIn, here: str, read: Callable[..., QuerySet[Any]], row: Callable[[Any], dict[str, Any]]
) -> HttpResponse:
    closed = request.GET.get("show") == "closed"
    shown = listing(request, read(request.user, london_date(request.now), closed=closed))
    context = {
        "listing": shown,
        "rows": [row(each) for each in shown.rows],
        "closed": closed,
        "here": here,
        "tabs": presenters.tabs(here),
        "may_write": Permission.SEE_OWN_TEAM in permissions_of(m.role for m in request.memberships),
    }
    return render(request, f"fitness/{here}.html", context)
