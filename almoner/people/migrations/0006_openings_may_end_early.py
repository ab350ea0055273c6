from django.db import migrations

# An emergency opening may be brought to its end early. Nothing else of it changes, and nobody does away with it.
EARLIER = """
create or replace function people_break_glass_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.ends_at < old.ends_at
     and (to_jsonb(new) - 'ends_at') = (to_jsonb(old) - 'ends_at') then
    return new;
  end if;
  raise exception 'an emergency opening is not changed afterwards' using errcode = '42501';
end $$;
"""
NEVER = """
create or replace function people_break_glass_stays() returns trigger language plpgsql as $$
begin
  raise exception 'an emergency opening is not changed afterwards' using errcode = '42501';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_account_enabled_again")]

    operations = [migrations.RunSQL(EARLIER, NEVER)]
