"""The line of management: who answers to whom, what is vacant, who covers."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from almoner.people import actions, queries
from almoner.people.models import Post
from almoner.people.rules import Permission
from almoner.people.rules.refusal import Refused
from almoner.people.web import presenters, tree
from almoner.people.web.forms.line import CoverForm, FillForm, MoveForm, PostForm
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.people.web.views.members import allowed_at, explain, here
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_COLLEAGUES)
def line(request: SignedIn) -> HttpResponse:
    """The line as a nested list: opened below one post, or from the top, three levels at a time."""
    organisation, day = here(request, Permission.SEE_COLLEAGUES), london_date(request.now)
    shown = queries.line_on(organisation.id, day)
    asked = request.GET.get("below", "")
    top = next((post for post in shown.posts if str(post) == asked), None)
    context = {
        "tree": tree.branches(shown, queries.posts_named(organisation.id, day), below=top),
        "above": tree.way_up(shown, queries.posts_named(organisation.id, day), top),
        "faults": tree.faults_in_words(shown, queries.posts_named(organisation.id, day)),
        "posts": len(shown.posts),
        "may_manage": Permission.MANAGE_LINE in allowed_at(request, organisation),
        **presenters.place(request, "line"),
    }
    return render(request, "people/line.html", context)


def _manages(request: SignedIn, post_id: UUID) -> Post:
    day = london_date(request.now)
    organisations = queries.organisations_where(request.user, Permission.MANAGE_LINE, day)
    rows = queries.posts_visible_to(request.user, day).filter(organisation_id__in=organisations, closed__isnull=True)
    return get_or_404(rows, id=post_id)


@page(needs=Permission.SEE_COLLEAGUES)
def post(request: SignedIn, post_id: UUID) -> HttpResponse:
    """One post: who holds it, whom it answers to, who answers to it, who covers."""
    day = london_date(request.now)
    found = get_or_404(queries.posts_visible_to(request.user, day), id=post_id)
    shown = queries.line_on(found.organisation_id, day)
    named = queries.posts_named(found.organisation_id, day)
    context = {
        "post": found,
        "branch": tree.branch(shown, named, found.id),
        "above": tree.way_up(shown, named, found.id),
        "below": tree.branches(shown, named, below=found.id, depth=1)[:25],
        "covers": queries.covers_of(found, day),
        "may_manage": Permission.MANAGE_LINE in allowed_at(request, found.organisation) and not found.closed,
        **presenters.place(request, "line"),
    }
    return render(request, "people/post.html", context)


@page(needs=Permission.MANAGE_LINE)
def open_post(request: SignedIn) -> HttpResponse:
    """Add a post to the line."""
    organisation, day = here(request, Permission.MANAGE_LINE), london_date(request.now)
    posts = queries.posts_open(organisation.id, day)
    form = PostForm(request.POST or None, posts=posts, initial={"manager": request.GET.get("below", "")})
    if request.method == "POST" and form.is_valid():
        above = {str(each.id): each for each in posts}.get(form.cleaned_data.get("manager") or "")
        try:
            made = actions.open_post(
                organisation=organisation,
                title=form.cleaned_data["title"],
                team=form.cleaned_data["team"],
                manager=above,
                by=request.user,
                now=request.now,
            )
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{made.title} has been added.")
            return redirect("post", post_id=made.id)
    return render(request, "people/open_post.html", {"form": form, **presenters.place(request, "line")})


def _page(request: SignedIn, template: str, form: forms.Form, found: Post) -> HttpResponse:
    return render(request, template, {"form": form, "post": found, **presenters.place(request, "line")})


@page(needs=Permission.MANAGE_LINE)
def move_post(request: SignedIn, post_id: UUID) -> HttpResponse:
    """Have a post answer to another."""
    found = _manages(request, post_id)
    posts = [each for each in queries.posts_open(found.organisation_id, london_date(request.now)) if each != found]
    form = MoveForm(request.POST or None, posts=posts, initial={"manager": str(found.manager_id)})
    if request.method == "POST" and form.is_valid():
        above = {str(each.id): each for each in posts}[form.cleaned_data["manager"]]
        try:
            actions.move_post(post=found, manager=above, by=request.user, now=request.now)
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{found.title} now answers to {above.title}.")
            return redirect("post", post_id=found.id)
    return _page(request, "people/move_post.html", form, found)


@page(needs=Permission.MANAGE_LINE)
def fill_post(request: SignedIn, post_id: UUID) -> HttpResponse:
    """Put a colleague who holds no post into a vacant one, from today."""
    found, day = _manages(request, post_id), london_date(request.now)
    members = queries.members_without_post(found.organisation_id, day)
    form = FillForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        chosen = {str(each.id): each for each in members}[form.cleaned_data["member"]]
        try:
            actions.fill_post(post=found, membership=chosen, by=request.user, now=request.now)
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{chosen.person.name} holds the post of {found.title}.")
            return redirect("post", post_id=found.id)
    return _page(request, "people/fill_post.html", form, found)


@page(needs=Permission.MANAGE_LINE)
def cover_post(request: SignedIn, post_id: UUID) -> HttpResponse:
    """Have a colleague do the work of a post for a time."""
    found, day = _manages(request, post_id), london_date(request.now)
    people = queries.colleagues_at(found.organisation_id, day)
    form = CoverForm(request.POST or None, people=people, initial={"starts": day})
    if request.method == "POST" and form.is_valid():
        try:
            actions.arrange_cover(
                post=found,
                person={str(each.id): each for each in people}[form.cleaned_data["person"]],
                starts=form.cleaned_data["starts"],
                ends=form.cleaned_data["ends"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=request.now,
            )
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"Cover for {found.title} is arranged.")
            return redirect("post", post_id=found.id)
    return _page(request, "people/cover_post.html", form, found)


@page(needs=Permission.MANAGE_LINE)
@require_POST
def end_cover(request: SignedIn, cover_id: UUID) -> HttpResponse:
    """End cover today."""
    day = london_date(request.now)
    organisations = queries.organisations_where(request.user, Permission.MANAGE_LINE, day)
    rows = queries.covers_visible_to(request.user, day).filter(organisation_id__in=organisations)
    found = get_or_404(rows, id=cover_id)
    actions.end_cover(cover=found, last_day=day, by=request.user, now=request.now)
    messages.success(request, f"{found.person.name}’s cover ends today.")
    return redirect("post", post_id=found.post_id)


@page(needs=Permission.MANAGE_LINE)
def close_post(request: SignedIn, post_id: UUID) -> HttpResponse:
    """Take a post out of the line."""
    found = _manages(request, post_id)
    form = forms.Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_post(post=found, by=request.user, now=request.now)
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{found.title} has been closed.")
            return redirect("line")
    return _page(request, "people/close_post.html", form, found)
