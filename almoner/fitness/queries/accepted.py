"""Reads of proposed outcomes: the social worker's own, and those whose time is over."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from almoner.employment.models import StaffMember
from almoner.fitness.access.accepted import ProposalFacts
from almoner.fitness.models import AcceptedOutcome
from almoner.fitness.rules.accepted_outcome import ACCEPTED_OUTCOME, DAYS_TO_ENTER
from almoner.people.models import Person
from almoner.procedure.models import Docket
from almoner.scope.context import system


def proposed_to(person: Person) -> QuerySet[AcceptedOutcome]:
    """What has been proposed to this person, by the entries of the register that employers have linked to them.

    Needs the system's scope: the social worker is no member of the regulator, whose rows these are.
    """
    entries = StaffMember.objects.filter(person=person, withdrawn_at__isnull=True).values("entry_id")
    return AcceptedOutcome.objects.filter(concern__entry_id__in=entries).select_related("concern", "organisation")


def own_proposal(person: Person, case_id: UUID) -> AcceptedOutcome | None:
    """The outcome of that id that was proposed to this person; None for any other."""
    with system("a social worker looks at an outcome proposed to them"):
        return proposed_to(person).exclude(state="").filter(pk=case_id).first()


def to_answer(person: Person) -> list[AcceptedOutcome]:
    """What this person has been proposed and has not answered."""
    with system("what has been proposed to somebody"):
        return list(proposed_to(person).filter(state="proposed").order_by("opened_at", "pk"))


def last_day(case: AcceptedOutcome) -> date | None:
    """The last day to answer; None while the clock stands."""
    with system("the last day to answer a proposal"):
        return ProposalFacts(case).due


def overdue(on: date) -> list[UUID]:
    """Proposals whose time was over, and the days for the post too, before this day."""
    latest = on - timedelta(days=DAYS_TO_ENTER.on(on))
    lines = Docket.objects.filter(procedure=ACCEPTED_OUTCOME.name, state="proposed", due__lt=latest)
    return list(lines.order_by("due").values_list("pk", flat=True))
