"""Orders as they were made and as they stand, and each term that the register was given."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.order_law import Source
from almoner.fitness.rules.order_tests import next_day
from almoner.fitness.rules.orders import ORDER
from almoner.procedure.models import Case, state_is_known


class OrderMade(Stage):
    """An order about a social worker, as it stands now; its steps say how it came to."""

    entry_id: int

    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=[(one.value, one.words) for one in Source])
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    kind = models.CharField(max_length=30)
    starts = models.DateField()
    until = models.DateField(null=True)
    text = models.TextField()
    reviewed_on = models.DateField(null=True)
    extended_on = models.DateField(null=True)
    #: The last day on which it may be reviewed next, reckoned by the law of the day it was last changed.
    review_by = models.DateField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(ORDER),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("starts")), name="order_made_runs_forward"),
            models.CheckConstraint(
                condition=Q(review_by=None) | Q(review_by__lte=F("until")), name="order_made_reviewed_before_its_end"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["review_by"], name="order_made_diary", condition=Q(closed_at__isnull=True)),
        ]

    @property
    def next_day(self) -> date | None:
        """The next day on which something is due: its review, or its last day."""
        return next_day(self)

    @property
    def due_by_itself(self) -> date | None:
        """An order is due on its next day, whatever its clocks say."""
        return self.next_day


class OrderTerm(models.Model):
    """What an order said from a day through a day, and the order of the register that says it."""

    order_id: uuid.UUID

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(OrderMade, on_delete=models.PROTECT, related_name="terms")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    starts = models.DateField()
    until = models.DateField(null=True)
    text = models.TextField()
    #: The register's own order. None for a removal, which ends the registration. No foreign key: another context's.
    register_order = models.BigIntegerField(null=True)
    lifted_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts}"
