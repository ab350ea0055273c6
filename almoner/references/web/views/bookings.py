"""Bookings: the lists, asking an agency, the checks of whoever is offered, and the offer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.people.rules import Permission, permissions_of
from almoner.people.web.pages import SignedIn, page
from almoner.procedure import actions as procedure
from almoner.references.actions.bookings import ask_agency
from almoner.references.models import Booking
from almoner.references.queries import bookings as queries
from almoner.references.queries.agencies import agencies
from almoner.references.queries.preflight import BookingFacts, rules_of
from almoner.references.rules.booking import TOLD
from almoner.references.rules.preflight import in_the_way
from almoner.references.web.forms.bookings import AskForm, OfferForm
from almoner.references.web.presenters import bookings as presenters
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("REF-8")
def booking_list(request: SignedIn) -> HttpResponse:
    """The bookings that this person may see, on either side."""
    closed = request.GET.get("show") == "closed"
    shown = listing(request, queries.bookings(request.user, london_date(request.now), closed=closed))
    context = {
        "listing": shown,
        "rows": [presenters.booking_row(each) for each in shown.rows],
        "closed": closed,
        "here": "bookings",
        "tabs": presenters.tabs("bookings", request),
        "may_ask": Permission.BOOK in permissions_of(m.role for m in request.memberships),
    }
    return render(request, "references/bookings.html", context)


@page(needs=Permission.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-8")
def ask(request: SignedIn) -> HttpResponse:
    """Ask an agency for a social worker."""
    sending = Sending(request, AskForm, agencies=list(agencies()))
    authority = queries.authority_that_asks(request.user, london_date(request.now))
    if authority and sending.is_whole:
        values = sending.form.values
        agency = int(values.pop("agency"))
        receipt = sending.done(
            lambda key: ask_agency(
                authority=authority, agency_id=agency, values=values, by=request.user, now=request.now,
                key=f"{request.user.pk}:{key}",
            )
        )  # fmt: skip
        if receipt is not None:
            messages.success(request, "The agency has been asked.")
            return redirect("casework:case", procedure="booking", case_id=receipt.case.pk)
    return render(request, "references/ask_agency.html", sending.context | {"told": TOLD})


@page()
@require_safe
@cites("REF-7", "REF-8", "REF-9")
def checks(request: SignedIn, booking_id: UUID) -> HttpResponse:
    """Every check before the appointment: how it stands, why, and what would change it."""
    on = london_date(request.now)
    booking = _seen(request, booking_id)
    if booking.file_id is None:
        raise Http404
    lines = BookingFacts(booking).preflight(on)
    context = {
        "booking": booking,
        "lines": presenters.checks(lines),
        "standing": presenters.standing_of(lines, booking),
        "packs": presenters.packs(rules_of(booking, on)),
        "facts": presenters.booking_details(booking),
        "ready": queries.may_confirm(booking, request.user, on) and not in_the_way(lines),
        "on": on,
    }
    return render(request, "references/checks.html", context)


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-8", "REF-9")
def offer(request: SignedIn, booking_id: UUID) -> HttpResponse:
    """The agency offers one of its candidates."""
    booking = _seen(request, booking_id)
    files = queries.files_to_offer(booking, request.user, london_date(request.now))
    if files is None:
        raise Http404
    sending = Sending(request, OfferForm, files=files)
    if sending.is_whole:
        values = sending.form.values
        typed = {"number": values["number"], "price": str(values["price"])}
        receipt = sending.done(
            lambda key: procedure.take(
                case=booking, move="offer", by=request.user, now=request.now, key=f"{request.user.pk}:{key}",
                values=typed,
            )
        )  # fmt: skip
        if receipt is not None:
            messages.success(request, "The offer is with the authority.")
            return redirect("references:checks", booking_id=booking.pk)
    return render(request, "references/offer.html", sending.context | {"booking": booking, "nobody": not files})


def _seen(request: SignedIn, booking_id: UUID) -> Booking:
    booking = queries.booking_seen(request.user, booking_id, london_date(request.now))
    if booking is None:
        raise Http404
    return booking
