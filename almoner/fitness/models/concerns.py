"""The concerns that the regulator has, and those that nobody has sent yet."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from almoner.fitness.rules.concern import CONCERN
from almoner.procedure.models import Case, state_is_known


class Concern(Case):
    """A concern about a social worker on the regulator's desk, with what was said of them as it was sent."""

    class Source(models.TextChoices):
        """Who raised it."""

        EMPLOYER = "employer", "Employer"
        PUBLIC = "public", "Member of the public"
        FORMER = "former", "Former regulator"

    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, null=True, related_name="+")
    about_name = models.CharField(max_length=400)
    about_number = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=20, choices=Source.choices)
    raised_by = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    #: The employer's own case. Not a foreign key: the regulator may not see that row.
    referral_id = models.UUIDField(null=True, unique=True)
    #: What was put forward and agreed, as (question, answer) pairs, frozen when it was sent.
    statement = models.JSONField(encoder=DjangoJSONEncoder, default=list)
    urgent = models.BooleanField(default=False)
    #: The concern about the same with which it is dealt with; never one that is itself joined to another.
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(CONCERN)]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-urgent", "opened_at", "id"], name="concern_open",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]  # fmt: skip


class UnsentConcern(models.Model):
    """What somebody without an account has answered so far, kept under a code that only they have."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    #: What they need to take part, apart from what they say happened.
    support = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    #: Where the code was sent, and where they are warned before it is forgotten.
    email = models.EmailField(max_length=254, blank=True)
    saved_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["saved_at"], name="unsent_concern_oldest")]

    def __str__(self) -> str:
        return "an unsent concern"


class Raiser(models.Model):
    """Who raised a concern and how to reach them, apart from the concern itself."""

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, primary_key=True, related_name="raiser")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    #: Of the code by which they follow it: enough to know it again, not enough to make it.
    code_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return "who raised a concern"


class SentFile(models.Model):
    """A file that somebody without an account sent with a concern. `concern_id` is the one that it is to become."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern_id = models.UUIDField()
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=140)
    sent_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["concern_id"], name="sent_file_of_a_concern")]

    def __str__(self) -> str:
        return self.name
