"""The two worklists, over every procedure at once."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from almoner.people.models import Person
from almoner.people.queries import barred_among, memberships_on
from almoner.procedure import registry
from almoner.procedure.models import Docket, Step, Turn


def needs_me(person: Person, on: date, *, procedure: str = "", text: str = "") -> QuerySet[Docket]:
    """Open cases in which it is this person's turn, the soonest due first.

    One query besides what the person is, is kept away from and has a part in, which is asked as it is put together.
    """
    return _listed(person, on, procedure, text, _my_turn(person, on), _procedures_of(person, on))


def waiting_on_others(person: Person, on: date, *, procedure: str = "", text: str = "") -> QuerySet[Docket]:
    """Open cases that this person took a step in or holds, in which it is now somebody else's turn."""
    part = _took_part(person)
    names = (
        Docket.objects.filter(part, closed_at__isnull=True).order_by().values_list("procedure", flat=True).distinct()
    )
    return _listed(person, on, procedure, text, part, set(names)).exclude(_my_turn(person, on))


def turns_of(person: Person, on: date) -> QuerySet[Turn]:
    """Turns that are this person's own, or of a role they hold where it is held, unless they are barred from it."""
    mine = Q(person=person)
    for held in memberships_on(person, on):
        mine |= Q(organisation_id=held.organisation_id, role=held.role)
    return Turn.objects.filter(mine).exclude(barred__contains=[person.actor_id])


def _procedures_of(person: Person, on: date) -> set[str]:
    """The procedures in which it can be this person's turn: by a role that they hold, or as theirs alone."""
    held = {m.role for m in memberships_on(person, on)}
    named = {one.procedure.name for one in registry.everything() if held & one.procedure.waits_for}
    return named.union(Turn.objects.filter(person=person).values_list("case__procedure", flat=True).distinct())


def _listed(person: Person, on: date, procedure: str, text: str, part: Q, names: set[str]) -> QuerySet[Docket]:
    lines = _seen(person, on, names & {procedure or name for name in names}).filter(part)
    if text.strip():
        lines = lines.filter(Q(title__icontains=text.strip()[:200]) | Q(reference__istartswith=text.strip()[:40]))
    # Apart from the lines: joined to them, both would be joined to every line before the first page is cut off.
    return lines.prefetch_related("organisation", "assigned_to").order_by("due", "opened_at", "pk")


def _seen(person: Person, on: date, names: set[str]) -> QuerySet[Docket]:
    """Open lines of the procedures named, each only as its own context's `visible_to` allows."""
    seen, barred = Q(pk__in=[]), []
    for kept in registry.everything():
        if kept.procedure.name in names:
            visible = kept.access.visible_to(person, on).filter(closed_at__isnull=True).order_by()
            seen |= Q(procedure=kept.procedure.name) & Q(Exists(visible.filter(pk=OuterRef("pk"))))
            barred += barred_among(person, kept.model)
    lines = Docket.objects.filter(seen, closed_at__isnull=True, version__gt=0)
    # A context leaves conflicts out itself; this holds where one forgets.
    return lines.exclude(pk__in=barred) if barred else lines


def _my_turn(person: Person, on: date) -> Q:
    return Q(Exists(turns_of(person, on).filter(case_id=OuterRef("pk"))))


def _took_part(person: Person) -> Q:
    return Q(assigned_to=person) | Q(Exists(Step.objects.filter(case_id=OuterRef("pk"), by=person)))
