"""The public pages: the heads, the key, and the checking of what somebody kept."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.clauses.rules import cites
from almoner.design.listing import listing
from almoner.operations.rules import PUBLIC_SEARCH
from almoner.operations.web.limits import limited
from almoner.people.web.pages import public_page
from almoner.record import queries
from almoner.record.keys import public_keys
from almoner.record.queries import checking
from almoner.record.queries.heads import head_of
from almoner.record.rules.note import NoteError, VerifierKey
from almoner.record.web import presenters
from almoner.record.web.forms import CheckForm, LetterForm


@public_page
@require_safe
@cites("FTP-3.5")
def heads(request: HttpRequest) -> HttpResponse:
    """Every signed head, what they prove and what they do not."""
    shown = listing(request, queries.heads())
    latest = queries.latest_head()
    context = {
        "listing": shown,
        "rows": [presenters.head_row(head) for head in shown.rows],
        "latest": latest and presenters.head_row(latest),
        "note": latest.note if latest else "",
        "key": _published_key(),
    }
    return render(request, "record/heads.html", context)


@public_page
@require_safe
def latest_head(request: HttpRequest) -> HttpResponse:
    """The newest head as it was signed."""
    head = queries.latest_head()
    if head is None:
        raise Http404
    return _file(head.note, f"record-{head.size}.head")


@public_page
@require_safe
def one_head(request: HttpRequest, size: int) -> HttpResponse:
    """One head as it was signed."""
    head = head_of(size) if size < 1 << 62 else None
    if head is None:
        raise Http404
    return _file(head.note, f"record-{head.size}.head")


@public_page
@require_safe
def public_key(request: HttpRequest) -> HttpResponse:
    """The key by which anybody checks a head."""
    key = _published_key()
    if not key:
        raise Http404
    return _file(f"{key}\n", "record.pub")


@public_page
@limited(PUBLIC_SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("FTP-3.5")
def check(request: HttpRequest) -> HttpResponse:
    """Checks a head or a receipt that somebody pasted."""
    form = CheckForm(request.POST or None)
    checked = None
    if request.method == "POST" and form.is_valid():
        try:
            checked = checking.check_pasted(form.cleaned_data["pasted"], _keys())
        except NoteError as error:
            form.add_error("pasted", f"This cannot be believed: {error}")
    return _answer(request, "record/check.html", form, checked)


@public_page
@limited(PUBLIC_SEARCH)
@require_safe
@cites("FTP-3.5")
def check_letter(request: HttpRequest) -> HttpResponse:
    """Checks the three values at the foot of a decision letter."""
    form = LetterForm(request.GET if "root" in request.GET else None)
    checked = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        checked = checking.check_letter(given["event"], given["size"], given["root"])
    return _answer(request, "record/check_letter.html", form, checked)


def _answer(
    request: HttpRequest, template: str, form: CheckForm | LetterForm, checked: checking.Checked | None
) -> HttpResponse:
    rows = presenters.answer_rows(checked) if checked else []
    return render(request, template, {"form": form, "checked": checked, "rows": rows})


def _keys() -> list[VerifierKey]:
    try:
        return public_keys(settings.RECORD_PUBLIC_KEY, settings.RECORD_PUBLIC_KEY_FILE)
    except OSError as error:
        raise NoteError("this installation has not published its key yet") from error


def _published_key() -> str:
    try:
        return "\n".join(map(str, _keys()))
    except NoteError:
        return ""


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
