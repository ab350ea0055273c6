"""Who sees that a concern was inherited, and who brings such cases in."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import Inherited, InheritedFile
from almoner.fitness.queries.raising import Published, published_under
from almoner.fitness.rules.concern import INHERITED as CLAUSE
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.rules import Actor


class InheritedFacts:
    """What the rules of an inherited case look at."""

    def published(self, typed: str, on: date) -> Published | None:
        """Whom the public register shows under a number, however it was typed."""
        return published_under(typed, on)


class InheritedAccess(StageAccess[Inherited]):
    """Inherited cases, as every stage."""

    def facts(self, case: Inherited) -> InheritedFacts:
        """What the rules look at."""
        return InheritedFacts()


def files_visible_to(person: Person, on: date) -> QuerySet[InheritedFile]:
    """The files of former regulators' cases, for those who may bring them in."""
    desks = organisations_where(person, Permission.BRING_IN_CASES, on)
    return InheritedFile.objects.filter(organisation_id__in=desks).select_related("by", "document")


def insist_on_bringing_in(by: Actor, organisation_id: int, on: date) -> None:
    """Refused, unless somebody may bring in cases there. A command of the platform is not asked."""
    if isinstance(by, Person) and organisation_id not in organisations_where(by, Permission.BRING_IN_CASES, on):
        because = f"Only somebody who may {Permission.BRING_IN_CASES.words} can do this."
        raise Refused(Refusal(CLAUSE, because, "Ask a triage officer.", About.ROLE))
