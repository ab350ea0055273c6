"""Every procedure that runs here, with its table of cases and who sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from almoner.clauses.rules import Room, claim, clauses
from almoner.procedure.access import ByOrganisation
from almoner.procedure.models import Case
from almoner.procedure.rules import Procedure
from almoner.procedure.rules.wellformed import faults
from almoner.record.rules.kinds import say


@dataclass(frozen=True)
class Registered:
    """A procedure and what the context that declared it gave with it."""

    procedure: Procedure
    model: type[Case]
    access: ByOrganisation[Any]
    after: Mapping[str, Callable[..., None]]

    def subject_of(self, case_id: UUID) -> str:
        """The case of that id as the record and recusals name it."""
        return f"{self.model._meta.label_lower}:{case_id}"


_registered: dict[str, Registered] = {}


def register(
    procedure: Procedure,
    *,
    model: type[Case],
    access: ByOrganisation[Any],
    after: Mapping[str, Callable[..., None]] = {},
) -> Registered:
    """Declare that `procedure` runs on `model`; a table that cannot be run stops the start and is named."""
    unknown = [f"{name!r} is no move." for name in after if procedure.move(name) is None]
    if wrong := [*faults(procedure, lambda clause: clause in clauses()), *unknown]:
        raise ImproperlyConfigured(f"Procedure {procedure.name!r}: {' '.join(wrong)}")
    found = Registered(procedure, model, access, after)
    if _registered.setdefault(procedure.name, found).model is not model:
        raise ImproperlyConfigured(f"Two procedures are called {procedure.name!r}.")
    _registered[procedure.name] = found
    for move in procedure.moves:
        say(f"{procedure.name}.{move.name}", move.done_words)
        claim(f"{procedure.name}.{move.name}", move.cites)
        claim(f"/cases/{procedure.name}/<uuid>/{move.name}/", move.cites, room=Room.PAGE)
    return found


def named(name: str) -> Registered:
    """The procedure of that name; LookupError when none is registered."""
    return _registered[name]


def find(name: str) -> Registered | None:
    """The procedure of that name, or None."""
    return _registered.get(name)


def of(case: Case) -> Registered:
    """The procedure a case runs on."""
    for one in _registered.values():
        if isinstance(case, one.model):
            return one
    raise LookupError(f"{type(case).__name__} runs on no registered procedure.")


def everything() -> Iterator[Registered]:
    """Each registered procedure, in the order of registration."""
    return iter(tuple(_registered.values()))
