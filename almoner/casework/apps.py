from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute
from almoner.record.access import show_cases


class CaseworkConfig(AppConfig):
    name = "almoner.casework"

    def ready(self) -> None:
        """Make known the pages' place in the navigation, a case's heading on its record, its dates in calendars; and
        what a conflict changes in a case.
        """
        from almoner.casework.actions import follow_recusal
        from almoner.casework.queries.calendars import dates_of
        from almoner.casework.queries.headings import heading_of
        from almoner.notices import calendar
        from almoner.people.actions import follow_with

        show_cases(heading_of)
        follow_with(follow_recusal)
        calendar.contribute("procedure", dates_of)
        contribute(work, order=10)
        contribute(counts, place=Place.FIRST_PAGE, order=10)
        contribute(procedures, place=Place.FOOTER, order=60)


def work(request: HttpRequest) -> Iterator[Link]:
    """The worklists, for anybody signed in."""
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        yield Link("Work", "/work/", about="What needs you now, and what waits on others")


def counts(request: HttpRequest) -> Iterator[Link]:
    """How much needs this person now, and how much of theirs waits on others."""
    from almoner.procedure import queries
    from almoner.scope.clock import london_date

    person: Any = request.user
    on = london_date(request.now)  # type: ignore[attr-defined]
    yield Link("to deal with now", "/work/", queries.needs_me(person, on).count())
    yield Link("waiting on others", "/work/waiting/", queries.waiting_on_others(person, on).count())


def procedures(request: HttpRequest) -> Iterator[Link]:
    """How every procedure goes, for anybody."""
    yield Link("Procedures", "/procedures/")
