"""A document handed out: a stranger's file, to keep and never to show in the browser."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, Http404, HttpResponse

from almoner.documents import queries
from almoner.documents.models import Document

#: Were a browser made to show it all the same, it could run nothing, send nothing and stand in no frame.
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"


def handed_out(document: Document | None) -> HttpResponse:
    """The answer that carries its content; 404 where there is none, or none that is handed out."""
    if document is None or not queries.is_served(document):
        raise Http404
    try:
        content = queries.content_of(document)
    except queries.Missing as missing:
        raise Http404 from missing
    response = FileResponse(
        content, as_attachment=True, filename=document.name, content_type="application/octet-stream"
    )
    response["Content-Type"] = document.detected_type
    response["Content-Length"] = str(document.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)
