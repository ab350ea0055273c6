from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from almoner.casework.queries import case_page, happenings
from almoner.casework.showing import shown_of
from almoner.casework.web import presenters
from almoner.casework.web.forms import REASONS, move_form
from almoner.casework.web.sending import form_key
from almoner.design.paging import Pages
from almoner.drafts.web.forms import Drafted, drafted
from almoner.notices.queries import on_case as sent_on_case
from almoner.notices.web import presenters as notices
from almoner.people.models import BreakGlass
from almoner.people.web.pages import page
from almoner.procedure import actions, queries, registry
from almoner.procedure.models import Case
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Move, Refused, check
from almoner.record.actions import note_read
from almoner.scope.clock import london_date

MANY = 25


def case_or_404(request: Any, procedure: str, case_id: UUID) -> tuple[Registered, Case]:
    """The case and its procedure, or the same not-found as for what never existed."""
    found = queries.case_visible_to(request.user, procedure, case_id, london_date(request.now))
    if found is None:
        raise Http404
    return registry.named(procedure), found


def case_to_read_or_404(request: Any, procedure: str, case_id: UUID) -> tuple[Registered, Case, BreakGlass | None]:
    """The case, its procedure, and the emergency opening through which alone this person sees it, if so; else 404."""
    found = queries.case_visible_to(request.user, procedure, case_id, london_date(request.now))
    if found is not None:
        return registry.named(procedure), found, None
    opened = queries.case_let_into(request.user, procedure, case_id, request.now)
    if opened is None:
        raise Http404
    return registry.named(procedure), *opened


@page()
def case(request: Any, procedure: str, case_id: UUID) -> HttpResponse:
    """What the case is, what can be done now and by whom, what it waits on, and what has happened."""
    kept, found, opening = case_to_read_or_404(request, procedure, case_id)
    happened = queries.timeline(found, request.user, london_date(request.now))
    shown = Pages(happened, MANY).get_page(request.GET.get("page"))
    asked = case_page(found, request.user, request.now)
    context = presenters.case_context(asked)
    context["timeline"] = presenters.happening_rows(kept, happenings(list(shown.object_list), asked.steps))
    sent = sent_on_case(found.pk, request.user, london_date(request.now))
    context["letters"] = notices.on_case(sent[:MANY])
    # What is read through an emergency opening is noted under that opening, for whoever reviews it.
    read = f"people.breakglass:{opening.pk}" if opening else kept.subject_of(found.pk)
    note_read(subject=read, case_id=found.pk, organisation_id=found.organisation_id, by=request.user, now=request.now)
    return render(request, "casework/case.html", context | {"page": shown, "opening": opening})


@page()
def move(request: Any, procedure: str, case_id: UUID, move: str) -> HttpResponse:
    """Take a move: say why not where it cannot be begun, and otherwise ask what it asks."""
    kept, found = case_or_404(request, procedure, case_id)
    wanted = kept.procedure.move(move)
    if wanted is None:
        raise Http404
    if request.method != "POST" and move in shown_of(kept.procedure).pages:
        return redirect(presenters.move_url(kept.procedure, found, move))
    form, draft = drafted(request, move_form(kept, wanted))
    if request.method == "POST":
        return _take(request, kept, found, wanted, form, draft)
    refusals = check(kept.procedure, move, queries.asking(kept, found, request.user, request.now), typed=False)
    if refusals:
        context = _context(kept, found, wanted) | {"refusals": presenters.refusal_rows(refusals)}
        return render(request, "casework/refusal.html", context, status=403)
    return _page(request, kept, found, wanted, form, key=str(uuid4()), draft=draft)


def _take(request: Any, kept: Registered, found: Case, wanted: Move, form: Any, draft: Drafted) -> HttpResponse:
    key, version = form_key(request), _version(request)
    if not form.is_valid():
        return _page(request, kept, found, wanted, form, key=key, version=version, draft=draft)
    values, reasons = _typed(form)
    try:
        receipt = actions.take(
            case=found, move=wanted.name, by=request.user, now=request.now, key=key, version=version,
            reasons=reasons, values=values,
        )  # fmt: skip
    except actions.NotVisible:
        raise Http404 from None
    except actions.KeyTaken:
        return _page(request, kept, found, wanted, form, key=str(uuid4()), version=version, draft=draft, status=409)
    except actions.Stale as stale:
        return _stale(request, kept, wanted, form, stale, draft)
    except Refused as refused:
        return _refused(request, kept, found, wanted, form, refused, key, draft)
    draft.done()
    done = f"{kept.procedure.words}: {wanted.done_words.lower()}."
    messages.success(request, f"{done} It had been sent already, and counts once." if receipt.again else done)
    return redirect(presenters.case_url(kept.procedure.name, found.pk))


def _refused(
    request: Any, kept: Registered, found: Case, wanted: Move, form: Any, refused: Refused, key: str,
    draft: Drafted,
) -> HttpResponse:  # fmt: skip
    beside = [refusal for refusal in refused.refusals if refusal.field in form.fields]
    for refusal in beside:
        form.add_error(refusal.field, refusal.because)
    whole = [refusal for refusal in refused.refusals if refusal not in beside]
    rows = presenters.refusal_rows(whole)
    return _page(request, kept, found, wanted, form, key=key, refusals=rows, draft=draft, status=422)


def _stale(
    request: Any, kept: Registered, wanted: Move, form: Any, stale: actions.Stale, draft: Drafted
) -> HttpResponse:
    """What changed meanwhile, beside what was typed; it can be sent again from here if it still may be."""
    seen = queries.asking(kept, stale.case, request.user, request.now)
    refusals = check(kept.procedure, wanted.name, seen, typed=False)
    values, reasons = _typed(form)
    more = {
        "since": presenters.step_rows(kept, stale.since),
        "typed": presenters.typed_rows(wanted.fields, values, reasons),
        "refusals": presenters.refusal_rows(refusals),
    }
    context = _context(kept, stale.case, wanted) | more
    context |= {"form": form, "key": str(uuid4()), "version": stale.case.version, "draft": _kept(form, draft)}
    return render(request, "casework/stale.html", context, status=409)


def _page(
    request: HttpRequest, kept: Registered, found: Case, wanted: Move, form: Any, *, key: str,
    draft: Drafted, version: int | None = None, refusals: Any = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = _context(kept, found, wanted)
    version = found.version if version is None else version
    context |= {"form": form, "key": key, "version": version, "refusals": refusals, "draft": _kept(form, draft)}
    return render(request, "casework/move.html", context, status=status)


def _kept(form: Any, draft: Drafted) -> Drafted | None:
    """The draft, where the step asks for anything that could be lost."""
    return draft if form.fields else None


def _context(kept: Registered, found: Case, wanted: Move) -> dict[str, Any]:
    return {
        "case": found,
        "procedure": kept.procedure,
        "move": wanted,
        "clause_words": presenters.clause_words(wanted.cites),
        "back_href": presenters.case_url(kept.procedure.name, found.pk),
    }


def _typed(form: Any) -> tuple[dict[str, Any], str]:
    values = {name: value for name, value in form.cleaned_data.items() if value not in (None, "", [])}
    return values, str(values.pop(REASONS, ""))


def _version(request: Any) -> int:
    """The version the page was drawn from; what cannot be read is older than any."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
