"""Opens the door or keeps it shut, and sets the scope in which the request acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from almoner.people.queries import organisations_where, scope_of
from almoner.people.web.pages import Access, access_of
from almoner.scope import clock
from almoner.scope.context import NOBODY, acting

# Views that are not ours, by the module they come from.
NOT_OURS = {"allauth": Access(public=True), "django.views.static": Access(public=True)}


class ScopeMiddleware:
    """The request's moment, its scope, and the declaration of the page it asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        person = request.user
        scope = scope_of(person, clock.london_date(request.now)) if person.is_authenticated else NOBODY  # type: ignore[attr-defined]
        with acting(scope):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """None lets the view answer; otherwise the sign-in page, a refusal, or not found."""
        access = access_of(view) or NOT_OURS.get(getattr(view, "__module__", "").split(".")[0])
        if access is None:
            raise Http404  # a view that declares nothing is reached by nobody
        if access.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if access.needs is None:
            return None
        if organisations_where(request.user, access.needs, clock.london_date(request.now)):  # type: ignore[attr-defined]
            return None
        if kwargs:
            raise Http404  # what is not visible is the same as what never existed
        return render(request, "people/refused.html", {"needs": access.needs}, status=403)
