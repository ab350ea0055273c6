"""The sample procedure's table of cases and who is what to it; made in the test database only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from almoner.people.models import Person
from almoner.procedure.access import ByOrganisation
from almoner.procedure.models import Case, state_is_known

from .referral import REFERRAL


class SampleReferral(Case):
    """A referral, with the people in relations to it as plain columns."""

    line_manager = models.UUIDField(null=True)
    next_manager_up = models.UUIDField(null=True)
    heads = models.JSONField(default=dict)
    recused = models.JSONField(default=list)
    sent_copies = models.IntegerField(default=0)

    objects: ClassVar[models.Manager[SampleReferral]] = models.Manager()

    class Meta(Case.Meta):
        app_label = "procedure_sample"
        constraints = [state_is_known(REFERRAL)]


class SampleAccess(ByOrganisation[SampleReferral]):
    """Membership roles, and the relations that the case's columns and `heads` (role to person) name."""

    def roles_among(self, people: Sequence[Person], case: SampleReferral, on: date) -> dict[UUID, frozenset[str]]:
        relations = {"line_manager": case.line_manager, "next_manager_up": case.next_manager_up}
        relations |= {role: UUID(holder) for role, holder in case.heads.items()}
        return {
            one: held | {name for name, holder in relations.items() if holder == one}
            for one, held in super().roles_among(people, case, on).items()
        }

    def holders(self, role: str, case: SampleReferral, on: date) -> Iterable[UUID] | None:
        if role in ("line_manager", "next_manager_up"):
            return [holder for holder in [getattr(case, role)] if holder]
        return [UUID(case.heads[role])] if role in case.heads else None

    def kept_away(self, people: Sequence[Person], case: SampleReferral, on: date) -> frozenset[UUID]:
        recused = {one.pk for one in people if str(one.pk) in case.recused}
        return super().kept_away(people, case, on) | recused


def count_a_copy(*, case: SampleReferral, **_: Any) -> None:
    """What the context does in the same transaction when a referral is sent."""
    case.sent_copies += 1
    case.save(update_fields=["sent_copies"])
