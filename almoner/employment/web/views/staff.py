"""Staff: who may practise today, and one person's registration with its history."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.design.listing import listing
from almoner.employment.queries import lists, staff
from almoner.employment.web import presenters
from almoner.employment.web.forms import FilterForm
from almoner.people.web.pages import SignedIn, page
from almoner.record.actions import note_read
from almoner.scope.clock import london_date

SHOWS = ("now", "may-not", "expiring", "alerts", "left")


@page()
@require_safe
def staff_list(request: SignedIn) -> HttpResponse:
    """The social workers this person may see, and whether each may practise today."""
    on = london_date(request.now)
    show = request.GET.get("show", "now")
    show = show if show in SHOWS else "now"
    form = FilterForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    found = staff.staff_of(request.user, on, show=show, search=search)
    shown = listing(request, found, columns=presenters.STAFF_COLUMNS, orders=presenters.STAFF_ORDERS)
    rows = [presenters.staff_row(each) for each in staff.standing_of(shown.rows, request.user, on)]
    context = {
        "listing": shown,
        "rows": rows,
        "counts": presenters.staff_counts(staff.counts_of_staff(request.user, on)),
        "filters": presenters.staff_filters(show),
        "show": show,
        "search": search,
        "on": on,
        "may_check": bool(lists.employers_of(request.user, on)),
        "tabs": presenters.tabs("staff"),
    }
    return render(request, "employment/staff.html", context)


@page()
@require_safe
def member_detail(request: SignedIn, member_id: UUID) -> HttpResponse:
    """One social worker: may they practise today, why, until when, and what has happened."""
    on = london_date(request.now)
    member = staff.member_seen(request.user, member_id, on)
    if member is None:
        raise Http404
    note_read(
        subject=f"employment.staffmember:{member.pk}",
        organisation_id=member.organisation_id,
        by=request.user,
        now=request.now,
    )
    (standing,) = staff.standing_of([member], request.user, on)
    alerts = staff.alerts_about(member, request.user, on)
    shown = presenters.member(standing, alerts, staff.changes_to(member), on)
    return render(request, "employment/member.html", shown)
