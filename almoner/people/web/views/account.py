"""One’s own account: hats, sessions, second factors; and taking up an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from almoner.design.listing import listing
from almoner.design.navigation import Place, links
from almoner.operations.rules import SECRET_LINKS
from almoner.operations.web.limits import limited
from almoner.people import actions
from almoner.people.models import Invitation
from almoner.people.queries.sign_in import invitation_by_link, second_factors_of, sessions_of
from almoner.people.rules.refusal import Refused
from almoner.people.rules.sign_in import SessionState
from almoner.people.web import presenters
from almoner.people.web.forms.account import NewAccountForm
from almoner.people.web.pages import SignedIn, get_or_404, page, public_page
from almoner.people.web.sign_in.adapters import must_have_second_factor


@page()
def account(request: SignedIn) -> HttpResponse:
    """Who I am here: what I am and where, where I am signed in, and how I prove that I am myself."""
    context = {
        "hats": [presenters.hat(membership) for membership in request.memberships],
        "factors": [presenters.factor(each) for each in second_factors_of(request.user)],
        "must_have_factor": must_have_second_factor(request.user),
        "sessions": listing(request, sessions_of(request.user)),
        "session_rows": [
            presenters.session(each, request.session.session_key) for each in sessions_of(request.user)[:25]
        ],
        "events": presenters.door_events(request.user),
        "ways": links(request, Place.ACCOUNT),
    }
    return render(request, "people/account.html", context)


@page()
@require_POST
def end_session(request: SignedIn, pk: int) -> HttpResponse:
    """Sign out somewhere else."""
    listed = get_or_404(sessions_of(request.user), pk=pk)
    actions.end_session(person=request.user, listed=listed, by=request.user, now=request.now)
    messages.success(request, "That session has been ended.")
    return redirect("account")


@page()
@require_POST
def end_sessions(request: SignedIn) -> HttpResponse:
    """Sign out everywhere, here too."""
    actions.end_sessions(person=request.user, by=request.user, now=request.now)
    return redirect("account_login")


@page(also_in=frozenset({SessionState.ENROLMENT_DUE}))
@never_cache
def second_factor(request: SignedIn) -> HttpResponse:
    """Choose how to prove, beside the password, that one is oneself: a code app, or a passkey or security key."""
    return render(
        request,
        "people/second_factor.html",
        {"due": request.session_state is SessionState.ENROLMENT_DUE, "factors": second_factors_of(request.user)},
    )


@public_page
@limited(SECRET_LINKS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Any, token: str) -> HttpResponse:
    """Take up an invitation: as oneself where there is an account, else by making one."""
    try:
        offered = actions.check_usable(invitation_by_link(token), now=request.now)
    except Refused as refused:
        return render(request, "people/invitation_spent.html", {"refusal": refused.refusal}, status=410)
    if presenters.has_account(offered.email):
        return _as_oneself(request, token, offered)
    form = NewAccountForm(request.POST or None, email=offered.email, initial={"name": offered.name})
    if request.method == "POST" and form.is_valid():
        person = actions.accept(
            token=token, now=request.now, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
        )
        get_adapter(request).login(request, person)
        record_authentication(request, person, method="password", email=person.email)
        return redirect("home")
    return render(request, "people/invitation.html", {"form": form, "offered": presenters.offer(offered)})


def _as_oneself(request: Any, token: str, offered: Invitation) -> HttpResponse:
    """For somebody with an account: they must be signed in to it, whole, before the role is theirs."""
    mine = request.session_state is SessionState.SIGNED_IN and request.user.email == offered.email
    if request.method == "POST" and mine:
        actions.accept(token=token, now=request.now, as_person=request.user)
        messages.success(request, "The role is yours from today.")
        return redirect("account")
    return render(
        request,
        "people/invitation_known.html",
        {"offered": presenters.offer(offered), "mine": mine, "signed_in": request.user.is_authenticated},
    )
