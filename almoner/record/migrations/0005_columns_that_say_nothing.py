from django.db import migrations

# A watch may leave columns out of account (`last_login`): an update that changed nothing else is no change. Such a watch names
# the columns as the trigger's arguments and hands over the rows as they were.
FUNCTION = """
create or replace function record_touch() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
declare changed bigint;
begin
  if tg_op = 'TRUNCATE' then
    changed := 0;
  elsif tg_op = 'UPDATE' and tg_nargs > 0 then
    select count(*) into changed from (
      select to_jsonb(n) - tg_argv::text[] from changed_rows n
      except all select to_jsonb(o) - tg_argv::text[] from former_rows o) really;
  else
    select count(*) into changed from changed_rows;
  end if;
  if changed > 0 or tg_op = 'TRUNCATE' then
    insert into record_touched (transaction_id, began, at, table_name, operation, rows)
    values (pg_current_xact_id(), transaction_timestamp(), clock_timestamp(), tg_table_name, lower(tg_op), changed);
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0004_watched_changes")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
