"""Hearings, who sits on them and when, and who takes part."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from almoner.fitness.models.interim import InterimNeed
from almoner.fitness.models.orders import OrderMade
from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.hearing_outcomes import Purpose
from almoner.fitness.rules.hearings import HEARING, MODES
from almoner.fitness.rules.panels import SESSIONS, Half
from almoner.procedure.models import Case, state_is_known

PERSON = "people.Person"
ORGANISATION = "people.Organisation"


class Hearing(Stage):
    """A panel's sitting on a concern: final, to review an order, or for an interim one."""

    order_id: uuid.UUID | None
    interim_id: uuid.UUID | None

    purpose = models.CharField(max_length=10, choices=[(one.value, one.words) for one in Purpose])
    order = models.ForeignKey(OrderMade, on_delete=models.PROTECT, null=True, related_name="hearings")
    interim = models.ForeignKey(InterimNeed, on_delete=models.PROTECT, null=True, related_name="hearings")
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    session = models.CharField(max_length=10, blank=True, choices=SESSIONS)
    mode = models.CharField(max_length=10, blank=True, choices=MODES)
    room = models.CharField(max_length=100, blank=True)
    private = models.BooleanField(default=False)
    adjustments = models.TextField(blank=True)
    served_on = models.DateField(null=True)
    #: The last day on which the order may be reviewed, where it is a review; kept so that no worklist asks for it.
    order_day = models.DateField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(HEARING),
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None) | Q(last_day__gte=F("first_day")),
                name="hearing_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.REVIEW.value, order__isnull=False, interim=None)
                | Q(purpose=Purpose.INTERIM.value, interim__isnull=False, order=None)
                | Q(purpose=Purpose.FINAL.value, order=None, interim=None),
                name="hearing_has_what_it_is_for",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(closed_at__isnull=True), name="hearing_one_review_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["interim"], condition=Q(closed_at__isnull=True), name="hearing_one_interim_at_a_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["first_day"], name="hearing_by_day", condition=Q(closed_at__isnull=True)),
        ]

    @property
    def due_by_itself(self) -> date | None:
        """It is due on its first day, and a review no later than its order's day."""
        return min((day for day in (self.first_day, self.order_day) if day), default=None)


class PanelMember(models.Model):
    """An adjudicator on a panel, from the day they are seated until they leave it."""

    hearing_id: uuid.UUID
    person_id: uuid.UUID

    class Seat(models.TextChoices):
        """What they are on it."""

        CHAIR = "chair", "Chair"
        PROFESSIONAL = "professional", "Social worker member"
        LAY = "lay", "Lay member"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="panel")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=12, choices=Seat.choices)
    seated_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["hearing", "person"], condition=Q(left_at=None), name="panel_member_once_on_a_panel"
            ),
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(left_at=None, seat="chair"), name="panel_has_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} of {self.hearing_id}"


class Booking(models.Model):
    """Half a day of a person, or of a room, that a hearing has; the database gives none of it to two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    half = models.CharField(max_length=10, choices=[(half.value, half.value) for half in Half])
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    room = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "day", "half"], name="booking_a_person_is_in_one_place"),
            models.UniqueConstraint(
                fields=["organisation", "room", "day", "half"], condition=~Q(room=""), name="booking_a_room_has_one"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, room="") | (Q(person=None) & ~Q(room="")),
                name="booking_of_a_person_or_a_room",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.half}"


class Participant(models.Model):
    """Somebody who takes part in a hearing, how to reach them and what they need; apart from the evidence."""

    hearing_id: uuid.UUID

    class Part(models.TextChoices):
        """What they are there."""

        WORKER = "worker", "Social worker"
        REPRESENTATIVE = "representative", "Representative"
        WITNESS = "witness", "Witness"
        PRESENTER = "presenter", "Presents the regulator’s case"
        SUPPORTER = "supporter", "Supporter"
        INTERPRETER = "interpreter", "Interpreter"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="participants")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=20, choices=Part.choices)
    contact = models.CharField(max_length=200, blank=True)
    needs = models.TextField(blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"a participant of {self.hearing_id}"
