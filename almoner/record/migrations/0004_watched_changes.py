from django.db import migrations, models

from almoner.record.watch import leave_unwatched

# Which transaction changed which watched table. Nobody but the triggers writes it, and nobody but the sweep empties it.
# The sweep takes and compares in one statement: in two, a transaction that commits between them would look unrecorded.
FUNCTIONS = """
alter table record_touched add column transaction_id xid8 not null;
revoke all on record_touched from almoner_app;
revoke all on sequence record_touched_id_seq from almoner_app;

create function record_touch() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare changed bigint;
begin
  if tg_op = 'TRUNCATE' then changed := 0; else select count(*) into changed from changed_rows; end if;
  if changed > 0 or tg_op = 'TRUNCATE' then
    insert into record_touched (transaction_id, began, at, table_name, operation, rows)
    values (pg_current_xact_id(), transaction_timestamp(), clock_timestamp(), tg_table_name, lower(tg_op), changed);
  end if;
  return null;
end $$;

create function record_take_unrecorded()
returns table (transaction_id xid8, began timestamptz, table_name text, operation text, rows bigint)
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  if not app_all() then
    raise exception 'only the platform itself sweeps for unrecorded changes' using errcode = '42501';
  end if;
  return query
    with taken as (delete from record_touched t returning t.transaction_id, t.began, t.table_name, t.operation, t.rows)
    select t.transaction_id, t.began, t.table_name, t.operation, sum(t.rows)::bigint from taken t
    where not exists (select 1 from record_entry e where e.transaction_id = t.transaction_id and e.recorded_at = t.began)
    group by 1, 2, 3, 4 order by 2, 1, 3, 4;
end $$;
revoke all on function record_take_unrecorded() from public;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0003_readings")]

    operations = [
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("began", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("table_name", models.TextField()),
                ("operation", models.TextField()),
                ("rows", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, "drop function record_take_unrecorded(); drop function record_touch() cascade;"),
        *leave_unwatched("record_entry", "it is the record"),
        *leave_unwatched("record_queue", "written by a trigger on the record, emptied by the sealer"),
        *leave_unwatched("record_seal", "the sealer alone writes it, and it is verified"),
        *leave_unwatched("record_tile", "the sealer alone writes it, and it is verified"),
        *leave_unwatched("record_edge", "the sealer alone writes it, and it is verified"),
        *leave_unwatched("record_head", "the sealer alone writes it, and it is verified"),
        *leave_unwatched("record_reading", "a log of its own, append-only"),
        *leave_unwatched("record_touched", "it is what the watch writes"),
    ]
