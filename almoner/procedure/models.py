"""What every case of every procedure has: its line in the docket, its steps, spans, requests, remarks, turns."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from almoner.procedure.rules import Procedure
from almoner.procedure.rules.requests import OUTSTANDING, RequestState

PERSON = "people.Person"


class Heading(models.Model):
    """What is known of every case, whichever procedure it runs on."""

    organisation_id: int
    assigned_to_id: uuid.UUID | None

    reference = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    visible_to = ArrayField(models.IntegerField())
    state = models.CharField(max_length=40, default="", blank=True)
    version = models.PositiveIntegerField(default=0)
    assigned_to = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Case(Heading):
    """What a context's own table of cases has in common with every other. Only a step changes `state`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @property
    def due_by_itself(self) -> date | None:
        """A day by which the case matters whatever its clocks say; worklists put the soonest first."""
        return None


def state_is_known(procedure: Procedure) -> models.CheckConstraint:
    """The database's own refusal of a state that the procedure's table does not name."""
    states = ["", *procedure.state_names]
    return models.CheckConstraint(condition=Q(state__in=states), name=f"{procedure.name}_state_is_known")


class Docket(Heading):
    """One line for every case of every procedure, kept by trigger, so that a worklist is one query over all."""

    case_id = models.UUIDField(primary_key=True)
    procedure = models.CharField(max_length=60)
    due = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due", "opened_at"], name="docket_open", condition=Q(closed_at__isnull=True)),
        ]


class OfACase(models.Model):
    """A row that belongs to one case and is seen by whoever sees the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Docket, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class Step(OfACase):
    """One move taken: never changed, never removed. `number` is the version of the case that it made."""

    number = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    move = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=80)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=60)
    reasons = models.TextField(blank=True)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    clause = models.CharField(max_length=40)
    apart_from = ArrayField(models.CharField(max_length=60), default=list)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="step_one_for_each_version"),
            models.UniqueConstraint(fields=["case", "key"], name="step_same_submission_counts_once"),
            models.CheckConstraint(condition=~Q(actor_id="") & ~Q(role=""), name="step_has_an_author_and_a_role"),
        ]


class Remark(OfACase):
    """Anything else that happened: a note, a request and its fortunes, an assignment, a pause. Append-only."""

    kind = models.CharField(max_length=20)
    text = models.TextField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "-at"], name="remark_of_a_case")]


class Span(OfACase):
    """A stored stretch of time: a case in a state, a clock's run, or a pause of it. Ordinals are working days."""

    kind = models.CharField(max_length=10)  # stage, clock, pause
    name = models.CharField(max_length=60)
    clock = models.CharField(max_length=60, blank=True)
    because = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=40, blank=True)
    waits_on = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    starts_on = models.DateField()
    starts_ord = models.IntegerField()
    ends_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)
    ends_ord = models.IntegerField(null=True)
    used = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "kind", "clock", "name"],
                condition=Q(ends_at__isnull=True),
                name="span_one_open_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True, ends_on__isnull=True, ends_ord__isnull=True)
                | Q(
                    ends_on__isnull=False,
                    ends_ord__isnull=False,
                    ends_at__gte=F("starts_at"),
                    ends_on__gte=F("starts_on"),
                    ends_ord__gte=F("starts_ord"),
                ),
                name="span_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "name"], name="span_by_kind")]


class Request(OfACase):
    """Something asked of somebody outside, who answers by a secret link; only the link's hash is kept."""

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in RequestState])
    to_name = models.CharField(max_length=200)
    to_email = models.EmailField()
    message = models.TextField(blank=True)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    expires_on = models.DateField()
    link_hash = models.CharField(max_length=64, unique=True)
    links_sent = models.PositiveSmallIntegerField(default=1)
    reminders = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(null=True)
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[RequestState.RECEIVED, RequestState.REVIEWED], answer__isnull=False)
                | (~Q(state__in=[RequestState.RECEIVED, RequestState.REVIEWED]) & Q(answer__isnull=True)),
                name="request_answered_when_received",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_on"], name="request_outstanding", condition=Q(state__in=sorted(OUTSTANDING))),
        ]

    @property
    def outstanding(self) -> bool:
        """Whether an answer is still waited for."""
        return RequestState(self.state) in OUTSTANDING


class Turn(OfACase):
    """Whose turn it is: a person, or everybody with a role in an organisation, but for those `barred` from it.

    `visible_to` is its case's, kept by trigger: a worklist reads thousands, and their guard asks for no case (ADR 112).
    """

    move = models.CharField(max_length=60)
    role = models.CharField(max_length=60)
    organisation_id = models.IntegerField(null=True)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    barred = ArrayField(models.CharField(max_length=80), default=list)
    visible_to = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(organisation_id__isnull=False) ^ Q(person__isnull=False),
                name="turn_is_a_persons_or_a_roles",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["organisation_id", "role"], name="turn_by_role")]
