"""The register: who is on it, since when, until when, and on what terms."""

from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute


class RegisterConfig(AppConfig):
    """The context that holds the register."""

    name = "almoner.register"
    label = "register"
    verbose_name = "Register"

    def ready(self) -> None:
        """Have the register within reach of every public page."""
        contribute(public, place=Place.PUBLIC, order=10)


def public(request: HttpRequest) -> list[Link]:
    """The way to the public register."""
    return [Link("Check the register", "/register/")]
