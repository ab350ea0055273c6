from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from almoner.notices.rules import State


class Notice(models.Model):
    """One message to one reader: written in the transaction of what it tells about, sent after that is committed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The organisation on whose behalf it is sent, which may see what became of it; none for the platform's own.
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    #: Two notices of one organisation with one key are one notice.
    key = models.CharField(max_length=200)
    template = models.CharField(max_length=60)
    #: As `rules.check_values` stored them: counts, dates, references, our own links. Never words about a person.
    values = models.JSONField(default=dict)
    #: Secret links, encrypted, and wiped once the notice is out of our hands.
    sealed_values = models.BinaryField(default=bytes)
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_address = models.EmailField(max_length=320, blank=True)
    #: Who caused it and is told when it cannot be delivered; none when a clock or a sweep did.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    #: What it is about, as the record names it, and its case, on whose page it is shown.
    about = models.CharField(max_length=160, blank=True)
    case_id = models.UUIDField(null=True)

    state = models.CharField(max_length=10, choices=[(state, state.words) for state in State], default=State.QUEUED)
    queued_at = models.DateTimeField()
    #: When to send it, or to try again.
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=20, blank=True)
    carried_as = models.CharField(max_length=200, blank=True)
    #: Why it was refused or not sent, in one of our own sentences.
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"], name="notices_notice_once_by_key", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(to_person__isnull=False) ^ ~Q(to_address=""), name="notices_notice_one_reader"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SENT, State.DELIVERED]) | Q(sent_at__isnull=False),
                name="notices_notice_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(F("due_at"), name="notices_notice_due", condition=Q(state__in=[State.QUEUED, State.SENDING])),
            models.Index(F("sent_at"), name="notices_notice_out", condition=Q(state=State.SENT)),
            models.Index(
                "organisation",
                F("settled_at").desc(),
                name="notices_notice_failed",
                condition=Q(state__in=[State.BOUNCED, State.SET_ASIDE]),
            ),
            models.Index("case_id", "queued_at", name="notices_notice_case", condition=Q(case_id__isnull=False)),
            models.Index("carried_as", name="notices_notice_carried", condition=~Q(carried_as="")),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.id}"


class CalendarFeed(models.Model):
    """Somebody's secret calendar address. Only a hash of the secret is kept, so it can be shown once only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="notices_calendarfeed_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"calendar {self.id}"


class DemonstrationMail(models.Model):
    """A message as its reader would have got it. Only a demonstration has any; nobody real is ever in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message_id = models.CharField(max_length=200)
    to_address = models.EmailField(max_length=320)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["message_id", "to_address"], name="notices_demonstrationmail_once")
        ]

    def __str__(self) -> str:
        return f"demonstration mail {self.id}"
