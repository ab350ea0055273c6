"""The letters that the regulator writes about a case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from almoner.fitness.models.concerns import Concern
from almoner.fitness.rules.letters import Addressee


class Letter(models.Model):
    """One letter about a step of a case: what it says, and once its event is sealed the file that was made of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="letters")
    #: The case whose step it tells of; any stage of the concern, or the concern itself.
    case_id = models.UUIDField()
    step_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    addressee = models.CharField(max_length=10, choices=[(one.value, one.words) for one in Addressee])
    #: Who may read it as its addressee, where they have an account.
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=400)
    values = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    queued_at = models.DateTimeField()
    #: Where the event stands in the record, as it is printed: its leaf, the size of the tree, the root.
    leaf = models.BigIntegerField(null=True)
    size = models.BigIntegerField(null=True)
    root = models.CharField(max_length=44, blank=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step_id", "kind", "concern"], name="letter_one_of_a_kind_for_a_step"),
            models.CheckConstraint(
                condition=models.Q(written_at__isnull=True) | models.Q(document__isnull=False, leaf__isnull=False),
                name="letter_is_written_with_its_place",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["queued_at"], condition=models.Q(written_at__isnull=True), name="letter_to_write"),
        ]

    def __str__(self) -> str:
        return f"a letter to {self.addressee}"
