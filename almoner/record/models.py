"""The record's tables. What they refuse stands in their migrations: no event, seal or head is ever altered or
removed.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models


class Entry(models.Model):
    """One event: who did what to what, for which organisation, under which clause, and, until erased, why and what
    changed.

    `at` is when the action says it happened, `recorded_at` when the database took it. The table also has a column
    `transaction_id`, by which the sweep tells changes that an action recorded from changes that none did.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case_id = models.UUIDField(null=True)
    organisation_id = models.IntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=TransactionNow())
    actor_id = models.TextField()
    kind = models.TextField()
    subject = models.TextField()
    clause = models.TextField()
    payload = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_id", "at"], name="record_entry_case", condition=models.Q(case_id__isnull=False)),
            models.Index(fields=["subject", "at"], name="record_entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Waiting(models.Model):
    """An event that waits for its seal. The sealer takes from here, never from "every id above the last": ids commit
    out of order.
    """

    position = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField(unique=True)

    class Meta:
        db_table = "record_queue"

    def __str__(self) -> str:
        return f"{self.position}"


class Seal(models.Model):
    """The place of an event in the record and in its case, and the hash of its leaf."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    case_id = models.UUIDField(null=True)
    number = models.IntegerField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case_id", "number"],
                name="record_seal_place_in_case",
                condition=models.Q(case_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index}"


class Tile(models.Model):
    """256 hashes of the tree; a proof is made from these."""

    id = models.BigAutoField(primary_key=True)
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["level", "position"], name="record_tile_place"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class Edge(models.Model):
    """The tree's right-hand edge, in one row: what does not fill a tile yet."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    levels = ArrayField(models.BinaryField())

    def __str__(self) -> str:
        return f"{self.size}"


class Head(models.Model):
    """A signed head: what is published."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size}"


class Reading(models.Model):
    """Somebody opened casework. Kept apart from the events, unsealed, and for a shorter time (docs/record.md says how
    long).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField()
    actor_id = models.TextField()
    subject = models.TextField()
    case_id = models.UUIDField(null=True)
    organisation_id = models.IntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["actor_id", "at"], name="record_reading_actor"),
            models.Index(
                fields=["case_id", "at"], name="record_reading_case", condition=models.Q(case_id__isnull=False)
            ),
            models.Index(fields=["at"], name="record_reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} read {self.subject}"


class Touched(models.Model):
    """A statement changed rows of a watched table. The sweep holds these against the events and removes them.

    The table also has a column `transaction_id`.
    """

    id = models.BigAutoField(primary_key=True)
    began = models.DateTimeField()
    at = models.DateTimeField()
    table_name = models.TextField()
    operation = models.TextField()
    rows = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name}"
