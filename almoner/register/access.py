"""Who may do what to the register: the regulator's officers, by permission; machines of the platform by themselves."""

from datetime import date

from almoner.people import queries as people
from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Permission
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.rules import Actor


def regulator_id() -> int | None:
    """The organisation to which the register belongs; None before it has been set up."""
    return (
        Organisation.objects.filter(kind=OrganisationKind.REGULATOR).order_by("id").values_list("id", flat=True).first()
    )


def check_may(by: Actor, permission: Permission, on: date) -> int | None:
    """The regulator in whose name ``by`` acts; raises Refused when they hold no such permission there.

    A machine of the platform (an import by command, the demo) acts for the regulator without a membership.
    """
    regulator = regulator_id()
    if not isinstance(by, Person):
        return regulator
    if regulator is not None and regulator in people.organisations_where(by, permission, on):
        return regulator
    raise Refused(
        Refusal(
            "PLAN-R14",
            f"Only somebody at the regulator who may {permission.words} can do this.",
            "A membership of the regulator in a role that allows it, in force today.",
            About.ROLE,
        )
    )


def can(by: Actor, permission: Permission, on: date) -> bool:
    """Whether check_may would let them."""
    try:
        check_may(by, permission, on)
    except Refused:
        return False
    return True
