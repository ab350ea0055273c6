from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.documents import actions as documents
from almoner.documents.rules import Refusal as FileRefused
from almoner.drafts.web.forms import drafted
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.policies import access, actions, queries
from almoner.policies.actions import Words
from almoner.policies.models import Policy
from almoner.policies.web import presenters
from almoner.policies.web.forms import OwnerForm, PolicyForm, VersionForm, WordsForm, one_year_on
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date


@cites("FTP-0")
@page(needs=Permission.SEE_POLICIES)
@require_safe
def policy_list(request: SignedIn) -> HttpResponse:
    """The organisation's policies, those due for review first."""
    on = london_date(request.now)
    shown = listing(request, queries.policies_visible_to(request.user, on))
    rows = [presenters.policy_row(policy, on) for policy in shown.rows]
    managed = queries.organisations_managed(request.user, on)
    return render(request, "policies/policy_list.html", {"listing": shown, "rows": rows, "may_add": managed.exists()})


@page(needs=Permission.MANAGE_POLICIES)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_add(request: SignedIn) -> HttpResponse:
    """A new policy with its first version, owner and date of review."""
    on = london_date(request.now)
    organisations = list(queries.organisations_managed(request.user, on))
    owners = {owner.pk: owner for each in organisations for owner in queries.possible_owners(each.pk, on)}
    form, draft = drafted(
        request,
        PolicyForm,
        organisations=organisations,
        owners=owners.values(),
        initial={"in_force_from": on, "review_by": one_year_on(on), "owner": str(request.user.pk)},
    )

    def add() -> Policy:
        given = form.cleaned_data
        return actions.add(
            organisation_id=int(given["organisation"]),
            title=given["title"],
            summary=given["summary"],
            owner=owners[UUID(given["owner"])],
            words=_words(request, form, int(given["organisation"])),
            by=request.user,
            now=request.now,
        )

    if form.is_valid() and (policy := _done_or_said(form, add)):
        draft.done()
        messages.success(request, "The policy has been added.")
        return redirect("policies:policy_detail", policy.pk)
    return render(request, "policies/policy_add.html", {"form": form, "draft": draft})


@cites("FTP-0")
@page(needs=Permission.SEE_POLICIES)
@require_safe
def policy_detail(request: SignedIn, policy_id: UUID) -> HttpResponse:
    """A policy as it is in force, with its owner, its next review and its earlier versions."""
    policy = _policy(request, policy_id)
    return _version_page(request, policy, policy.current)


@page(needs=Permission.SEE_POLICIES)
@require_safe
def version_detail(request: SignedIn, policy_id: UUID, number: int) -> HttpResponse:
    """An earlier version of a policy, as it stood."""
    return _version_page(request, _policy(request, policy_id), number)


def _version_page(request: SignedIn, policy: Policy, number: int) -> HttpResponse:
    version = queries.version_of(policy, number) if number < 2**31 else None
    if version is None:
        raise Http404
    on = london_date(request.now)
    shown = listing(request, queries.versions_of(policy))
    return render(
        request,
        "policies/policy_detail.html",
        {
            **presenters.policy_page(policy, version, on),
            "listing": shown,
            "review": queries.open_review_of(policy),
            "may_change": access.can_change(request.user, policy, on),
        },
    )


@page(needs=Permission.SEE_POLICIES)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_publish(request: SignedIn, policy_id: UUID) -> HttpResponse:
    """Another version of a policy."""
    policy = _changeable(request, policy_id)
    on = london_date(request.now)
    current = queries.version_of(policy, policy.current)
    form, draft = drafted(
        request,
        VersionForm,
        initial={"text": current.text if current else "", "in_force_from": on, "review_by": one_year_on(on)},
    )

    def publish() -> object:
        words = _words(request, form, policy.organisation_id)
        return actions.publish(policy=policy, words=words, by=request.user, now=request.now)

    if form.is_valid() and _done_or_said(form, publish):
        draft.done()
        messages.success(request, "The new version has been published.")
        return redirect("policies:policy_detail", policy.pk)
    return render(request, "policies/policy_publish.html", {"form": form, "policy": policy, "draft": draft})


@page(needs=Permission.SEE_POLICIES)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_hand_over(request: SignedIn, policy_id: UUID) -> HttpResponse:
    """Another owner for a policy."""
    policy = _changeable(request, policy_id)
    owners = [
        owner
        for owner in queries.possible_owners(policy.organisation_id, london_date(request.now))
        if owner.pk != policy.owner_id
    ]
    form = OwnerForm(request.POST or None, owners=owners)

    def hand_over() -> object:
        return actions.hand_over(policy=policy, owner=form.chosen(owners), by=request.user, now=request.now)

    if form.is_valid() and _done_or_said(form, hand_over):
        messages.success(request, "The policy has a new owner.")
        return redirect("policies:policy_detail", policy.pk)
    return render(request, "policies/policy_hand_over.html", {"form": form, "policy": policy})


@page(needs=Permission.SEE_POLICIES)
@require_POST
def policy_review(request: SignedIn, policy_id: UUID) -> HttpResponse:
    """Begin to review a policy, or go on with the review that is under way."""
    policy = _changeable(request, policy_id)
    review = actions.begin_review(policy=policy, by=request.user, now=request.now)
    return redirect(presenters.review_href(review))


def _policy(request: SignedIn, policy_id: UUID) -> Policy:
    policy = queries.policy_visible_to(request.user, policy_id, london_date(request.now))
    if policy is None:
        raise Http404
    return policy


def _changeable(request: SignedIn, policy_id: UUID) -> Policy:
    policy = _policy(request, policy_id)
    if not access.can_change(request.user, policy, london_date(request.now)):
        raise Http404
    return policy


def _words(request: SignedIn, form: WordsForm, organisation_id: int) -> Words:
    given = form.cleaned_data
    document = None
    if given["file"]:
        document = documents.receive(
            file=given["file"],
            name=given["file"].name,
            organisation_id=organisation_id,
            by=request.user,
            now=request.now,
            visible_to=[organisation_id],
            about="policies",
        )
    return Words(given["text"], given["review_by"], given["in_force_from"], given.get("what_changed", ""), document)


def _done_or_said(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What the action gave; or None, with the reason why it was refused among the form's errors."""
    try:
        # a file that was received for what is then refused must not stay behind
        with transaction.atomic():
            return act()
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(None, f"{refusal.because} {refusal.what_would_change_it}")
    except FileRefused as refused_file:
        form.add_error("file", str(refused_file))
    return None
