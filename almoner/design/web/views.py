"""The pages that belong to the service as a whole, and the living style page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from almoner.design.web import errors, style


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "design/accessibility.html")


def contact(request: HttpRequest) -> HttpResponse:
    """Where to turn, and what to say."""
    return render(request, "design/contact.html", {"email": settings.CONTACT_EMAIL, "phone": settings.CONTACT_PHONE})


def style_page(request: HttpRequest, shown: str = "components") -> HttpResponse:
    """Every component with long names, empty and in error; never in production."""
    _not_in_production()
    if shown not in style.PAGES:
        raise Http404
    return render(request, f"design/style/{shown}.html", style.PAGES[shown](request))


def style_trouble(request: HttpRequest, status: int) -> HttpResponse:
    """A page of trouble, to look at."""
    _not_in_production()
    if status not in errors.TROUBLE:
        raise Http404
    return errors.trouble(request, status)


def _not_in_production() -> None:
    if settings.PRODUCTION:
        raise Http404
