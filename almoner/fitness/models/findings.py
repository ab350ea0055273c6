"""What the regulator found, on its own side and at the employer, and what is to be done about it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.findings import FINDING, ORGANISATIONAL
from almoner.fitness.rules.learning import KINDS, LEARNING, RECOMMENDATION
from almoner.fitness.rules.outcomes import SHARED_OUTCOME, About
from almoner.procedure.models import Case, state_is_known
from almoner.scope.clock import london_date


class SharedOutcome(Stage):
    """The regulator's side of an outcome that it told one employer: what was said, and whether it was acknowledged."""

    employer = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12, choices=[(one.value, one.words) for one in About])
    outcome = models.CharField(max_length=200)
    words = models.TextField()
    #: The employer's own case. Not a foreign key: the regulator may not see that row.
    answered_by = models.UUIDField(unique=True)

    class Meta(Stage.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(SHARED_OUTCOME)]


class FromTheRegulator(Case):
    """The employer's side of it."""

    words = models.TextField()
    #: The regulator's case. Not a foreign key: the employer may not see that row.
    shared_id = models.UUIDField(unique=True)

    class Meta(Case.Meta):
        abstract = True

    @property
    def received_on(self) -> date | None:
        """The day on which it came."""
        return london_date(self.opened_at) if self.opened_at else None


class Finding(FromTheRegulator):
    """What the regulator decided about one member of staff, as it told their employer."""

    member = models.ForeignKey("employment.StaffMember", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=200)
    #: Whether it came with anything to act on, so that the meeting has to discuss it.
    has_feedback = models.BooleanField()

    class Meta(FromTheRegulator.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(FINDING)]


class OrganisationalFinding(FromTheRegulator):
    """What the regulator found in an employer's policies, procedures or culture. It names nobody."""

    class Meta(FromTheRegulator.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(ORGANISATIONAL)]


class Recommendation(Case):
    """One thing that the regulator recommended or ordered, as an action at the employer that both sides see."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="recommendations")
    shared_id = models.UUIDField(db_index=True)
    text = models.TextField()
    due_on = models.DateField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(RECOMMENDATION)]

    @property
    def due_by_itself(self) -> date | None:
        """The day by which its owner is to have done it."""
        return self.due_on


class LearningAction(Case):
    """Something that the meeting decided: what is to be done, by whom, and who reads what."""

    #: The finding that it came from, on a person or on the organisation.
    finding_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.TextField()
    roles = ArrayField(models.CharField(max_length=40), default=list)
    teams = ArrayField(models.CharField(max_length=200), default=list)
    due_on = models.DateField()

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(LEARNING),
            models.CheckConstraint(
                condition=~models.Q(roles=[]) | ~models.Q(teams=[]), name="learning_has_an_audience"
            ),
        ]

    @property
    def due_by_itself(self) -> date | None:
        """The day by which it is to be done."""
        return self.due_on


class Reading(models.Model):
    """That somebody in the audience confirmed that they read it. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey(LearningAction, on_delete=models.PROTECT, related_name="readings")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["action", "person"], name="reading_counts_once")
        ]

    def __str__(self) -> str:
        return "a confirmed reading"
