"""The register: who is on it, since when, until when, and on what terms."""

from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute
from almoner.people.rules import Permission
from almoner.scope.clock import london_date


class RegisterConfig(AppConfig):
    """The context that holds the register."""

    name = "almoner.register"
    label = "register"
    verbose_name = "Register"

    def ready(self) -> None:
        """Have the register within reach of every public page."""
        contribute(public, place=Place.PUBLIC, order=10)
        contribute(staff, order=30)


def public(request: HttpRequest) -> list[Link]:
    """The way to the public register."""
    return [Link("Check the register", "/register/")]


def staff(request: HttpRequest) -> list[Link]:
    """The way to the officers' pages, for those who keep the register."""
    person = request.user
    if not person.is_authenticated:
        return []
    today = london_date(request.now)  # type: ignore[attr-defined]
    from almoner.people.queries import organisations_where  # models are not loaded when this module is

    keeps = organisations_where(person, Permission.MANAGE_REGISTER, today)
    return [Link("The register", "/register/office/")] if keeps else []
