"""Posts, who stands above whom, and who covers for whom."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from almoner.people.models.people import Organisation, Person


class PostQuerySet(models.QuerySet["Post"]):
    def on(self, day: date) -> PostQuerySet:
        """Those that exist on a day; `closed` is the first day without the post."""
        return self.filter(Q(closed__isnull=True) | Q(closed__gt=day), opened__lte=day)


class Post(models.Model):
    """A place in the line of management. It stays when its holder leaves.

    That it answers to one post of the same organisation, and never in the end to itself, is guarded by the
    database too (migration 0003).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    team = models.CharField(max_length=120, blank=True)
    manager = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    opened = models.DateField()
    closed = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(closed__gt=F("opened")), name="post_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=~Q(manager=F("id")), name="post_is_not_its_own_manager"),
        ]

    def __str__(self) -> str:
        return self.title


class CoverQuerySet(models.QuerySet["Cover"]):
    def on(self, day: date) -> CoverQuerySet:
        """Those in force on a day; `ends` is the last day."""
        return self.filter(starts__lte=day, ends__gte=day)


class Cover(models.Model):
    """Somebody does the work of a post that is not theirs, from a day to a day, both included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="covers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="covers")
    starts = models.DateField()
    ends = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="cover_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"cover of {self.post_id}"
