"""Kinds with their dates: a row per version, so that next year's is entered and yesterday's still judges yesterday."""

from django.db import models

from almoner.register.rules.kinds import Certainty, Effect


class Kind(models.Model):
    """What every kind has: a code that facts carry, words, the days it is valid, and how sure we are of it."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    certainty = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Certainty])
    source = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class OrderKind(Kind):
    """A kind of order, warning or advice, what it does to practice and how long it is published."""

    effect = models.CharField(max_length=30, choices=[(e.value, e.value) for e in Effect])
    interim = models.BooleanField(default=False)
    longest_months = models.PositiveSmallIntegerField(null=True, blank=True)
    on_register = models.BooleanField(default=True)
    published_after_end = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "register_orderkind"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="order_kind_version")]


class EndingGround(Kind):
    """A ground on which registration ends (regulation 14)."""

    regulation = models.CharField(max_length=20, blank=True)
    must = models.BooleanField()
    restorable = models.BooleanField()

    class Meta:
        db_table = "register_endingground"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="ending_ground_version")]


class AnnotationKind(Kind):
    """A specialist qualification that the register may show (PLAN-R10)."""

    granted_on = models.CharField(max_length=200, blank=True)
    on_register = models.BooleanField(default=True)

    class Meta:
        db_table = "register_annotationkind"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="annotation_kind_version")]
