"""The public register: search, and an entry on any day."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from almoner.clauses.rules import cites
from almoner.design.listing import address_with
from almoner.operations.rules import PUBLIC_SEARCH, PUBLIC_SEARCH_BY_NETWORK
from almoner.operations.web.limits import limited
from almoner.operations.web.replica import may_be_read_from_the_replica
from almoner.people.web.pages import public_page
from almoner.register import queries
from almoner.register.queries.search import MOST_PAGES
from almoner.register.rules import number as numbers
from almoner.register.rules.extract import read_date
from almoner.register.rules.publication import label
from almoner.register.web import presenters
from almoner.scope.clock import london_date


@public_page
@limited(PUBLIC_SEARCH, PUBLIC_SEARCH_BY_NETWORK)
@cites("PLAN-R14")
@may_be_read_from_the_replica
def register(request: HttpRequest) -> HttpResponse:
    """The search box and, once something is typed, a page of those it may mean."""
    typed = request.GET.get("q", "").strip()
    if not typed:
        return render(request, "register/search.html", {"asked": "q" in request.GET})
    page = request.GET.get("page", "1")
    found = queries.search(typed, int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1)
    today = london_date(request.now)  # type: ignore[attr-defined]
    entries = queries.facts_for(found.ids, today)
    results = [presenters.result(entries[i]) for i in found.ids if i in entries]
    if len(results) == 1 and found.typed.number is not None and not found.typed.words:
        return redirect("register:entry", results[0].number)
    return render(
        request,
        "register/results.html",
        {
            "typed": typed[:100],
            "results": results,
            "found": found,
            "nothing_to_look_for": found.typed.empty,
            "previous": address_with(request, page=found.page - 1) if found.page > 1 else "",
            "following": address_with(request, page=found.page + 1) if found.more and found.page < MOST_PAGES else "",
        },
    )


@public_page
@limited(PUBLIC_SEARCH, PUBLIC_SEARCH_BY_NETWORK)
@cites("PLAN-R14")
@may_be_read_from_the_replica
def entry(request: HttpRequest, shown: str) -> HttpResponse:
    """One entry as published: its standing today, or on the day asked for.

    A number that is suppressed and one that was never given are answered alike, byte for byte.
    """
    number = numbers.parse(shown)
    if number is None:
        raise Http404
    if not numbers.is_number(shown):
        return redirect("register:entry", numbers.shown(number), permanent=True)
    today = london_date(request.now)  # type: ignore[attr-defined]
    on, day_error = _asked_day(request, today)
    entry_id = queries.entry_by_number(number)
    found = queries.facts_for([entry_id], on, today).get(entry_id) if entry_id else None
    if found is None:
        raise Http404
    return render(request, "register/entry.html", _page(found, on, today) | {"day_error": day_error})


def _asked_day(request: HttpRequest, today: date) -> tuple[date, str]:
    """The day in the address, as a date or in three boxes; today, with what is wrong, when it is none."""
    parts = [request.GET.get(f"on_{part}", "").strip() for part in ("day", "month", "year")]
    typed = request.GET.get("on", "").strip() or " ".join(parts).strip()
    if not typed:
        return today, ""
    joined = "/".join(parts) if all(parts) else typed
    day = read_date(joined) or read_date(typed)
    if day is None or not date(1900, 1, 1) <= day <= date(2199, 12, 31):
        return today, "The day must be a real date, such as 3 5 2024"
    return day, ""


def _page(found: queries.EntryOn, on: date, today: date) -> dict[str, Any]:
    grounds = {g.code: g.title for g in queries.ending_grounds(today)}
    rule, inputs = presenters.why(found.standing)
    return {
        "entry": found,
        "on": on,
        "today": today,
        "is_today": on == today,
        "is_to_come": on > today,
        "status": label(found.standing.standing),
        "tone": presenters.TONES[found.standing.standing],
        "sentence": presenters.sentence(found.name.full, found.standing, today),
        "facts": presenters.facts(found, grounds),
        "orders": presenters.orders(found, today),
        "history": presenters.history(found.facts, today, grounds),
        "rule": rule,
        "inputs": inputs,
    }
