"""The procedure of an example for employers."""

from __future__ import annotations

from collections.abc import Sequence

from almoner.casework.showing import Shown, show
from almoner.fitness.access.examples import ExampleAccess
from almoner.fitness.actions.examples import publish, withdraw
from almoner.fitness.models import Example
from almoner.fitness.queries.examples import words_of
from almoner.fitness.rules.example import EXAMPLE, TEXT
from almoner.fitness.web.presenters.stages import beside
from almoner.procedure.registry import register


def declare() -> None:
    """Examples, while they are written."""
    register(EXAMPLE, model=Example, access=ExampleAccess(Example), after={"publish": publish, "withdraw": withdraw})
    show(EXAMPLE, Shown(statement=_written, related=beside))


def _written(example: Example) -> Sequence[tuple[str, str]]:
    said = words_of(example)
    return [(field.label, said[field.name]) for field in TEXT]
