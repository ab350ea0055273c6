"""Examples for employers: the case of writing one, and what is published, which leads back to no case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from almoner.fitness.models.stages import Stage
from almoner.fitness.rules.example import EXAMPLE
from almoner.procedure.models import state_is_known


class Example(Stage):
    """An example while it is written and looked at, at the regulator alone; its words are those of its last step."""

    #: What was published of it; the published row itself leads nowhere.
    published_id = models.UUIDField(null=True, unique=True)

    class Meta(Stage.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(EXAMPLE)]


class PublishedExample(models.Model):
    """What employers read. Its key is drawn for it, so that nothing in it leads to the concern it came from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    heading = models.CharField(max_length=150)
    happened = models.TextField()
    decided = models.TextField()
    learned = models.TextField()
    published_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-published_on"], name="example_newest")]

    def __str__(self) -> str:
        return self.heading
