"""Who belongs to the organisation and in which role."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from almoner.design.listing import listing
from almoner.people import actions, queries
from almoner.people.models import Organisation, Person, Post
from almoner.people.rules import Permission, Role, permissions_of
from almoner.people.rules.refusal import Refused
from almoner.people.web import presenters
from almoner.people.web.forms.members import DisableForm, EndRoleForm, ForgetSecondFactorForm, GiveRoleForm, InviteForm
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.people.web.presenters import place
from almoner.scope.clock import london_date


def here(request: SignedIn, permission: Permission) -> Organisation:
    """The organisation that the person acts for, if they hold the permission there; else not found."""
    organisation = request.organisation
    if organisation is None or not queries.holds(request.user, permission, organisation.id, london_date(request.now)):
        raise Http404
    return organisation


def allowed_at(request: SignedIn, organisation: Organisation) -> frozenset[Permission]:
    """What the person may do at one of their organisations."""
    return permissions_of(m.role for m in request.memberships if m.organisation_id == organisation.id)


def explain(form: forms.Form, refused: Refused) -> None:
    """Put a refusal where the page shows what is wrong, with what would change it."""
    form.add_error(None, f"{refused.refusal.because} {refused.refusal.what_would_change_it}")


@page(needs=Permission.SEE_COLLEAGUES)
def people(request: SignedIn) -> HttpResponse:
    """Everybody in the organisation, by name, with what each is; found by name or address."""
    organisation = here(request, Permission.SEE_COLLEAGUES)
    day, search = london_date(request.now), request.GET.get("q", "").strip()[:100]
    past = request.GET.get("past") == "1"
    rows = queries.members_visible_to(request.user, organisation.id, day, search=search, past=past)
    may_manage = Permission.MANAGE_PEOPLE in allowed_at(request, organisation)
    context = {
        "listing": listing(request, rows),
        "search": search,
        "past": past,
        "may_manage": may_manage,
        "invitations": queries.invitations_visible_to(request.user, day).filter(organisation=organisation)[:25],
        "role_title": presenters.role_title,
        **place(request, "people"),
    }
    return render(request, "people/people.html", context)


@page(needs=Permission.SEE_COLLEAGUES)
def person(request: SignedIn, person_id: UUID) -> HttpResponse:
    """One colleague: their roles here past and present, their post and whom they answer to."""
    organisation, day = here(request, Permission.SEE_COLLEAGUES), london_date(request.now)
    found = get_or_404(_colleagues(request, organisation), id=person_id)
    rows = queries.memberships_visible_to(request.user, day).filter(organisation=organisation, person=found)
    manages = Permission.MANAGE_PEOPLE in allowed_at(request, organisation) and found.id != request.user.id
    context = {
        "person": found,
        "roles": [presenters.held(membership, day, may_manage=manages) for membership in rows.order_by("-starts")],
        "manager": queries.line_manager_of(found.id, organisation.id, day),
        "may_manage": manages,
        "may_disable": manages and queries.belongs_only_to(found, organisation.id, day),
        **place(request, "people"),
    }
    return render(request, "people/person.html", context)


def _colleagues(request: SignedIn, organisation: Organisation) -> Any:
    visible = queries.people_visible_to(request.user, london_date(request.now))
    return visible.filter(memberships__organisation=organisation).distinct()


@page(needs=Permission.MANAGE_PEOPLE)
def invite(request: SignedIn) -> HttpResponse:
    """Invite somebody to a role, by a link that works once."""
    organisation, day = here(request, Permission.MANAGE_PEOPLE), london_date(request.now)
    posts = queries.posts_to_fill(organisation.id, day)
    form = InviteForm(
        request.POST or None, organisation=organisation, may=allowed_at(request, organisation), posts=posts
    )
    if request.method == "POST" and form.is_valid():
        chosen = {str(post.id): post for post in posts}.get(form.cleaned_data["post"] or "")
        try:
            _invite(request, organisation, form.cleaned_data, chosen)
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"Invitation sent to {form.cleaned_data['email']}.")
            return redirect("people")
    return render(request, "people/invite.html", {"form": form, **place(request, "people")})


def _invite(request: SignedIn, organisation: Organisation, asked: dict[str, Any], post: Post | None) -> None:
    actions.invite(
        email=asked["email"],
        name=asked["name"],
        organisation=organisation,
        role=Role(asked["role"]),
        post=post,
        by=request.user,
        now=request.now,
    )


@page(needs=Permission.MANAGE_PEOPLE)
@require_POST
def withdraw_invitation(request: SignedIn, invitation_id: UUID) -> HttpResponse:
    """Make an invitation’s link worthless."""
    found = get_or_404(queries.invitations_visible_to(request.user, london_date(request.now)), id=invitation_id)
    actions.withdraw(invitation=found, by=request.user, now=request.now)
    messages.success(request, f"The invitation to {found.email} has been withdrawn.")
    return redirect("people")


def _membership(request: SignedIn, membership_id: UUID) -> Any:
    day = london_date(request.now)
    manages = queries.organisations_where(request.user, Permission.MANAGE_PEOPLE, day)
    rows = queries.memberships_visible_to(request.user, day).filter(organisation_id__in=manages)
    return get_or_404(rows, id=membership_id)


@page(needs=Permission.MANAGE_PEOPLE)
def end_role(request: SignedIn, membership_id: UUID) -> HttpResponse:
    """End somebody’s role on a day."""
    membership = _membership(request, membership_id)
    form = EndRoleForm(request.POST or None, initial={"last_day": london_date(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_membership(
                membership=membership,
                last_day=form.cleaned_data["last_day"],
                reasons=form.cleaned_data["reasons"] or "",
                by=request.user,
                now=request.now,
            )
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{membership.person.name}’s role ends on that day.")
            return redirect("person", person_id=membership.person_id)
    return _role_page(request, "people/end_role.html", form, membership)


@page(needs=Permission.MANAGE_PEOPLE)
def change_role(request: SignedIn, membership_id: UUID) -> HttpResponse:
    """Give somebody another role in place of one they hold."""
    membership = _membership(request, membership_id)
    form = GiveRoleForm(
        request.POST or None,
        organisation=membership.organisation,
        may=allowed_at(request, membership.organisation),
        initial={"role": membership.role},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(
                membership=membership,
                role=Role(form.cleaned_data["role"]),
                from_day=form.cleaned_data["from_day"],
                by=request.user,
                now=request.now,
            )
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{membership.person.name} has the new role from that day.")
            return redirect("person", person_id=membership.person_id)
    return _role_page(request, "people/change_role.html", form, membership)


def _role_page(request: SignedIn, template: str, form: forms.Form, membership: Any) -> HttpResponse:
    role = presenters.role_title(membership.role)
    return render(request, template, {"form": form, "membership": membership, "role": role, **place(request, "people")})


@page(needs=Permission.MANAGE_PEOPLE)
def give_role(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Give a colleague another role beside those they hold."""
    organisation = here(request, Permission.MANAGE_PEOPLE)
    found: Person = get_or_404(_colleagues(request, organisation), id=person_id)
    form = GiveRoleForm(
        request.POST or None,
        organisation=organisation,
        may=allowed_at(request, organisation),
        initial={"from_day": london_date(request.now)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(
                person=found,
                organisation=organisation,
                role=Role(form.cleaned_data["role"]),
                starts=form.cleaned_data["from_day"],
                by=request.user,
                now=request.now,
            )
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{found.name} has the role from that day.")
            return redirect("person", person_id=found.id)
    return render(request, "people/give_role.html", {"form": form, "person": found, **place(request, "people")})


@page(needs=Permission.MANAGE_PEOPLE)
def disable(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Close a colleague’s account: for one who belongs nowhere else."""
    organisation = here(request, Permission.MANAGE_PEOPLE)
    found = _belonging_here_alone(request, organisation, person_id)
    form = DisableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.disable(person=found, reasons=form.cleaned_data["reasons"], by=request.user, now=request.now)
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{found.name}’s account is closed, and whatever they had open has ended.")
            return redirect("person", person_id=found.id)
    return render(request, "people/disable.html", {"form": form, "person": found, **place(request, "people")})


@page(needs=Permission.MANAGE_PEOPLE)
def forget_second_factor(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Take the second factor off the account of a colleague who has lost it: for one who belongs nowhere else."""
    organisation = here(request, Permission.MANAGE_PEOPLE)
    found = _belonging_here_alone(request, organisation, person_id)
    form = ForgetSecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reasons = form.cleaned_data["reasons"]
        try:
            actions.forget_second_factor(
                person=found, organisation=organisation, reasons=reasons, by=request.user, now=request.now
            )
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{found.name} sets up a new second factor when they next sign in.")
            return redirect("person", person_id=found.id)
    context = {"form": form, "person": found, **place(request, "people")}
    return render(request, "people/forget_second_factor.html", context)


def _belonging_here_alone(request: SignedIn, organisation: Organisation, person_id: UUID) -> Person:
    found: Person = get_or_404(_colleagues(request, organisation), id=person_id)
    if not queries.belongs_only_to(found, organisation.id, london_date(request.now)):
        raise Http404
    return found
