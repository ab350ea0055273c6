from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, contribute


class PoliciesConfig(AppConfig):
    name = "almoner.policies"
    verbose_name = "Policies"

    def ready(self) -> None:
        """Declare the review, its dates in calendars, and the link."""
        from almoner.casework.showing import Shown, show
        from almoner.notices import calendar
        from almoner.policies import actions, queries
        from almoner.policies.access import ReviewAccess
        from almoner.policies.models import PolicyReview
        from almoner.policies.rules import POLICY_REVIEW
        from almoner.procedure import registry

        registry.register(
            POLICY_REVIEW,
            model=PolicyReview,
            access=ReviewAccess(PolicyReview),
            after={"keep": actions.set_next_review},
        )
        show(POLICY_REVIEW, Shown(related=lambda review, *_: [("The policy", f"/policies/{review.policy_id}/")]))
        calendar.contribute("policies", queries.events)
        contribute(links, order=70)


def links(request: HttpRequest) -> Iterator[Link]:
    """The way to the policies, for whoever may read any."""
    from almoner.people.queries import organisations_where
    from almoner.people.rules import Permission
    from almoner.scope.clock import london_date

    person = request.user
    if person.is_authenticated and organisations_where(person, Permission.SEE_POLICIES, london_date(request.now)):  # type: ignore[attr-defined]
        yield Link("Policies", "/policies/", about="Your organisation’s own, and when each is reviewed")
