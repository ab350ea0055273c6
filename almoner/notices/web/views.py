from __future__ import annotations

import hmac
import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from almoner.design.listing import listing
from almoner.notices import actions, queries
from almoner.notices import calendar as dates
from almoner.notices.providers.notify import STATES
from almoner.notices.web import presenters
from almoner.operations.rules import SECRET_LINKS
from almoner.operations.web.limits import limited
from almoner.people.queries import scope_of
from almoner.people.web.pages import SignedIn, page, public_page
from almoner.scope import clock
from almoner.scope.context import acting, system


@page()
@require_safe
def undelivered(request: SignedIn) -> HttpResponse:
    """What was sent for this person or their organisation and did not arrive, and what to do about each."""
    shown = listing(request, queries.undelivered(request.user, clock.london_date(request.now)))
    rows = [presenters.undelivered_row(notice) for notice in shown.rows]
    return render(request, "notices/undelivered.html", {"listing": shown, "rows": rows})


@page()
@require_POST
def try_again(request: SignedIn, notice_id: UUID) -> HttpResponse:
    """Send once more what had been set aside."""
    notice = queries.undelivered(request.user, clock.london_date(request.now)).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    if actions.try_again(notice_id=notice.pk, by=request.user, now=request.now):
        messages.success(request, "The message will be sent again in the next minute.")
    else:
        messages.error(request, "This message cannot be sent again. Reach the person in another way.")
    return redirect("notices:undelivered")


@page()
@require_safe
def calendar(request: SignedIn) -> HttpResponse:
    """Whether this person's dates go to their own calendar, and how to have them there."""
    return render(request, "notices/calendar.html", {"feed": queries.calendar_of(request.user)})


@page()
@require_POST
def calendar_make(request: SignedIn) -> HttpResponse:
    """Make the secret address, or a new one in place of the old, and show it this once."""
    secret = actions.make_calendar(by=request.user, now=request.now)
    address = settings.BASE_URL.rstrip("/") + reverse("notices:calendar_feed", args=[secret])
    return render(request, "notices/calendar_made.html", {"address": address})


@page()
@require_POST
def calendar_end(request: SignedIn) -> HttpResponse:
    """End the secret address."""
    actions.end_calendar(by=request.user, now=request.now)
    messages.success(request, "Your calendar address no longer works.")
    return redirect("notices:calendar")


@public_page
@limited(SECRET_LINKS)
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Somebody's dates, for their calendar program, which has nothing but this address."""
    now = clock.now()
    feed = queries.calendar_by_secret(secret)
    if feed is None:
        raise Http404
    today = clock.london_date(now)
    with acting(scope_of(feed.person, today)):
        events = dates.events_of(feed.person, today=today)
    actions.note_calendar_read(feed=feed, now=now)
    body = dates.as_ical(events, name="Almoner", base_url=settings.BASE_URL, now=now)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="almoner.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@public_page
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The demonstration's mail, of everybody or of one reader. Anywhere else there is no such page."""
    _only_in_a_demonstration()
    chosen = request.GET.get("to", "")
    shown = listing(request, queries.demonstration_mail(chosen))
    return render(
        request,
        "notices/outbox.html",
        {
            "listing": shown,
            "rows": presenters.outbox_rows(shown.rows),
            "readers": presenters.reader_choices(chosen),
            "chosen": chosen,
        },
    )


@public_page
@require_safe
def outbox_mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One message of the demonstration, as its reader got it."""
    _only_in_a_demonstration()
    mail = queries.demonstration_mail().filter(pk=mail_id).first()
    if mail is None:
        raise Http404
    return render(request, "notices/outbox_mail.html", presenters.outbox_mail(mail))


def _only_in_a_demonstration() -> None:
    if settings.PRODUCTION or not settings.DEMO:
        raise Http404


@csrf_exempt
@public_page
@require_POST
def notify_delivery(request: HttpRequest) -> HttpResponse:
    """GOV.UK Notify tells what became of a message. It proves itself by the token that was agreed with it."""
    token = settings.NOTIFY_CALLBACK_TOKEN
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Http404
    try:
        told = json.loads(request.body)
        carried_as, outcome = str(told["id"]), STATES.get(str(told["status"]))
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    with system("hearing from GOV.UK Notify"):
        notice = queries.carried_as("notify", carried_as)
        if notice is not None and outcome is not None:
            actions.settle(notice_id=notice.pk, outcome=outcome, now=clock.now())
    return HttpResponse(status=204)
