"""Bookings between an authority and an agency, the names under their exceptions, and the assignments that follow."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from almoner.procedure.models import Case, state_is_known
from almoner.references.rules.assignment import ASSIGNMENT
from almoner.references.rules.booking import BOOKING
from almoner.references.rules.checks import SIGNERS
from almoner.references.rules.packs import Job, Service
from almoner.register.models import FeedPlace

PERSON, ORGANISATION, FILE = "people.Person", "people.Organisation", "references.CandidateFile"
JOBS = [(one.value, one.words) for one in Job]
SERVICES = [(one.value, one.words) for one in Service]


class Work(Case):
    """What an authority asks of an agency: which job, for whom, from when to when, with whom to answer for it."""

    agency = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    job = models.CharField(max_length=20, choices=JOBS)
    service = models.CharField(max_length=20, choices=SERVICES)
    team = models.CharField(max_length=100)
    starts = models.DateField()
    ends = models.DateField()
    hours = models.PositiveSmallIntegerField()
    #: Whether the worker comes as one of a project team or in a package.
    project = models.BooleanField()

    class Meta(Case.Meta):
        abstract = True


class Booking(Work):
    """An authority’s request to one agency, whom the agency offers, and the checks as they stood when confirmed."""

    notice_weeks = models.PositiveSmallIntegerField()
    substantive_weeks = models.PositiveSmallIntegerField()
    needed = models.TextField()
    file = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="bookings")
    #: Whom the file is about, kept apart so that the booking reads on when the file may no longer be seen.
    candidate = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    #: Each line of the preflight as it stood at the confirmation.
    checked = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta(Work.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(BOOKING),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="booking_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gt=0), name="booking_price_is_a_price"),
        ]


class SignedLine(models.Model):
    """Somebody’s name under a line of the preflight as it stood: an override, counted as one. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="signed")
    line = models.CharField(max_length=30, choices=[(one.value, one.words) for one in SIGNERS])
    mark = models.CharField(max_length=500, blank=True)
    role = models.CharField(max_length=40)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["booking", "line", "mark", "by"], name="line_signed_once_by_one_person")
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.role}"


class Assignment(Work):
    """A social worker of an agency at an authority, from a day to a day, watched on the register meanwhile."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="assignment")
    file = models.ForeignKey(FILE, on_delete=models.PROTECT, related_name="assignments")
    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, related_name="+")
    #: On the authority’s staff list from the first day, so that whatever is about its staff can be about them.
    member = models.ForeignKey("employment.StaffMember", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=12)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    price = models.DecimalField(max_digits=7, decimal_places=2)
    #: What the register said when it was last looked at: may practise or not, and conditions in words.
    may_practise = models.BooleanField(default=True)
    conditions = models.TextField(blank=True)

    class Meta(Work.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(ASSIGNMENT),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="assignment_ends_after_it_starts"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entry"], condition=Q(closed_at__isnull=True), name="assignment_watched")
        ]

    @property
    def due_by_itself(self) -> date | None:
        """It matters on its first day until they have started, and on its last day after."""
        return self.starts if self.state == "agreed" else self.ends


class AssignmentWatch(FeedPlace):
    """How far the change feed has been read for assignments."""

    class Meta(FeedPlace.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="assignment_watch_is_one_row")
        ]
