"""The links to worries and referrals, and to the regulator's concerns, for those who may see any."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from almoner.design.navigation import Link
from almoner.fitness.queries.accepted import to_answer
from almoner.people.models import Person
from almoner.people.rules import OrganisationKind, Permission
from almoner.people.rules.roles import permissions_of


def links(request: HttpRequest) -> Iterator[Link]:
    """Practice concerns at an employer; concerns at the regulator."""
    held = permissions_of(membership.role for membership in getattr(request, "memberships", ()))
    if held & {Permission.SEE_REFERRALS, Permission.SEE_OWN_TEAM, Permission.ANSWER_FINDINGS}:
        about = "Worries about practice, and referrals to the regulator"
        yield Link("Practice concerns", reverse("fitness:records"), about=about)
    if Permission.SEE_OWN_EMPLOYMENT in held or Permission.ANSWER_FINDINGS in held:
        yield Link("Learning", reverse("fitness:learning"), about="Lessons for you to read where you work")
    if Permission.SEE_OWN_EMPLOYMENT in held:
        about = "Only what the regulator has told you of"
        yield Link("Concerns about you", reverse("fitness:your-cases"), about=about)
    if Permission.SEE_CONCERNS in held:
        yield Link("Concerns", reverse("fitness:concerns"), about="What has been raised about social workers")
        yield Link("Orders", reverse("fitness:orders"), about="Every order in force, and when each is reviewed or ends")
    memberships = getattr(request, "memberships", ())
    if Permission.MANAGE_PEOPLE in held and any(m.organisation.kind == OrganisationKind.REGULATOR for m in memberships):
        yield Link("Case examiners", reverse("fitness:examiners"), about="Who decides cases, lay and professional")
    if Permission.SEE_HEARINGS in held:
        yield Link("Hearings", reverse("fitness:hearings"), about="Hearings to come, and those to be listed")


def public(request: HttpRequest) -> Iterator[Link]:
    """The way to raise a concern, for anybody."""
    yield Link("Raise a concern", reverse("fitness:raise"))
    yield Link("Hearings to come", reverse("fitness:public-hearings"))


def waiting(request: HttpRequest) -> Iterator[Link]:
    """What the regulator has proposed to a social worker, and they have not answered."""
    held = permissions_of(membership.role for membership in getattr(request, "memberships", ()))
    if Permission.SEE_OWN_EMPLOYMENT in held and isinstance(request.user, Person):
        for case in to_answer(request.user):
            href = reverse("fitness:proposal", args=[case.pk])
            yield Link("outcome proposed to you by the regulator", href, 1)
