"""Entries and officers of the register for tests."""

from datetime import UTC, date, datetime
from itertools import count

from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record.rules import SystemActor
from almoner.register import actions
from almoner.register.models import Entry
from almoner.register.rules.names import PersonName
from almoner.scope.context import system

LONG_AGO = datetime(2024, 1, 8, 9, tzinfo=UTC)
MACHINE = SystemActor("test:arranging")
_numbers = count(1001)


def an_entry(
    forenames: str = "Jane",
    family: str = "Smith",
    *,
    number: int | None = None,
    town: str = "Leeds",
    starts: date = date(2020, 1, 6),
    until: date | None = date(2027, 11, 30),
) -> Entry:
    """Somebody on the register, from 2020 to November 2027 unless said otherwise."""
    with system("test"):
        return actions.register_person(
            name=PersonName(forenames, family), starts=starts, until=until, by=MACHINE, now=LONG_AGO, town=town,
            number=number or next(_numbers),
        )  # fmt: skip


def the_regulator() -> Organisation:
    """The regulator, one for each test."""
    with system("test"):
        found = Organisation.objects.filter(kind=OrganisationKind.REGULATOR).first()
        return found or an_organisation(OrganisationKind.REGULATOR, "The regulator")


def a_register_officer() -> Person:
    """Somebody at the regulator who keeps the register."""
    with system("test"):
        return a_person("Ife Adeyemi", Role.REGISTER_OFFICER, the_regulator())
