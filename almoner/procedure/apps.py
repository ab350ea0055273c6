from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute
from almoner.record.access import show_cases


class ProcedureConfig(AppConfig):
    name = "almoner.procedure"

    def ready(self) -> None:
        """Make the engine's notices known, its place in the navigation, and who sees a case's part of the record."""
        from almoner.notices import calendar
        from almoner.notices.listening import when_settled
        from almoner.notices.rules import Holds, Template, register
        from almoner.procedure.actions.hearing import heard
        from almoner.procedure.queries.calendars import dates_of
        from almoner.procedure.queries.headings import heading_of

        show_cases(heading_of)

        register(
            Template(
                "case_moved",
                "A case you work on has moved",
                ("A case on Almoner has moved on, and you may be the one it waits for.",),
                button="Open the case",
                link="{where}",
                values={"where": Holds.LINK},
            ),
            Template(
                "request_made",
                "{asker} asks you to answer by {until}",
                (
                    "{asker} asks you for information it needs.",
                    "You need no account. The link below is for you alone: please do not pass it on.",
                ),
                button="Answer",
                link="{link}",
                values={"link": Holds.SECRET_LINK, "asker": Holds.ORGANISATION, "until": Holds.DATE},
                why="You get this because you were named as somebody who can answer.",
            ),
        )
        when_settled("procedure", heard)
        calendar.contribute("procedure", dates_of)
        contribute(work, order=10)
        contribute(procedures, place=Place.FOOTER, order=60)


def work(request: HttpRequest) -> Iterator[Link]:
    """The worklists, for anybody signed in."""
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        yield Link("Work", "/work/")


def procedures(request: HttpRequest) -> Iterator[Link]:
    """How every procedure goes, for anybody."""
    yield Link("Procedures", "/procedures/")
