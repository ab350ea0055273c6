"""Design as a Django app; it has no models."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse

from almoner.design.navigation import Link, Place, contribute


class DesignConfig(AppConfig):
    """Puts the pages of the service as a whole into the footer."""

    name = "almoner.design"

    def ready(self) -> None:
        contribute(footer, place=Place.FOOTER, order=90)


def footer(request: HttpRequest) -> Iterator[Link]:
    """The links that every page ends with."""
    yield Link("Accessibility statement", reverse("accessibility"))
    yield Link("Contact", reverse("contact"))
