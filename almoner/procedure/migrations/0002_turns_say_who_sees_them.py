"""A turn says itself who sees it, so that a worklist of thousands need not ask for the case of each row (ADR 112).

Nothing is filled in here, on a table that is in use: a turn that does not say yet is seen with its case as before, and
the next step of the case writes its turns anew.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

SEEN_WITH_ITS_CASE = "exists (select 1 from procedure_docket d where d.case_id = procedure_turn.case_id)"
# A turn of one person's may be of a case that is theirs alone while it lasts (an opinion): there the case is asked for.
SAYS_IT_ITSELF = """
visible_to && (select app_orgs()) and (person_id is null or person_id = (select app_person()))
"""

AS_ITS_CASE = """
create function procedure_turn_as_its_case() returns trigger language plpgsql as $$
begin
    new.visible_to := coalesce((select visible_to from procedure_docket where case_id = new.case_id), '{}');
    return new;
end $$;
create trigger as_its_case before insert on procedure_turn
    for each row execute function procedure_turn_as_its_case();

create function procedure_turns_follow() returns trigger language plpgsql as $$
begin
    update procedure_turn set visible_to = new.visible_to where case_id = new.case_id;
    return null;
end $$;
create trigger turns_follow after update of visible_to on procedure_docket
    for each row when (old.visible_to is distinct from new.visible_to) execute function procedure_turns_follow();
"""
APART = """
drop trigger turns_follow on procedure_docket;
drop function procedure_turns_follow();
drop trigger as_its_case on procedure_turn;
drop function procedure_turn_as_its_case();
"""


def _scope(predicate: str) -> str:
    either = f"{predicate} or (select app_all())"
    return f"alter policy scope on procedure_turn using ({either}) with check ({either});"


class Migration(migrations.Migration):
    dependencies = [("procedure", "0001_cases")]

    operations = [
        # The default stays in the database, for code of before that still runs, which knows of no such column.
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    "alter table procedure_turn add visible_to integer[] not null default '{}';",
                    "alter table procedure_turn drop column visible_to;",
                )
            ],
            [
                migrations.AddField(
                    model_name="turn",
                    name="visible_to",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                )
            ],
        ),
        migrations.RunSQL(AS_ITS_CASE, APART),
        migrations.RunSQL(_scope(f"({SAYS_IT_ITSELF}) or {SEEN_WITH_ITS_CASE}"), _scope(SEEN_WITH_ITS_CASE)),
    ]
