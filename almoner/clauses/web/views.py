from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from almoner.clauses import queries
from almoner.clauses.rules import Kind
from almoner.clauses.web import presenters
from almoner.people.web.pages import public_page


@public_page
def source_list(request: HttpRequest) -> HttpResponse:
    """Every source, with how many of its clauses are carried out."""
    return render(request, "clauses/source_list.html", {"sources": presenters.source_rows()})


@public_page
def source_detail(request: HttpRequest, source_id: str) -> HttpResponse:
    """The clauses of one source, all or of one kind, a page at a time."""
    try:
        source = queries.source(source_id)
    except LookupError:
        raise Http404 from None
    asked = request.GET.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else None
    rows = presenters.rows_of(source)
    shown = [row for row in rows if kind is None or row.clause.kind is kind]
    return render(
        request,
        "clauses/source_detail.html",
        {
            "source": source,
            "kinds": presenters.kind_choices(rows, kind),
            "kind": kind,
            "page": Paginator([presenters.clause_row(row) for row in shown], 25).get_page(request.GET.get("page")),
        },
    )


@public_page
def clause_detail(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause: the duty, its source, its kind, what Almoner does about it and what bears that out."""
    try:
        clause = queries.clause(clause_id)
    except LookupError:
        raise Http404 from None
    return render(request, "clauses/clause_detail.html", presenters.clause_page(queries.standing()[clause.id]))
