"""Figures of an authority's agency social workers, each opening to its rows, and the quarterly return."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.documents.workbooks import Format
from almoner.people.models import Organisation
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.record import actions as record
from almoner.references.queries import figures as queries
from almoner.references.queries.return_workbook import write_return
from almoner.references.rules.quarters import quarter_named, quarters_back
from almoner.references.web.presenters import bookings
from almoner.references.web.presenters import figures as presenters
from almoner.scope.clock import london_date


def _authority(request: SignedIn) -> Organisation:
    """The authority that is asked for, or the first of those whose figures the person may see."""
    found = queries.authorities_of(request.user, london_date(request.now))
    wanted = request.GET.get("authority", "")
    chosen = next((one for one in found if one.slug == wanted), None) or next(iter(found), None)
    if chosen is None:
        raise Http404
    return chosen


@page(needs=Permission.SEE_BOOKINGS)
@require_safe
@cites("REF-2")
def figures(request: SignedIn) -> HttpResponse:
    """The agency share, time to verify, unverified appointments, references refused, and overrides."""
    on = london_date(request.now)
    found = [presenters.figures(queries.figures_of(one, on)) for one in queries.authorities_of(request.user, on)]
    context = {"authorities": found, "tabs": bookings.tabs("booking-figures", request), "on": on}
    return render(request, "references/booking_figures.html", context)


@page(needs=Permission.SEE_BOOKINGS)
@require_safe
@cites("REF-2")
def rows(request: SignedIn) -> HttpResponse:
    """The rows that one figure counts."""
    what = request.GET.get("what", "")
    if what not in queries.OPENS:
        raise Http404
    authority = _authority(request)
    shown = listing(request, queries.rows_of(what, authority))
    context = {
        "title": queries.OPENS[what],
        "authority": authority,
        "listing": shown,
        "rows": [presenters.row(what, each) for each in shown.rows],
    }
    return render(request, "references/figure_rows.html", context)


@page(needs=Permission.SEE_BOOKINGS)
@require_safe
@cites("REF-2")
def quarterly(request: SignedIn) -> HttpResponse:
    """The quarterly return of the national rules, as a page."""
    on = london_date(request.now)
    quarter = quarter_named(request.GET.get("quarter", ""), on)
    found = queries.authorities_of(request.user, on)
    if not found:
        return render(request, "references/no_return.html", {"tabs": bookings.tabs("quarterly-return", request)})
    authority = _authority(request)
    shown = listing(request, queries.assignments_in(authority, quarter))
    signed = queries.signed_in(authority, quarter)
    context = {
        "authority": authority, "quarter": quarter, "quarters": quarters_back(on, 6), "listing": shown,
        "rows": [presenters.returned(queries.returned(each, quarter)) for each in shown.rows],
        "totals": presenters.totals(queries.month_totals(authority, quarter), quarter),
        "signed": [presenters.row("overrides", each) for each in signed[:100]], "signed_count": signed.count(),
        "tabs": bookings.tabs("quarterly-return", request),
    }  # fmt: skip
    return render(request, "references/quarterly_return.html", context)


@page(needs=Permission.SEE_BOOKINGS)
@require_safe
@cites("REF-2")
def workbook(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    quarter = quarter_named(request.GET.get("quarter", ""), london_date(request.now))
    authority = _authority(request)
    response = HttpResponse(content_type=Format.XLSX.media_type)
    name = f"agency-social-workers-{authority.slug}-{quarter.key}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    file = BytesIO()
    write_return(file, authority, quarter)
    response.write(file.getvalue())
    record.append(
        kind="references.return_taken_out", subject=f"people.organisation:{authority.pk}", organisation_id=authority.pk,
        by=request.user, now=request.now, clause="REF-2", after={"quarter": quarter.key},
    )  # fmt: skip
    return response
