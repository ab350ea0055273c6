from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Announcement, Link, Place, announce, contribute


class BreakGlassConfig(AppConfig):
    name = "almoner.break_glass"
    verbose_name = "Break-glass"

    def ready(self) -> None:
        """Declare the review, its notices, the words of its events, the way in and the banner."""
        from almoner.break_glass import actions, queries, wording
        from almoner.break_glass.access import ReviewAccess
        from almoner.break_glass.models import BreakGlassReview
        from almoner.break_glass.rules import BREAK_GLASS_REVIEW
        from almoner.casework.showing import Shown, show
        from almoner.notices import rules as notices
        from almoner.procedure import registry
        from almoner.record.rules.kinds import say

        registry.register(
            BREAK_GLASS_REVIEW,
            model=BreakGlassReview,
            access=ReviewAccess(BreakGlassReview),
            after={"find_justified": actions.follow_review, "find_not_justified": actions.follow_review},
        )
        show(BREAK_GLASS_REVIEW, Shown(details=queries.rows_of))
        notices.register(wording.GLASS_BROKEN, wording.GLASS_REVIEWED)
        say("break_glass.opened", "Opened in an emergency")
        say("break_glass.ended", "Ended an emergency opening early")
        say("break_glass.nothing_opened", "Asked to open a case in an emergency; nothing was opened")
        contribute(links, place=Place.FOOTER, order=80)
        announce(in_force)


def links(request: HttpRequest) -> Iterator[Link]:
    """The way in, for whoever may open cases in an emergency."""
    if _may(request):
        yield Link("Open a case in an emergency", "/break-glass/")


def in_force(request: HttpRequest) -> Iterator[Announcement]:
    """What this person has opened, while it lasts."""
    if not _may(request):
        return
    from almoner.break_glass import queries
    from almoner.design.formats import format_time

    for opening in queries.in_force(request.user, request.now):  # type: ignore[arg-type, attr-defined]
        text = f"Emergency opening: you can read {opening.called} until {format_time(opening.ends_at)}."
        yield Announcement(text, f"/break-glass/{opening.pk}/", "See it or end it")


def _may(request: HttpRequest) -> bool:
    """Whether a role that the person holds today allows it; asks nothing of the database."""
    from almoner.people.rules import Permission, permissions_of

    held = getattr(request, "memberships", [])
    return Permission.BREAK_GLASS in permissions_of(membership.role for membership in held)
