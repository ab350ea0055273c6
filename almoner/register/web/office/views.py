"""The register officers' pages: find an entry, see all of it, change it, bring in an extract."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from almoner.casework.web.sending import form_key
from almoner.clauses.rules import cites
from almoner.design.listing import listing
from almoner.documents.rules import NotAccepted
from almoner.drafts.web.forms import Drafted, drafted
from almoner.people.rules import Permission
from almoner.people.web.pages import page
from almoner.procedure.rules import Refused
from almoner.register import actions, queries
from almoner.register.queries.entries import WholeEntry
from almoner.register.rules import number as numbers
from almoner.register.rules.publication import label
from almoner.register.rules.search import read
from almoner.register.web import presenters as public
from almoner.register.web.office import presenters
from almoner.register.web.office.amendments import AMENDMENTS, Amendment
from almoner.register.web.office.forms import EntryForm, UploadForm
from almoner.scope.clock import london_date

officers_only = page(needs=Permission.MANAGE_REGISTER)


@officers_only
def office(request: HttpRequest) -> HttpResponse:
    """Find an entry, in view or out of it."""
    typed = request.GET.get("q", "").strip()
    found = read(typed)
    if found.number is not None and not found.words and queries.whole_entry_exists(found.number):
        return redirect("register:office_entry", numbers.shown(found.number))
    today = _today(request)
    ids = queries.search(typed).ids if typed else ()
    entries = queries.facts_for(ids, today)
    return render(
        request,
        "register/office/office.html",
        {
            "typed": typed[:100],
            "results": [public.result(entries[i]) for i in ids if i in entries],
            "out_of_view": queries.out_of_view(typed) if typed else [],
        },
    )


@officers_only
@cites("PLAN-R14")
def entry(request: HttpRequest, shown: str) -> HttpResponse:
    """All that the regulator holds of an entry, and what can be done to it."""
    whole, today = _whole(request, shown), _today(request)
    rule, inputs = public.why(whole.standing)
    return render(
        request,
        "register/office/entry.html",
        {
            "whole": whole,
            "number": numbers.shown(whole.entry.number),
            "status": label(whole.standing.standing),
            "tone": public.TONES[whole.standing.standing],
            "sentence": public.sentence(whole.name.full, whole.standing, today),
            "rule": rule,
            "inputs": inputs,
            "today": today,
            "amendments": [a for a in AMENDMENTS.values() if a.fits(whole, today)],
            "sections": presenters.sections(whole, today),
        },
    )


@officers_only
@cites("PLAN-R14")
def amend(request: HttpRequest, shown: str, slug: str) -> HttpResponse:
    """One change of an entry: fill in, check, confirm."""
    amendment = AMENDMENTS.get(slug)
    if amendment is None:
        raise Http404
    whole, today = _whole(request, shown), _today(request)
    form, draft = drafted(request, amendment.form, whole=whole, today=today)
    step = request.POST.get("step", "check")
    if request.method == "POST" and step == "confirm" and _sent_before(request, amendment, whole):
        return _is_done(request, whole, draft, f"{amendment.done} It had been sent already, and counts once.")
    if request.method == "POST" and step != "change" and form.is_valid():
        if step == "check":
            return _page(request, amendment, whole, form, "register/office/amend_check.html")
        if _done(request, amendment, whole, form):
            return _is_done(request, whole, draft, amendment.done)
    if step == "change":
        form = amendment.form(whole=whole, today=today, initial=_as_typed(request, amendment, whole, today))
    return _page(request, amendment, whole, form, "register/office/amend.html", draft)


def _sent_before(request: HttpRequest, amendment: Amendment, whole: WholeEntry) -> bool:
    # Asked before the form is: what was done may be no choice of the form any more.
    found = queries.submission(whole.entry.id, form_key(request))
    return bool(found) and (found.what, found.actor_id) == (amendment.slug, request.user.actor_id)  # type: ignore[union-attr]


def _is_done(request: HttpRequest, whole: WholeEntry, draft: Drafted, said: str) -> HttpResponse:
    draft.done()
    messages.success(request, said)
    return redirect("register:office_entry", numbers.shown(whole.entry.number))


def _done(request: HttpRequest, amendment: Amendment, whole: WholeEntry, form: EntryForm) -> bool:
    """Take the action once; its refusals become the form's errors, beside the field they speak of."""
    by, now = request.user, request.now  # type: ignore[attr-defined]
    try:
        actions.once(
            entry_id=whole.entry.id, key=form_key(request), what=amendment.slug, by=by, now=now,  # type: ignore[arg-type]
            act=lambda: amendment.act(whole, form.cleaned_data, by, now),  # type: ignore[arg-type]
        )  # fmt: skip
    except actions.KeyTaken:
        form.add_error(None, "This page was sent for another change. Check what you wrote and send it again.")
        return False
    except Refused as refused:
        for refusal in refused.refusals:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, f"{refusal.because} {refusal.what_would_change_it}")
        return False
    return True


