"""Who writes examples for employers."""

from __future__ import annotations

from functools import cached_property

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import Example, Raiser


class ExampleFacts:
    """What an example may not hold: the names and numbers of the case that it comes from."""

    def __init__(self, example: Example) -> None:
        self._concern = example.concern

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The worker, whoever raised it, and the employer."""
        raiser = Raiser.objects.filter(concern=self._concern).first()
        employer = self._concern.raised_by
        return (self._concern.about_name, raiser.name if raiser else "", employer.name if employer else "")

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The registration and the reference."""
        return (self._concern.about_number, self._concern.reference)


class ExampleAccess(StageAccess[Example]):
    """Examples while they are written, with their concern."""

    def facts(self, case: Example) -> ExampleFacts:
        """What the rules look at."""
        return ExampleFacts(case)
