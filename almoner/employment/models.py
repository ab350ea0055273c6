"""Staff lists and their rows, the staff they become, what each list changed, and alerts about registrations."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from almoner.employment.rules import results
from almoner.employment.rules.alerts import STAFF_ALERT, Kind
from almoner.employment.rules.lists import STAFF_LIST
from almoner.procedure.models import Case, state_is_known
from almoner.register.models import FeedPlace
from almoner.scope.clock import london_date

PERSON, ORGANISATION, ENTRY = "people.Person", "people.Organisation", "register.Entry"


def _json(**more: Any) -> models.JSONField:
    return models.JSONField(encoder=DjangoJSONEncoder, **more)


class StaffList(Case):
    """A list that an employer sent. Its state is the procedure's; its counts are kept for the page."""

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    columns = _json(default=list)
    about = _json(default=dict)
    mapping = _json(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    trouble = models.TextField(blank=True)
    as_at = models.DateField(null=True)
    done = models.PositiveIntegerField(default=0)
    rows_in_all = models.PositiveIntegerField(default=0)
    weights = models.CharField(max_length=40, blank=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(STAFF_LIST),
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=~Q(state__in=["unreadable", "undone", "discarded"]),
                name="staff_list_same_file_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "-opened_at"], name="staff_list_newest")
        ]


class StaffListRow(models.Model):
    """One row as it came, what it was read as, what came of it, and what a person decided."""

    class Decision(models.TextChoices):
        """What a person, or for a certain row the rule, says of it."""

        NONE = "", "Not decided"
        IS = "is", "This person"
        NOBODY = "nobody", "Not on the register"
        LEFT_OUT = "left_out", "Left out"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff_list = models.ForeignKey(StaffList, on_delete=models.CASCADE, related_name="rows")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    cells = _json()
    values = _json(default=dict)
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    why = _json(default=list)
    remarks = _json(default=list)
    possible = _json(default=list)
    may_practise = models.BooleanField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    entry = models.ForeignKey(ENTRY, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["staff_list", "line"], name="staff_list_row_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", *results.OUTCOMES]), name="staff_list_row_outcome"),
            models.CheckConstraint(
                condition=~Q(decision="is") | Q(entry__isnull=False), name="staff_list_row_is_somebody"
            ),
            models.CheckConstraint(
                condition=Q(outcome="certain") | ~Q(decision="is") | Q(decided_by__isnull=False),
                name="staff_list_row_below_certain_needs_a_person",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["staff_list", "outcome", "decision", "line"], name="staff_list_row_band")
        ]

    def __str__(self) -> str:
        return f"row {self.line}"


class StaffMember(models.Model):
    """A social worker who works here, linked to an entry of the register and watched until the day they leave."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(ENTRY, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=12)
    team = models.CharField(max_length=200, blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    staff_id = models.CharField(max_length=60, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True)
    linked_name = models.CharField(max_length=400)
    linked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "entry"],
                condition=Q(ends__isnull=True, withdrawn_at__isnull=True),
                name="staff_member_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="staff_member_ends_after_starting"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "name", "id"], name="staff_member_by_name"),
            models.Index(fields=["entry"], name="staff_member_by_entry"),
        ]

    def __str__(self) -> str:
        return self.name

    def watched_on(self, on: date) -> bool:
        """Whether the register is watched for this person on a day: until the day they left, inclusive."""
        return self.withdrawn_at is None and (self.ends is None or self.ends >= on)


class StaffChange(models.Model):
    """What a finished list did to one member of staff, kept whole so that it can be undone exactly."""

    class Kind(models.TextChoices):
        """What was done."""

        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        LEFT = "left", "Left"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    staff_list = models.ForeignKey(StaffList, on_delete=models.PROTECT, related_name="changes")
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    before = _json(default=dict)
    after = _json(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["staff_list", "member"], name="staff_change_once_a_list")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["member", "-at"], name="staff_change_history")]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id}"


class StaffAlert(Case):
    """Something an employer must know about a registration; it stands on worklists until it is dealt with."""

    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.words) for kind in Kind])
    mark = models.CharField(max_length=500, blank=True)
    effective_on = models.DateField(null=True)
    words = models.TextField()
    #: The nearest warning, in days before the end, that has been told of; for a registration due to end.
    reached = models.PositiveSmallIntegerField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(STAFF_ALERT)]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "kind"], condition=Q(closed_at__isnull=True), name="staff_alert_open")
        ]

    @property
    def due_by_itself(self) -> date | None:
        """What stops somebody's work is due the day it is known; a registration due to end, by its last day."""
        if Kind(self.kind).urgent:
            return london_date(self.opened_at) if self.opened_at else None
        return self.effective_on if self.kind == Kind.EXPIRING else None


class ColumnMemory(models.Model):
    """How an organisation's list was mapped last time, found again by the list's headings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    mapping = _json(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "fingerprint"], name="column_memory_once")
        ]

    def __str__(self) -> str:
        return self.fingerprint[:8]


class Watch(FeedPlace):
    """How far the change feed has been read for those who work here."""

    class Meta(FeedPlace.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="watch_is_one_row")
        ]
