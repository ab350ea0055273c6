"""The door: how far the session has come, in which scope the request acts, and whether its page is open to it.

One middleware, so that there is one place to look and one place to test. It runs in this order: has the session
ended; which state is it in; what does the person’s membership allow; does the page they ask for let them in.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, ResolverMatch, resolve

from almoner.people.actions.account import move_session, note_at_door
from almoner.people.models import Membership, Organisation, Person, SignInKind
from almoner.people.queries import known, memberships_on, remembering
from almoner.people.queries.sign_in import has_second_factor
from almoner.people.rules import ROLES, needs_second_factor, permissions_of, roles_with
from almoner.people.rules.sign_in import Ended, SessionState
from almoner.people.web.pages import Access, access_of
from almoner.people.web.sign_in import sessions
from almoner.people.web.sign_in.doors import DOORS, FINISH
from almoner.scope import clock
from almoner.scope.context import NOBODY, Scope, acting

#: Views of others that are for anybody, by the package they come from.
NOT_OURS = {"django.views.static": Access(public=True)}
ORGANISATION = "organisation"


class ScopeMiddleware:
    """Sets on each request: `now`, `session_state`, `memberships`, `organisation`; and its scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        with remembering() if request.method in ("GET", "HEAD") else contextlib.nullcontext():
            return self._answer(request)

    def _answer(self, request: Any) -> HttpResponse:
        request.now = clock.now()
        request.memberships, request.organisation = [], None
        request.session_state = SessionState.NOBODY
        if request.user.is_authenticated:
            if why := sessions.why_ended(request.session, request.now):
                return self._without_anybody(request, why)
            self._recognise(request)
        if request.session_state in FINISH and (turned := self._unfinished(request)):
            return turned
        with acting(_scope(request)):
            if request.memberships:
                known(memberships_on, request.memberships, request.user, clock.london_date(request.now))
            response = self.get_response(request)
            _finish_enrolment(request)
        return response

    def _without_anybody(self, request: Any, why: Ended) -> HttpResponse:
        """End the session, and answer as if nobody had been signed in."""
        note_at_door(person=request.user, kind=SignInKind.TIMED_OUT, now=request.now)
        logout(request)
        request.session_ended = why
        with acting(NOBODY):
            return self.get_response(request)

    def _recognise(self, request: Any) -> None:
        person: Person = request.user
        with acting(Scope(person_id=person.id)):
            request.memberships = memberships_on(person, clock.london_date(request.now))
        staff = needs_second_factor(membership.role for membership in request.memberships)
        request.session_state = sessions.state_for(request, staff=staff, enrolled=lambda: has_second_factor(person))
        request.organisation = _organisation(request)
        hats = sessions.hats_of(request.memberships)
        if request.session.get(sessions.HATS) != hats:
            if sessions.HATS in request.session:
                move_session(request.session)
            request.session[sessions.HATS] = hats
        sessions.use(request.session, request.now)

    def _unfinished(self, request: Any) -> HttpResponse | None:
        """What an unfinished sign-in gets: what finishes it, public pages as a stranger, else the way to finish."""
        access = _access(_match(request))
        if access and request.session_state in access.also_in:
            request.memberships, request.organisation = [], None
            return None
        if access is None or access.public:
            request.user = AnonymousUser()
            request.memberships, request.organisation = [], None
            return None
        return HttpResponseRedirect(
            f"{resolve_url(FINISH[request.session_state])}?next={quote(request.get_full_path())}"
        )

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """None lets the view answer; otherwise the sign-in page, a refusal, or not found."""
        access = _access(request.resolver_match)
        if access is None:
            raise Http404  # a view that declares nothing is reached by nobody
        if access.public or request.session_state in access.also_in:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if access.needs is None or access.needs in permissions_of(m.role for m in request.memberships):
            return None
        if kwargs:
            raise Http404  # what is not visible is the same as what never existed
        titles = [ROLES[role].title for role in roles_with(access.needs)]
        context = {"needs": access.needs, "role_titles": titles, "organisation": request.organisation}
        return render(request, "people/refused.html", context, status=403)


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _access(match: ResolverMatch | None) -> Access | None:
    """Who may open what an address leads to; None where nothing is declared, and so nobody may."""
    if match is None:
        return None
    module = getattr(match.func, "__module__", "")
    if module.startswith("allauth."):
        return DOORS.get(match.view_name)
    return access_of(match.func) or NOT_OURS.get(module)


def _scope(request: Any) -> Scope:
    if not request.user.is_authenticated:
        return NOBODY
    organisations = {membership.organisation_id for membership in request.memberships}
    return Scope(person_id=request.user.id, organisation_ids=tuple(sorted(organisations)))


def _organisation(request: Any) -> Organisation | None:
    """The organisation that the person acts for: the one they chose, else the first in which they are anything."""
    members: list[Membership] = request.memberships
    chosen = request.session.get(ORGANISATION)
    for membership in members:
        if membership.organisation_id == chosen:
            return membership.organisation
    return members[0].organisation if members else None


def _to_sign_in(request: Any) -> HttpResponse:
    answer = redirect_to_login(request.get_full_path())
    if why := getattr(request, "session_ended", None):
        answer["Location"] += f"&ended={why.value}"
    return answer


def _finish_enrolment(request: Any) -> None:
    """Somebody who has just set up their second factor has shown that they have it: they are signed in.

    The session gets a new key here, as at every step up.
    """
    if request.session_state is not SessionState.ENROLMENT_DUE or not isinstance(request.user, Person):
        return
    if request.user.is_authenticated and has_second_factor(request.user):
        record_authentication(request, request.user, method="mfa", type="enrolment")
        move_session(request.session)
        note_at_door(
            person=request.user,
            kind=SignInKind.SECOND_FACTOR_SET_UP,
            now=request.now,
            device=sessions.device_of(request),
        )
