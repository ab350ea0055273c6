"""An entry and the dated facts that make it up. Nothing here says what its status is: rules.standing works that out.

Facts are added, ended and withdrawn, never rewritten: a withdrawn fact was wrong, and stays to be seen by
the regulator. Every fact row repeats whether its entry is suppressed (`hidden`), kept equal by a foreign key
that cascades, so that row-level security needs no second table to hide it.
"""

from django.db import models
from django.db.models import F, Q

from almoner.register.rules.number import HIGHEST, shown


class Entry(models.Model):
    """One person on the register, known by a number for life."""

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    suppressed = models.BooleanField(default=False)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "register_entry"
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=HIGHEST), name="entry_number_in_range"),
            models.UniqueConstraint(fields=["id", "suppressed"], name="entry_id_and_suppressed"),
        ]
        indexes = [
            # Numbers are looked up here, where who is suppressed is missed as fast as a number never given.
            models.Index(fields=["number"], condition=Q(suppressed=False), name="entry_published_number"),
        ]

    def __str__(self) -> str:
        return shown(self.number)


class Fact(models.Model):
    """What every dated fact has: its entry, when it was entered, and when it was found wrong if it was."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    hidden = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True


class Name(Fact):
    """A name somebody is registered under, from a day until another; the past ones are kept."""

    class Why(models.TextChoices):
        """Why a name became another one."""

        FIRST = "first", "First entered"
        MARRIAGE = "marriage", "Marriage or civil partnership"
        DEED_POLL = "deed_poll", "Deed poll"
        GENDER = "gender", "Change of gender"
        CORRECTION = "correction", "Correction"
        IMPORTED = "imported", "Found changed in an import"

    forenames = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=200)
    why = models.CharField(max_length=20, choices=Why.choices, default=Why.FIRST)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    may_be_shown = models.BooleanField(default=False)

    class Meta:
        db_table = "register_name"
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(ends=None, withdrawn_at=None), name="one_name_now"),
        ]
        indexes = [models.Index(fields=["entry"], name="register_name_entry")]

    def __str__(self) -> str:
        return f"{self.forenames} {self.family}".strip()


class Town(Fact):
    """The postal town somebody works in."""

    town = models.CharField(max_length=100)
    folded = models.CharField(max_length=100)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "register_town"
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(ends=None, withdrawn_at=None), name="one_town_now"),
        ]
        indexes = [
            models.Index(fields=["entry"], name="register_town_entry"),
            models.Index(
                fields=["folded", "entry"], condition=Q(ends=None, withdrawn_at=None), name="register_town_now"
            ),
        ]

    def __str__(self) -> str:
        return self.town


class Term(Fact):
    """A span on the register; a renewal is the next span. Its last day is included, its ending's day is not."""

    starts = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_how = models.CharField(max_length=40, blank=True, default="")
    reasons = models.TextField(blank=True, default="")

    class Meta:
        db_table = "register_term"
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("starts")), name="term_runs_forward"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_how="") | (Q(ended_on__gte=F("starts")) & ~Q(ended_how="")),
                name="term_ending_has_a_day_and_a_ground",
            ),
        ]
        indexes = [
            models.Index(fields=["entry"], name="register_term_entry"),
            models.Index(fields=["until"], condition=Q(ended_on=None, withdrawn_at=None), name="register_term_until"),
        ]

    def __str__(self) -> str:
        return f"{self.starts} to {self.ended_on or self.until or '…'}"


class Annotation(Fact):
    """A specialist qualification beside an entry (PLAN-R10)."""

    kind = models.CharField(max_length=40)
    starts = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "register_annotation"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "kind"],
                condition=Q(ended_on=None, withdrawn_at=None),
                name="one_annotation_of_a_kind_now",
            )
        ]
        indexes = [models.Index(fields=["entry"], name="register_annotation_entry")]

    def __str__(self) -> str:
        return self.kind


class Order(Fact):
    """A suspension, conditions, warning or advice. `until` is the last day, `lifted_on` the day of effect."""

    kind = models.CharField(max_length=40)
    starts = models.DateField()
    until = models.DateField(null=True, blank=True)
    lifted_on = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True, default="")
    reasons = models.TextField(blank=True, default="")
    lifted_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "register_order"
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("starts")), name="order_runs_forward")
        ]
        indexes = [models.Index(fields=["entry"], name="register_order_entry")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts}"


class Suppression(models.Model):
    """An entry kept out of the published register, from the day it is decided until somebody lifts it."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)
    reasons = models.TextField()
    lifted_why = models.TextField(blank=True, default="")
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "register_suppression"
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(lifted_on=None), name="one_suppression_at_a_time")
        ]

    def __str__(self) -> str:
        return f"suppressed from {self.starts}"
