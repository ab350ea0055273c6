"""The procedure of an inherited case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.design.formats import format_date
from almoner.fitness.access.inherited import InheritedAccess
from almoner.fitness.actions.inherited import match_with_the_register
from almoner.fitness.models import Inherited
from almoner.fitness.rules.inherited import INHERITED, Reached
from almoner.fitness.web.presenters.inherited import earlier
from almoner.fitness.web.presenters.stages import beside
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import register
from almoner.record.rules import kinds


def declare() -> None:
    """Inherited cases, and what the record says of their files."""
    register(
        INHERITED,
        model=Inherited,
        access=InheritedAccess(Inherited),
        after={"match": match_with_the_register},
    )
    show(INHERITED, Shown(details=_about, related=_belonging, earlier=earlier))
    for what, words in (
        ("uploaded", "Uploaded a file of inherited cases"),
        ("confirmed", "Confirmed a file of inherited cases"),
        ("checked", "Read a file of inherited cases"),
        ("done", "Brought in a file of inherited cases"),
        ("failed", "Could not read a file of inherited cases"),
    ):
        kinds.say(f"inherited_file.{what}", words)


def _about(case: Case) -> Sequence[tuple[str, str]]:
    inherited = cast(Inherited, case)
    return [
        ("Former regulator", inherited.former_regulator),
        ("Their reference", inherited.former_reference),
        ("Received by them", format_date(inherited.received_on)),
        ("Stage that it had reached", Reached(inherited.reached).words),
        *([("What they decided", inherited.outcome)] if inherited.outcome else []),
        ("Name in the file", inherited.name_given),
        ("Number in the file", inherited.number_given or "None"),
        ("File", f"{inherited.file.name}, line {inherited.line}"),
    ]


def _belonging(inherited: Inherited, person: Person, on: date) -> Sequence[tuple[str, str]]:
    number = inherited.concern.about_number
    return [*([("Their entry on the register", f"/register/{number}/")] if number else []),
            *beside(inherited, person, on)]  # fmt: skip
