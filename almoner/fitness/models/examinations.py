"""Who may examine cases, the case examiners' stage of a concern, and each examiner's opinion."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from almoner.fitness.models.stages import Stage
from almoner.fitness.rules import disposals
from almoner.fitness.rules.examination import EXAMINATION, Standing
from almoner.fitness.rules.opinion import OPINION
from almoner.procedure.models import Case, state_is_known

PERSON = "people.Person"
STANDINGS = [(standing.value, standing.words.capitalize()) for standing in Standing]


class Appointment(models.Model):
    """Somebody decides cases as a lay or as a professional person, from a day to a day, both included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=20, choices=STANDINGS)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="appointment_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(ends__isnull=True), name="appointment_as_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing} since {self.starts}"


class Examination(Stage):
    """A case that was given to a pair of case examiners: who they are, and what they came to."""

    lay = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    professional = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    #: How many pairs it has been given to.
    pairs = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True, choices=disposals.OUTCOMES)
    sanction = models.CharField(max_length=20, blank=True)
    years = models.PositiveSmallIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(EXAMINATION),
            models.CheckConstraint(
                condition=Q(lay__isnull=True) | ~Q(lay=F("professional")), name="examination_by_two_people"
            ),
        ]

    @property
    def in_words(self) -> str:
        """The outcome with its length, once it is agreed."""
        return disposals.in_words(self.outcome, self.sanction, self.years or "", self.months)


class Opinion(Stage):
    """One examiner's opinion. Its row is seen by its writer alone until `shared_at`, in the database itself."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="opinions")
    examiner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=20, choices=STANDINGS)
    #: Which pair the writer was of.
    pair = models.PositiveSmallIntegerField()
    shared_at = models.DateTimeField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(OPINION),
            models.UniqueConstraint(fields=["examination", "pair", "standing"], name="opinion_one_of_each_standing"),
        ]
