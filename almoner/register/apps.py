"""The register: who is on it, since when, until when, and on what terms."""

from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute
from almoner.people.rules import ROLES, Permission, Role


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
    """The way to the officers' pages, for those who keep the register; asks what the door has read already."""
    roles = {Role(membership.role) for membership in getattr(request, "memberships", ())}
    keeps = any(Permission.MANAGE_REGISTER in ROLES[role].permissions for role in roles)
    return (
        [Link("The register", "/register/office/", about="Entries as its officers see them, and changes to them")]
        if keeps
        else []
    )
