"""References: the case at the authority that gives one, what the file knows of it, and what it says."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from almoner.procedure.models import Case, state_is_known
from almoner.references.models.files import ORGANISATION, PERSON, OfAFile
from almoner.references.rules.file_facts import How, Kind, Standing
from almoner.references.rules.reference import REFERENCE

_KINDS = [(one.value, one.words) for one in Kind]


class Reference(Case):
    """A reference at the authority that is asked for it, and seen there alone: its steps hold what was said."""

    name = models.CharField(max_length=200)
    number = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=_KINDS)
    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    #: Who asked for it, by name; nobody where the platform did, in place of one that was set aside.
    asked_by = models.CharField(max_length=200, blank=True)
    title_held = models.CharField(max_length=200, blank=True)
    #: Whether the post was that of a team or first-line manager.
    #: What the file knows of it. Not a foreign key: the authority may not see that row.
    asked_id = models.UUIDField(unique=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(REFERENCE)]


class AskedReference(OfAFile):
    """What the file knows of a reference: from whom, where it stands, who gave it and as what. Never its words."""

    kind = models.CharField(max_length=12, choices=_KINDS)
    giver = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    #: The giver's case. Not a foreign key: the agency may not see that row.
    reference_id = models.UUIDField(unique=True)
    standing = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Standing])
    asked_at = models.DateTimeField()
    given_on = models.DateField(null=True)
    given_by = models.CharField(max_length=200, blank=True)
    given_by_role = models.CharField(max_length=40, blank=True)
    worry = models.BooleanField(default=False)
    flags = ArrayField(models.CharField(max_length=20), default=list)
    #: The reference that it took the place of, where one was set aside.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file", "standing"], name="asked_of_a_file")]


class GivenWords(models.Model):
    """What a reference says. Seen by the authority that gave it and by those to whom the worker agreed; never else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked = models.OneToOneField(AskedReference, on_delete=models.PROTECT, related_name="words")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    visible_to = ArrayField(models.IntegerField())
    answers = models.JSONField(encoder=DjangoJSONEncoder)
    given_at = models.DateTimeField()
    #: Prints of its longer answers, by which the same words are found in another; they say nothing themselves.
    prints = ArrayField(models.CharField(max_length=64), default=list)

    def __str__(self) -> str:
        return f"words {self.pk}"


class Verified(OfAFile):
    """That one authority verified one reference: how, who with whom, when and at what address (REF-7)."""

    asked = models.ForeignKey(AskedReference, on_delete=models.PROTECT, related_name="verified")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=[(one.value, one.words) for one in How])
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    with_whom = models.CharField(max_length=200)
    at_address = models.CharField(max_length=254)
    on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["asked", "organisation"], name="verified_once_by_an_authority"),
        ]


class OneTimeLink(models.Model):
    """A link by which somebody without an account answers once, or the worker sees their own file."""

    class What(models.TextChoices):
        """What it opens."""

        GIVE = "give", "Give a reference"
        SEE = "see", "See one’s own file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    what = models.CharField(max_length=8, choices=What.choices)
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(db_index=True)
    to_email = models.EmailField()
    link_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_on = models.DateField()
    #: The browser that began with it, by the print of its cookie.
    begun_by = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case_id", "what"],
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="one_link_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.what}"
