from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from almoner.casework.web.forms import form_of
from almoner.operations.rules import SECRET_LINKS
from almoner.operations.web.limits import limited
from almoner.people.web.pages import public_page
from almoner.procedure import actions, queries, registry
from almoner.procedure.rules import Refused
from almoner.scope.context import system


@public_page
@limited(SECRET_LINKS)
def answer(request: Any, token: str) -> HttpResponse:
    """Answer a request by its secret link, without an account; any other link is not found."""
    with system("answering a request by its secret link"):
        asked = queries.request_by_link(token)
        if asked is None:
            raise Http404
        kind = registry.named(asked.case.procedure).procedure.request(asked.kind)
        if kind is None:
            raise Http404
        form = form_of(kind.fields)(request.POST if request.method == "POST" else None)
        late = None
        if request.method == "POST" and form.is_valid():
            try:
                actions.answer(request=asked, values=form.values, now=request.now)
                return render(request, "casework/answered.html", {"asked": asked, "kind": kind})
            except Refused as refused:
                form.refuse(refused.refusals)
                late = refused.refusals[0]
        return render(request, "casework/answer.html", {"asked": asked, "kind": kind, "form": form, "late": late})
