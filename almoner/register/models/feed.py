"""The change feed, and the keys by which another organisation's systems read it."""

import uuid

from django.db import models

from almoner.register.models.entry import Entry


class Change(models.Model):
    """One thing that changed on the register. `seq` rises in the order of commit: who has read n has missed nothing."""

    class Kind(models.TextChoices):
        """What changed."""

        REGISTERED = "registered", "Registered"
        RENEWED = "renewed", "Renewed"
        ENDED = "ended", "Registration ended"
        NAME = "name", "Name changed"
        TOWN = "town", "Town of work changed"
        ANNOTATED = "annotated", "Annotation added"
        ANNOTATION_ENDED = "annotation_ended", "Annotation ended"
        ORDER_PLACED = "order_placed", "Order placed"
        ORDER_LIFTED = "order_lifted", "Order lifted"
        SUPPRESSED = "suppressed", "Taken out of the published register"
        RESTORED_TO_VIEW = "restored_to_view", "Put back in the published register"
        CORRECTED = "corrected", "Corrected"

    seq = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    hidden = models.BooleanField(default=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    batch = models.ForeignKey(
        "register.ImportBatch", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "register_change"
        indexes = [models.Index(fields=["entry", "seq"], name="register_change_entry")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class FeedPlace(models.Model):
    """How far a reader of the feed has come, and the last day on which it looked at everything. One row each."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    swept_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"read to {self.seq}"


class Submission(models.Model):
    """One confirmed change of an entry, by the key of the page it was confirmed on, so that it counts once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    key = models.CharField(max_length=120)
    what = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        db_table = "register_submission"
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="register_submission_once")]

    def __str__(self) -> str:
        return self.what


class FeedKey(models.Model):
    """A key that an organisation's systems present to the API. Only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=100)
    begins = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "register_feedkey"

    def __str__(self) -> str:
        return f"{self.label} ({self.begins}…)"
