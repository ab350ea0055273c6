"""Anybody's concern: screened, asked one thing at a time, kept as it goes, sent, followed. No account is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from almoner.clauses import cites
from almoner.fitness.actions import raising as actions
from almoner.fitness.models import UnsentConcern
from almoner.fitness.queries import raising as queries
from almoner.fitness.queries.letters import letters_to_raiser
from almoner.fitness.queries.standing import stands_for_raiser
from almoner.fitness.rules.raising import BY_SLUG, ELSEWHERE, QUESTIONS, first_unanswered, following
from almoner.fitness.web.forms.raising import CodeByEmailForm, CodeForm, MatterForm, question_form
from almoner.fitness.web.presenters.letters import own_rows
from almoner.fitness.web.presenters.raising import answer_rows
from almoner.fitness.web.presenters.standing import stands_context
from almoner.operations.rules import PUBLIC_SEARCH, SECRET_LINKS
from almoner.operations.web.limits import limited
from almoner.people.web.pages import public_page
from almoner.scope.clock import london_date

CODE = "concern-code"
Page = Callable[..., HttpResponse]


def begun(view: Page) -> Page:
    """A page of a concern that was begun in this browser; anybody else begins, or gives their code."""

    @wraps(view)
    def opened(request: Any, **rest: Any) -> HttpResponse:
        code = request.session.get(CODE, "")
        unsent = queries.unsent_by_code(code, request.now) if code else None
        if unsent is None:
            return redirect("fitness:follow" if code and queries.raised_by_code(code) else "fitness:raise")
        return view(request, unsent, **rest)

    return opened


@public_page
@limited(SECRET_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F1")
def start(request: Any) -> HttpResponse:
    """What it is about, so that whoever is in the wrong place is told the right one before they type anything."""
    form = MatterForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["matter"] != "practice":
            return redirect(f"fitness:elsewhere-{form.cleaned_data['matter']}")
        request.session[CODE] = actions.begin_concern(now=request.now)
        return redirect("fitness:your-code")
    return render(request, "fitness/raise_start.html", {"form": form})


@public_page
@require_safe
def elsewhere(request: Any, matter: str) -> HttpResponse:
    """The right place to go when this is not it."""
    return render(request, "fitness/raise_elsewhere.html", {"place": ELSEWHERE[matter]})


@public_page
@require_safe
@begun
def your_code(request: Any, unsent: UnsentConcern) -> HttpResponse:
    """The code by which they come back."""
    return code_page(request, unsent)


def code_page(request: Any, unsent: UnsentConcern, *, form: Any = None, sent_to: str = "") -> HttpResponse:
    """The code, with a form to have it sent to an address, or where it was sent."""
    context = {"code": request.session[CODE], "first": _address(unsent), "sent_to": sent_to}
    return render(request, "fitness/raise_code.html", context | {"form": form or CodeByEmailForm()})


@public_page
@limited(SECRET_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: Any) -> HttpResponse:
    """Come back by the code: to go on writing, or to see where it stands."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if unsent := queries.unsent_by_code(code, request.now):
            request.session[CODE] = code
            return redirect(_address(unsent))
        if queries.raised_by_code(code):
            request.session[CODE] = code
            return redirect("fitness:follow")
        form.add_error("code", "Nothing is kept under this code. Check it; what is not sent is kept for 28 days")
    return render(request, "fitness/raise_enter_code.html", {"form": form})


@public_page
@limited(PUBLIC_SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
@begun
@cites("PLAN-F1")
def question(request: Any, unsent: UnsentConcern, slug: str) -> HttpResponse:
    """One question. What is answered is kept at once."""
    asked = BY_SLUG[slug]
    form = question_form(asked)(request.POST or None, initial=unsent.answers)
    if request.method == "POST" and form.is_valid():
        answers = {field.name: form.cleaned_data.get(field.name) for field in asked.fields}
        actions.keep_answers(unsent=unsent, answers=answers, now=request.now)
        return onward(slug, checking=request.GET.get("back") == "check")
    return render(request, "fitness/raise_question.html", question_context(asked, form))


@public_page
@limited(PUBLIC_SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
@begun
@cites("PLAN-F1")
def worker(request: Any, unsent: UnsentConcern) -> HttpResponse:
    """Who it is: found on the public register, or described."""
    asked, on = BY_SLUG["worker"], london_date(request.now)
    found = queries.published_as(request.POST["number"], on) if request.POST.get("number") else None
    described = request.POST if request.method == "POST" and "number" not in request.POST else None
    form = question_form(asked)(described, initial=unsent.answers)
    if found or form.is_valid():
        chosen = {"number": found.number, "found_name": found.name} if found else {**form.cleaned_data, "number": ""}
        actions.keep_answers(unsent=unsent, answers=chosen, now=request.now)
        return onward("worker", checking=request.GET.get("back") == "check")
    typed = request.GET.get("q", "").strip()[:100]
    context = {"typed": typed, "found": queries.on_the_register(typed, on) if typed else [], "answers": unsent.answers}
    return render(request, "fitness/raise_worker.html", question_context(asked, form) | context)


@public_page
@limited(SECRET_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
@begun
@cites("PLAN-F1")
def check_answers(request: Any, unsent: UnsentConcern) -> HttpResponse:
    """Everything that was answered, to be checked and then sent."""
    if first_unanswered(unsent.answers):
        return redirect(_address(unsent))
    if request.method == "POST":
        actions.raise_concern(code=request.session[CODE], now=request.now)
        return redirect("fitness:follow")
    sent = queries.files_sent(queries.concern_to_be(unsent))
    rows = answer_rows(unsent.answers, unsent.support, [one.name for one in sent])
    return render(request, "fitness/raise_check.html", {"rows": rows})


@public_page
@limited(SECRET_LINKS)
@require_safe
@cites("PLAN-F1")
def follow(request: Any) -> HttpResponse:
    """Where a concern that was sent stands, in plain words."""
    code = request.session.get(CODE, "")
    concern = queries.raised_by_code(code) if code else None
    if concern is None:
        return redirect("fitness:enter-code")
    stands = stands_for_raiser(concern, london_date(request.now))
    written = own_rows(letters_to_raiser(concern), lambda one: reverse("fitness:raisers-letter", args=[one.pk]))
    context = {"concern": concern, "code": code, "letters": written} | stands_context(stands)
    return render(request, "fitness/raise_follow.html", context)


def _address(unsent: UnsentConcern) -> str:
    slug = first_unanswered(unsent.answers)
    return reverse(f"fitness:raise-{slug}") if slug else reverse("fitness:raise-check")


def onward(slug: str, *, checking: bool) -> HttpResponseRedirect:
    """To the next question; back to the answers for whoever came from there to change one."""
    after = "" if checking else following(slug)
    return HttpResponseRedirect(reverse(f"fitness:raise-{after or 'check'}"))


def question_context(asked: Any, form: Any) -> dict[str, Any]:
    slugs = [one.slug for one in QUESTIONS]
    at = slugs.index(asked.slug)
    back = reverse(f"fitness:raise-{slugs[at - 1]}") if at else reverse("fitness:your-code")
    return {"asked": asked, "form": form, "back_href": back, "number": at + 1, "in_all": len(slugs)}
