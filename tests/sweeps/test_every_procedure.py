"""Every registered procedure: every state x move x role follows its table, and the database knows its states."""

from __future__ import annotations

from typing import Any

import pytest

from almoner.casework.rules.diagrams import mermaid, svg
from almoner.clauses.rules import clauses
from almoner.procedure import registry
from almoner.procedure.rules import About, Move, Procedure, check
from almoner.procedure.rules.wellformed import faults
from almoner.procedure.tests.grid import follows_the_table

REGISTERED = [pytest.param(kept, id=kept.procedure.name) for kept in registry.everything()]


@pytest.mark.parametrize("kept", REGISTERED)
def test_every_state_move_and_role_follows_the_table(kept: registry.Registered) -> None:
    assert follows_the_table(kept.procedure) > 0


@pytest.mark.parametrize("kept", REGISTERED)
def test_its_table_can_be_run_and_cites_clauses_that_exist(kept: registry.Registered) -> None:
    assert list(faults(kept.procedure, lambda clause: clause in clauses())) == []


@pytest.mark.parametrize("kept", REGISTERED)
def test_the_database_refuses_every_other_state(kept: registry.Registered) -> None:
    wanted = {"", *kept.procedure.state_names}
    checked = [c for c in kept.model._meta.constraints if c.name == f"{kept.procedure.name}_state_is_known"]
    assert len(checked) == 1, f"{kept.model.__name__} needs constraints = [state_is_known(…)] in its Meta"
    assert wanted == set(dict(checked[0].condition.children)["state__in"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("kept", REGISTERED)
@pytest.mark.usefixtures("db")
def test_its_table_of_cases_has_the_triggers_that_the_engine_relies_on(kept: registry.Registered) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        query = "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal"
        cursor.execute(query, [kept.model._meta.db_table])
        found = {name for (name,) in cursor.fetchall()}
    assert found >= {"only_a_step_moves", "keep_docket"}, "its migration needs *case_table(…)"


@pytest.mark.parametrize("kept", REGISTERED)
def test_its_drawings_name_every_move(kept: registry.Registered) -> None:
    for drawing in (mermaid(kept.procedure), svg(kept.procedure)):
        assert all(move.cites in drawing for move in kept.procedure.moves)


def test_there_are_procedures_to_sweep() -> None:
    assert REGISTERED


@pytest.mark.parametrize("hole", [About.STATE, About.ROLE, About.DUTIES])
def test_a_hole_turns_the_sweep_red(hole: About) -> None:
    apart = Move("agree", "raised", to="agreed", by=["head"], not_by_taker_of=["raise"], cites="FTP-3.8")
    holed = Procedure("holed", moves=[Move("raise", to="raised", by=["manager"], cites="FTP-3.2"), apart])

    def blind(*args: Any, **rest: Any) -> Any:
        return tuple(refusal for refusal in check(*args, **rest) if refusal.about is not hole)

    with pytest.raises(AssertionError, match="holed"):
        follows_the_table(holed, blind)
