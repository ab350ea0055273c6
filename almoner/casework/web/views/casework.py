from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from almoner.casework import queries
from almoner.casework.web import forms, presenters
from almoner.casework.web.views.cases import case_or_404
from almoner.design.fields import PageForm
from almoner.drafts.web.forms import Drafted, drafted
from almoner.people.queries import names_of
from almoner.people.web.pages import page
from almoner.procedure import actions
from almoner.procedure.models import Case
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date


@page()
def note(request: Any, procedure: str, case_id: UUID) -> HttpResponse:
    """Write a note on the case."""
    kept, case = case_or_404(request, procedure, case_id)
    form, draft = drafted(request, forms.NoteForm)
    if request.method == "POST" and form.is_valid():
        own = queries.organisations_in(case, request.user, london_date(request.now))
        to = own if form.cleaned_data["own"] else None
        return _done(
            request, kept, case, form, "The note is on the case.",
            lambda: actions.note(case=case, text=form.cleaned_data["text"], by=request.user, now=request.now, to=to),
            draft,
        )  # fmt: skip
    return _form(request, kept, case, form, "Write a note", "Save note", draft=draft)


@page()
def assign(request: Any, procedure: str, case_id: UUID) -> HttpResponse:
    """Give the case to somebody."""
    kept, case = case_or_404(request, procedure, case_id)
    people = queries.who_may_hold(kept, case, london_date(request.now))
    form = forms.assign_form(case, people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        to = next((one for one in people if str(one.pk) == form.cleaned_data["to"]), None)
        said = f"The case is with {to.name}." if to else "The case is with nobody in particular."
        return _done(
            request, kept, case, form, said,
            lambda: actions.assign(case=case, to=to, by=request.user, now=request.now),
        )  # fmt: skip
    return _form(request, kept, case, form, "Who should deal with this?", "Assign")


@page()
def ask(request: Any, procedure: str, case_id: UUID, kind: str) -> HttpResponse:
    """Ask somebody outside."""
    kept, case = case_or_404(request, procedure, case_id)
    asked = kept.procedure.request(kind)
    if asked is None:
        raise Http404
    form, draft = drafted(request, forms.AskForm)
    if request.method == "POST" and form.is_valid():
        return _done(
            request, kept, case, form, "They have been asked.",
            lambda: actions.ask(case=case, kind=kind, by=request.user, now=request.now, **form.cleaned_data),
            draft,
        )  # fmt: skip
    title = f"Ask for {asked.words[:1].lower()}{asked.words[1:]}"
    return _form(request, kept, case, form, title, "Ask", clause=asked.cites, draft=draft)


@page()
def request_detail(request: Any, procedure: str, case_id: UUID, request_id: UUID) -> HttpResponse:
    """A request: where it stands, its answer, and what can be done about it."""
    kept, case = case_or_404(request, procedure, case_id)
    asked = queries.request_of(case, request_id)
    if asked is None:
        raise Http404
    form, draft = drafted(request, forms.ReasonsForm)
    given: dict[str, Any] = {"request": asked, "by": request.user, "now": request.now}
    doing = request.POST.get("do", "")
    if request.method == "POST":
        if doing == "remind":
            return _done(request, kept, case, form, "They have been reminded.", lambda: actions.remind(**given))
        if doing in {"withdraw", "review"} and form.is_valid():
            act = actions.withdraw if doing == "withdraw" else actions.review
            done = "It is no longer asked." if doing == "withdraw" else "The answer is reviewed."
            reasons = form.cleaned_data["reasons"]
            return _done(request, kept, case, form, done, lambda: act(**given, reasons=reasons), draft)
    kind = kept.procedure.request(asked.kind)
    more = {
        "asked": asked,
        "row": presenters.request_row(kept, asked),
        "answers": presenters.typed_rows(kind.fields if kind else (), asked.answer or {}),
        "names": names_of([asked.asked_by_id] if asked.asked_by_id else []),
    }
    return render(request, "casework/request.html", _context(kept, case) | more | {"form": form, "draft": draft})


@page()
def pause(request: Any, procedure: str, case_id: UUID, clock: str, pause: str) -> HttpResponse:
    """Stop a clock by hand, or let it go on."""
    kept, case = case_or_404(request, procedure, case_id)
    found = kept.procedure.clock(clock)
    if found is None or all(rule.name != pause or not rule.by for rule in found.pauses):
        raise Http404
    held = queries.is_paused(case, clock, pause)
    form, draft = drafted(request, PageForm if held else forms.ReasonsForm)
    given: dict[str, Any] = {"case": case, "clock": clock, "pause": pause, "by": request.user, "now": request.now}
    if request.method == "POST":
        if held:
            return _done(request, kept, case, form, "The clock goes on.", lambda: actions.resume(**given))
        if form.is_valid():
            reasons = form.cleaned_data["reasons"]
            act = lambda: actions.pause(**given, reasons=reasons)  # noqa: E731  the same shape as its neighbours
            return _done(request, kept, case, form, "The clock stands.", act, draft)
    title = f"Let the clock go on: {found.words}" if held else f"Stop the clock: {found.words}"
    main, kept_as = ("Let it go on", None) if held else ("Stop the clock", draft)
    return _form(request, kept, case, form, title, main, clause=found.cites, draft=kept_as)


def _done(
    request: Any, kept: Registered, case: Case, form: Any, said: str, act: Any, draft: Drafted | None = None
) -> HttpResponse:
    """Do it and go back to the case; what is refused is said on a page that keeps what was typed."""
    try:
        act()
    except actions.NotVisible:
        raise Http404 from None
    except Refused as refused:
        refusals = presenters.refusal_rows(refused.refusals)
        context = _context(kept, case) | {"refusals": refusals, "typed": presenters.posted_rows(form)}
        return render(request, "casework/refusal.html", context, status=403)
    if draft:
        draft.done()
    messages.success(request, said)
    return redirect(presenters.case_url(kept.procedure.name, case.pk))


def _form(
    request: Any, kept: Registered, case: Case, form: Any, title: str, main: str, clause: str = "",
    draft: Drafted | None = None,
) -> HttpResponse:  # fmt: skip
    more = {"form": form, "heading": title, "main": main, "clause": clause, "draft": draft}
    more["clause_words"] = presenters.clause_words(clause)
    return render(request, "casework/form.html", _context(kept, case) | more)


def _context(kept: Registered, case: Case) -> dict[str, Any]:
    return {"case": case, "procedure": kept.procedure, "back_href": presenters.case_url(kept.procedure.name, case.pk)}
