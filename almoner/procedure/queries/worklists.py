"""The two worklists, over every procedure at once."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from almoner.people.models import Membership, Person
from almoner.people.queries import without_conflicts
from almoner.procedure import registry
from almoner.procedure.models import Docket, Step, Turn


def needs_me(person: Person, on: date, *, procedure: str = "", text: str = "") -> QuerySet[Docket]:
    """Open cases in which it is this person's turn, the soonest due first. One query besides the memberships."""
    return _listed(person, on, procedure, text).filter(_my_turn(person, on))


def waiting_on_others(person: Person, on: date, *, procedure: str = "", text: str = "") -> QuerySet[Docket]:
    """Open cases that this person took a step in or holds, in which it is now somebody else's turn."""
    mine = Q(assigned_to=person) | Q(Exists(Step.objects.filter(case_id=OuterRef("pk"), by=person)))
    return _listed(person, on, procedure, text).filter(mine).exclude(_my_turn(person, on))


def turns_of(person: Person, on: date) -> QuerySet[Turn]:
    """Turns that are this person's own, or of a role they hold where it is held, unless they are barred from it."""
    mine = Q(person=person)
    for organisation, role in Membership.objects.on(on).filter(person=person).values_list("organisation_id", "role"):
        mine |= Q(organisation_id=organisation, role=role)
    return Turn.objects.filter(mine).exclude(barred__contains=[person.actor_id])


def _listed(person: Person, on: date, procedure: str, text: str) -> QuerySet[Docket]:
    """Open lines of the procedures registered here, each only as its own context's `visible_to` allows."""
    seen = Q(pk__in=[])
    for kept in registry.everything():
        name = kept.procedure.name
        if procedure in ("", name):
            visible = without_conflicts(kept.access.visible_to(person, on), person)
            seen |= Q(procedure=name) & Q(Exists(visible.order_by().filter(pk=OuterRef("pk"))))
    lines = Docket.objects.filter(seen, closed_at__isnull=True, version__gt=0)
    if text.strip():
        lines = lines.filter(Q(title__icontains=text.strip()[:200]) | Q(reference__istartswith=text.strip()[:40]))
    return lines.select_related("organisation", "assigned_to").order_by("due", "opened_at", "pk")


def _my_turn(person: Person, on: date) -> Q:
    return Q(Exists(turns_of(person, on).filter(case_id=OuterRef("pk"))))
