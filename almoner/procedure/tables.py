"""What a context's migration adds to its table of cases, so that the database itself refuses the impossible."""

from __future__ import annotations

from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation

from almoner.scope.row_security import protect

SEEN_WITH_ITS_CASE = "exists (select 1 from procedure_docket d where d.case_id = {table}.case_id)"

KEEP_THE_DOCKET = """
create function procedure_keep_docket() returns trigger language plpgsql as $$
begin
    insert into procedure_docket (case_id, procedure, reference, title, organisation_id, visible_to, state, version,
                                  assigned_to_id, opened_at, closed_at)
    values (new.id, tg_argv[0], new.reference, new.title, new.organisation_id, new.visible_to, new.state, new.version,
            new.assigned_to_id, new.opened_at, new.closed_at)
    on conflict (case_id) do update set reference = excluded.reference, title = excluded.title,
        organisation_id = excluded.organisation_id, visible_to = excluded.visible_to, state = excluded.state,
        version = excluded.version, assigned_to_id = excluded.assigned_to_id, opened_at = excluded.opened_at,
        closed_at = excluded.closed_at;
    return null;
end $$;
"""

ONLY_A_STEP_MOVES = """
create function procedure_only_a_step_moves() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> '' or new.version <> 0 then
            raise exception 'a case is opened by a step, not by its state' using errcode = 'check_violation';
        end if;
    elsif (new.state, new.version) is distinct from (old.state, old.version) and not exists (
        select 1 from procedure_step s where s.case_id = new.id and s.number = new.version
           and s.number = old.version + 1 and s.from_state = old.state and s.to_state = new.state) then
        raise exception 'no step leads from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""

SOMEBODY_ELSE = """
create function procedure_somebody_else() returns trigger language plpgsql as $$
begin
    if exists (select 1 from procedure_step s where s.case_id = new.case_id and s.actor_id = new.actor_id
                  and s.move = any(new.apart_from)) then
        raise exception 'the same person may not take both steps' using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""

NEVER_CHANGED = """
create function procedure_never_changed() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
"""


def case_table(table: str, procedure: str) -> list[Operation]:
    """Operations for a context's migration, after its CreateModel.

    `table` is the table's name and `procedure` the procedure's. Rows are seen by the organisations in
    `visible_to`; the docket is kept; and no state is reached but by a step.
    """
    return [
        RunSQL(
            f"""
            create trigger only_a_step_moves before insert or update on {table}
                for each row execute function procedure_only_a_step_moves();
            create trigger keep_docket after insert or update on {table}
                for each row execute function procedure_keep_docket('{procedure}');
            """,
            f"drop trigger only_a_step_moves on {table}; drop trigger keep_docket on {table};",
        ),
        *protect(table, "visible_to", many=True),
    ]


def append_only(table: str) -> Operation:
    """The database refuses to change, remove or truncate rows of `table`, whoever asks."""
    return RunSQL(
        f"""
        create trigger never_changed before update or delete or truncate on {table}
            for each statement execute function procedure_never_changed();
        revoke update, delete, truncate on {table} from almoner_app;
        """,
        f"drop trigger never_changed on {table}; grant update, delete on {table} to almoner_app;",
    )


def engine() -> list[Operation]:
    """The functions, triggers and row-level security of the engine's own tables."""
    operations: list[Operation] = [
        RunSQL(KEEP_THE_DOCKET, "drop function procedure_keep_docket();"),
        RunSQL(ONLY_A_STEP_MOVES, "drop function procedure_only_a_step_moves();"),
        RunSQL(SOMEBODY_ELSE, "drop function procedure_somebody_else();"),
        RunSQL(NEVER_CHANGED, "drop function procedure_never_changed();"),
        RunSQL(
            "create trigger somebody_else before insert on procedure_step"
            " for each row execute function procedure_somebody_else();",
            "drop trigger somebody_else on procedure_step;",
        ),
        append_only("procedure_step"),
        append_only("procedure_remark"),
        *protect("procedure_docket", "visible_to", many=True),
        *protect("procedure_remark", "visible_to", many=True),
    ]
    for table in ("procedure_step", "procedure_span", "procedure_request", "procedure_turn"):
        operations += protect(table, using=SEEN_WITH_ITS_CASE.format(table=table))
    return operations
