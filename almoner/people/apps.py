from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig

from almoner.people.rules import Permission
from almoner.record.access import let_erase
from almoner.record.rules import Actor
from almoner.scope.clock import london_date


class PeopleConfig(AppConfig):
    name = "almoner.people"

    def ready(self) -> None:
        """Say who is signed in, and the way to their organisation, to the header of every page; to the record who
        may erase; and note what happens at the door.
        """
        from almoner.design import navigation
        from almoner.people.web import presenters
        from almoner.people.web.sign_in import noting as noting

        navigation.identify_with(presenters.identity_of)
        navigation.contribute(presenters.links_of, order=70)
        navigation.contribute(presenters.public_links_of, place=navigation.Place.PUBLIC, order=90)
        let_erase(may_erase)


def may_erase(by: Actor, organisation_id: int | None, now: datetime) -> bool:
    """Whether somebody may erase what was written in an event of an organisation: who holds that permission there."""
    from almoner.people.models import Person
    from almoner.people.queries import holds

    if organisation_id is None or not isinstance(by, Person):
        return False
    return holds(by, Permission.ERASE_RECORD, organisation_id, london_date(now))
