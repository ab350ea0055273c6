"""The candidate's file: what the agency builds of one social worker, and with whom the worker lets it be shared."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from almoner.procedure.models import Case, state_is_known
from almoner.references.rules.candidate_file import CANDIDATE_FILE
from almoner.references.rules.history import Basis, Left

PERSON, ORGANISATION = "people.Person", "people.Organisation"


class CandidateFile(Case):
    """One social worker on the books of one agency; `visible_to` has the authorities that the worker agreed to."""

    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=12)
    #: Where the worker is sent a link to their own file.
    worker_email = models.EmailField(blank=True)
    dbs_number = models.CharField(max_length=20, blank=True)
    dbs_on = models.DateField(null=True)
    dbs_reviewed_on = models.DateField(null=True)
    dbs_reviewed_by = models.CharField(max_length=200, blank=True)
    dbs_review = models.TextField(blank=True)
    expires_on = models.DateField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(CANDIDATE_FILE),
            models.UniqueConstraint(
                fields=["organisation", "entry"], condition=~Q(state="closed"), name="one_file_of_a_candidate"
            ),
        ]

    @property
    def due_by_itself(self) -> date | None:
        """A file that is complete matters again on the day it expires."""
        return self.expires_on if self.state == "complete" else None


class OfAFile(models.Model):
    """A row that belongs to one file, and is seen by whoever sees the file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CandidateFile, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class PastPost(OfAFile):
    """One post of the employment history; `taken_out_at` where it was found to be wrong."""

    employer = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, null=True, related_name="+")
    employer_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    basis = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Basis])
    childrens = models.BooleanField()
    starts = models.DateField()
    ends = models.DateField(null=True)
    reason = models.CharField(max_length=12, blank=True, choices=[(one.value, one.words) for one in Left])
    taken_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="post_runs_forward"),
        ]


class Explanation(OfAFile):
    """What somebody did in the days of a gap. The latest for a gap holds."""

    starts = models.DateField()
    ends = models.DateField()
    text = models.TextField()
    at = models.DateTimeField()


class Consent(models.Model):
    """That the social worker agreed to one organisation's reading: the file, or what an authority said of them.

    Dated, and ended by withdrawal; a new one is given anew. Seen by the agency and by whoever it was given to.
    """

    class What(models.TextChoices):
        """What may be read."""

        FILE = "file", "The file, with its references"
        WORDS = "words", "What authorities said, by the agency"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CandidateFile, on_delete=models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What.choices)
    given_at = models.DateTimeField()
    #: Whether by the worker's account, or by the link that was sent to them.
    by_link = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["file", "to", "what"], condition=Q(withdrawn_at__isnull=True), name="consent_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.what}"
