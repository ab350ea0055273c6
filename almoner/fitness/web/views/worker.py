"""The social worker concerned: what they were told, where it stands, the bundle, their answer, what they need."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import form_key
from almoner.clauses import cites
from almoner.documents.web.handing import handed_out
from almoner.drafts.web.forms import drafted
from almoner.fitness.actions import answers
from almoner.fitness.actions.support import say_what_is_needed
from almoner.fitness.models import Letter, Support
from almoner.fitness.queries import standing as queries
from almoner.fitness.queries.evidence import bundles_given
from almoner.fitness.queries.letters import own_letters
from almoner.fitness.queries.support import support_said
from almoner.fitness.rules.support import APART
from almoner.fitness.web.forms.worker import AnswerForm, SupportForm
from almoner.fitness.web.presenters.bundles import given_row
from almoner.fitness.web.presenters.letters import own_rows
from almoner.fitness.web.presenters.standing import due_on, stands_context, theirs_to_do
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.actions import KeyTaken
from almoner.procedure.rules import Refused
from almoner.record.actions import note_read
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("PLAN-F8")
def case_list(request: SignedIn) -> HttpResponse:
    """Every concern about themselves of which they were told."""
    told = queries.told_to(request.user, london_date(request.now))
    rows = [
        {
            "title": each.stands.now.standing.title,
            "href": f"/your-case/{each.concern.pk}/",
            "about": f"{each.concern.organisation.name}. Reference {each.concern.reference}",
            "status": "Yours to do" if each.stands.now.standing.yours else "",
            "tone": "warn",
            "clock": f"By {due}" if (due := due_on(each.stands)) else "",
        }
        for each in told
    ]
    letters = own_rows(own_letters(request.user), _letter)
    return render(request, "fitness/your_cases.html", {"rows": rows, "letters": letters})


@page()
@require_safe
@cites("PLAN-F8")
def case(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """One concern: what it is, where it stands, what is next and by when, the bundle and the way to answer it."""
    told = _told(request, concern_id)
    bundles = [given_row(each) for each in bundles_given(told.concern)]
    context = _context(told) | stands_context(told.stands) | {"bundles": bundles, "may_answer": _may_answer(told)}
    context["to_do"] = theirs_to_do(told)
    context["letters"] = own_rows(own_letters(request.user, concern_id), _letter)
    _note_read(request, told)
    return render(request, "fitness/your_case.html", context)


def _letter(letter: Letter) -> str:
    return reverse("fitness:letter", args=[letter.pk])


@page()
@require_safe
def bundle(request: SignedIn, concern_id: UUID, disclosure_id: UUID) -> HttpResponse:
    """A bundle that they were given, as one file."""
    told = _told(request, concern_id)
    given = next((each for each in bundles_given(told.concern) if each.disclosure.pk == disclosure_id), None)
    response = handed_out(given.disclosure.document if given else None)
    _note_read(request, told)
    return response


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def answer(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """Answer the bundle, once; more can be said until it goes to the case examiners."""
    told = _told(request, concern_id)
    if not _may_answer(told):
        raise Http404
    form, draft = drafted(request, AnswerForm)
    key = form_key(request)
    if request.method == "POST" and form.is_valid():
        response = form.cleaned_data["response"]
        try:
            answers.answer_the_bundle(told=told, response=response, by=request.user, now=request.now, key=key)
        except KeyTaken:
            key = str(uuid4())
            form.add_error(None, "This was sent in another way meanwhile. Send it again if it is still missing")
        except Refused as refused:
            form.add_error(None, f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}")
        else:
            draft.done()
            messages.success(request, "The regulator has your answer.")
            return redirect("fitness:your-case", concern_id=concern_id)
    context = _context(told) | stands_context(told.stands) | {"form": form, "draft": draft, "key": key}
    return render(request, "fitness/your_answer.html", context)


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F10")
def support(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """What they need to take part."""
    told = _told(request, concern_id)
    whose = Support.Whose.WORKER
    said = support_said(told.concern, whose, request.user.name)
    kept = {"needs": said.needs, "support_words": said.words} if said else {}
    form, draft = drafted(request, SupportForm, initial=kept)
    if request.method == "POST" and form.is_valid():
        say_what_is_needed(
            concern=told.concern, whose=whose, name=request.user.name, said=form.cleaned_data, by=request.user,
            now=request.now,
        )  # fmt: skip
        draft.done()
        messages.success(request, "Saved. Those who arrange support can read it.")
        return redirect("fitness:your-case", concern_id=concern_id)
    context = _context(told) | {"form": form, "draft": draft, "apart": APART}
    return render(request, "fitness/your_support.html", context)


def _told(request: SignedIn, concern_id: UUID) -> queries.Told:
    """A concern about themselves of which they were told; anything else is not there."""
    told = queries.told_of(request.user, concern_id, london_date(request.now))
    if told is None:
        raise Http404
    return told


def _may_answer(told: queries.Told) -> bool:
    return told.investigation.state in ("disclosed", "responded")


def _note_read(request: SignedIn, told: queries.Told) -> None:
    concern = told.concern
    note_read(
        subject=f"fitness.concern:{concern.pk}", case_id=concern.pk, organisation_id=concern.organisation_id,
        by=request.user, now=request.now,
    )  # fmt: skip


def _context(told: queries.Told) -> dict[str, Any]:
    return {"told": told, "concern": told.concern, "back_href": f"/your-case/{told.concern.pk}/"}
