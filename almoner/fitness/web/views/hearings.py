"""Hearings at the regulator: the list, a panel, those who take part; and what the public is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almoner.casework.web.views.cases import case_or_404
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.fitness.access.hearings import panel_of
from almoner.fitness.actions import panels as actions
from almoner.fitness.queries import hearings as queries
from almoner.fitness.queries import panels
from almoner.fitness.rules.hearings import OFFICERS
from almoner.fitness.web.forms.hearings import ParticipantForm, UnseatForm, seat_form
from almoner.fitness.web.presenters import hearings as presenters
from almoner.people.models import Membership
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page, public_page
from almoner.procedure.actions import NotVisible
from almoner.procedure.rules import Refused
from almoner.record.actions import note_read
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_HEARINGS)
@require_safe
@cites("PLAN-F9")
def hearing_list(request: SignedIn) -> HttpResponse:
    """The hearings this person lists, works on or sits on."""
    show = request.GET.get("show", "")
    show = show if show in queries.NARROWED else ""
    text = request.GET.get("q", "").strip()[:100]
    shown = listing(request, queries.hearings(request.user, london_date(request.now), show=show, text=text))
    context = {
        "listing": shown,
        "rows": [presenters.hearing_row(hearing) for hearing in shown.rows],
        "narrowed": [{"value": value, "text": words} for value, words in queries.NARROWED.items()],
        "show": show,
        "q": text,
    }
    return render(request, "fitness/hearings.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("PLAN-F6")
def interim_list(request: SignedIn) -> HttpResponse:
    """The interim orders that may be needed, and how long those that were made took."""
    today, over = london_date(request.now), request.GET.get("show") == "closed"
    shown = listing(request, queries.interim_needs(request.user, today, over=over))
    found = queries.approvals(request.user, today, today.replace(year=today.year - 1, day=min(today.day, 28)))
    dues = queries.due_days(shown.rows)
    context = {
        "listing": shown,
        "rows": [presenters.need_row(need, dues.get(need.pk), today) for need in shown.rows],
        "over": over,
        "measured": presenters.approvals_in_words(found),
        "tone": "good" if found.met else "quiet" if found.median is None else "warn",
        "clause": found.clause,
    }
    return render(request, "fitness/interim_orders.html", context)


@page(needs=Permission.SEE_HEARINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F9")
def panel(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Who sits on a hearing, and seating one more; for hearings officers."""
    hearing = _officers_hearing(request, case_id)
    people = panels.adjudicators(hearing, london_date(request.now))
    form = seat_form(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = next(one for one in people if str(one.pk) == form.cleaned_data["person"])
        try:
            actions.seat(
                hearing=hearing, person=person, seat=form.cleaned_data["seat"], by=request.user, now=request.now
            )
        except Refused as refused:
            form.refuse(refused.refusals)
        else:
            messages.success(request, f"{person.name} sits on the panel.")
            return redirect(request.path)
    members = [presenters.member_row(member) for member in panel_of(hearing)]
    changes = hearing.state in actions.BEFORE_IT_OPENS
    context = {"hearing": hearing, "form": form, "members": members, "changes": changes, "nobody": not people}
    return render(request, "fitness/panel.html", context, status=422 if form.errors else 200)


@page(needs=Permission.SEE_HEARINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F9")
def unseat(request: SignedIn, member_id: UUID) -> HttpResponse:
    """Take somebody off a panel, with reasons."""
    member = panels.member_seen(request.user, member_id, london_date(request.now))
    if member is None:
        raise Http404
    hearing = _officers_hearing(request, member.hearing_id)
    form = UnseatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unseat(member=member, reasons=form.cleaned_data["reasons"], by=request.user, now=request.now)
        except Refused as refused:
            form.refuse(refused.refusals)
        else:
            messages.success(request, f"{member.person.name} no longer sits on the panel.")
            return redirect("fitness:panel", case_id=hearing.pk)
    return render(request, "fitness/unseat.html", {"hearing": hearing, "member": member, "form": form})


@page(needs=Permission.SEE_HEARINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F10")
def people(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Who takes part in a hearing and what they need; for hearings officers alone."""
    hearing = _officers_hearing(request, case_id)
    form = ParticipantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_participant(hearing=hearing, by=request.user, now=request.now, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused.refusals)
        else:
            messages.success(request, "They are noted.")
            return redirect(request.path)
    found = panels.participants(hearing, request.user, london_date(request.now))
    note_read(
        subject=f"fitness.participants:{hearing.pk}", case_id=hearing.pk, organisation_id=hearing.organisation_id,
        by=request.user, now=request.now,
    )  # fmt: skip
    context = {"hearing": hearing, "form": form, "rows": [presenters.participant_row(one) for one in found]}
    return render(request, "fitness/participants.html", context, status=422 if form.errors else 200)


@page(needs=Permission.SEE_HEARINGS)
@require_POST
@cites("PLAN-F10")
def remove_person(request: SignedIn, participant_id: UUID) -> HttpResponse:
    """Somebody does not take part after all."""
    found = panels.participant_seen(request.user, participant_id, london_date(request.now))
    if found is None:
        raise Http404
    try:
        actions.remove_participant(participant=found, by=request.user, now=request.now)
    except NotVisible:
        raise Http404 from None
    messages.success(request, "They are taken off the list, and what they need is forgotten.")
    return redirect("fitness:hearing-people", case_id=found.hearing_id)


@public_page
@require_safe
@cites("PLAN-F9")
def public_list(request: HttpRequest) -> HttpResponse:
    """The hearings to come, as the public is told of them: whose, when, how, and what each is about."""
    today = london_date(request.now)  # type: ignore[attr-defined]
    shown = listing(request, queries.PublicHearings(today))
    rows = [presenters.announced_row(one) for one in shown.rows]
    return render(request, "fitness/public_hearings.html", {"listing": shown, "rows": rows})


def _officers_hearing(request: Any, case_id: UUID) -> Any:
    """The hearing, for a hearings officer of its organisation; else 404."""
    _, hearing = case_or_404(request, "hearing", case_id)
    held: list[Membership] = request.memberships
    if not any(one.role in OFFICERS and one.organisation_id == hearing.organisation_id for one in held):
        raise Http404
    return hearing