def _as_typed(request: HttpRequest, amendment: Amendment, whole: WholeEntry, today: date) -> dict[str, Any]:
    sent = amendment.form(request.POST, whole=whole, today=today)
    sent.is_valid()
    return {name: sent.cleaned_data.get(name) for name in sent.fields}


def _page(
    request: HttpRequest, amendment: Amendment, whole: WholeEntry, form: EntryForm, template: str,
    draft: Drafted | None = None,
) -> HttpResponse:  # fmt: skip
    values = {
        "amendment": amendment,
        "form": form,
        "draft": draft,
        "whole": whole,
        "number": numbers.shown(whole.entry.number),
        "answers": presenters.answers(form) if form.is_bound and not form.errors else [],
        "typed": presenters.typed(request.POST),
        "key": str(uuid4()),
    }
    return render(request, template, values)


@officers_only
def imports(request: HttpRequest) -> HttpResponse:
    """Extracts uploaded, newest first, and the form for another one."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"as_at": _today(request)})
    if request.method == "POST" and form.is_valid():
        upload = _uploaded(request, form)
        if upload is not None:
            return redirect("register:import", upload)
    rows = listing(request, queries.uploads())
    return render(request, "register/office/imports.html", {"form": form, "listing": rows})


def _uploaded(request: HttpRequest, form: UploadForm) -> UUID | None:
    file = form.cleaned_data["file"]
    if form.cleaned_data["as_at"] > _today(request):
        form.add_error("as_at", "The day of the extract must be today or in the past")
        return None
    try:
        upload = actions.upload_extract(
            file=file, name=file.name, as_at=form.cleaned_data["as_at"], by=request.user, now=request.now  # type: ignore[arg-type, attr-defined]
        )  # fmt: skip
    except NotAccepted as problem:
        form.add_error("file", str(problem))
        return None
    return upload.id


@officers_only
def import_detail(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """One extract: what it would change, or what came of it, with every row that was refused."""
    upload = queries.upload(upload_id)
    if upload is None:
        raise Http404
    if request.method == "POST":
        actions.bring_in(upload_id=upload.id, by=request.user, now=request.now)  # type: ignore[arg-type, attr-defined]
        return redirect("register:import", upload.id)
    faults = queries.faults_of(upload)
    return render(
        request,
        "register/office/import.html",
        {
            "upload": upload,
            "working": upload.state in (upload.State.CHECKING, upload.State.BRINGING_IN),
            "rows": presenters.report_rows(upload.report) if upload.report else [],
            "faults": listing(request, faults),
            "nothing": bool(upload.report) and not upload.report["changes"],
        },
    )


def _today(request: HttpRequest) -> date:
    return london_date(request.now)  # type: ignore[attr-defined]


def _whole(request: HttpRequest, shown: str) -> WholeEntry:
    number = numbers.parse(shown)
    whole = (
        actions.open_whole_entry(number=number, by=request.user, now=request.now)  # type: ignore[arg-type, attr-defined]
        if number
        else None
    )
    if whole is None:
        raise Http404
    return whole
