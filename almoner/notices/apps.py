from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.conf import settings
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute


class NoticesConfig(AppConfig):
    name = "almoner.notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        """Make the platform's own notices known, and its figures."""
        from almoner.notices import figures, wording

        wording.register()
        figures.register()
        contribute(footer, place=Place.FOOTER, order=40)
        contribute(calendar, place=Place.ACCOUNT, order=40)


def footer(request: HttpRequest) -> Iterator[Link]:
    """The reader's own calendar; in a demonstration, everybody's mail."""
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        yield Link("Your dates in your calendar", "/notices/calendar/")
    if settings.DEMO:
        yield Link("Outbox of the demonstration", "/notices/outbox/")


def calendar(request: HttpRequest) -> Iterator[Link]:
    """The reader's own calendar, from their account."""
    about = "The due dates of your work can appear in your own calendar."
    yield Link("Your dates in your calendar", "/notices/calendar/", about=about)
