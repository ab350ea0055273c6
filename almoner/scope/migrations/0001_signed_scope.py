from django.db import migrations

FUNCTIONS = """
create table scope_key (id int primary key check (id = 1), inner_pad bytea not null, outer_pad bytea not null);
revoke all on scope_key from public, almoner_app, almoner_sealer, almoner_search;

create function app_scope() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, public as $$
declare
  raw text := current_setting('almoner.ctx', true);
  body text;
  pads record;
  parts text[];
begin
  if raw is null or raw = '' then return null; end if;
  body := left(raw, -65);
  select inner_pad, outer_pad into pads from scope_key where id = 1;
  if pads is null or right(raw, 64) is distinct from
     encode(sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(body, 'UTF8'))), 'hex') then
    raise exception 'the scope is not signed by this installation' using errcode = '42501';
  end if;
  parts := string_to_array(body, '|');
  if to_timestamp(parts[4]::double precision) < clock_timestamp() then
    raise exception 'the scope has expired' using errcode = '42501';
  end if;
  return parts;
end $$;

create function app_person() returns uuid language sql stable as $$ select nullif((app_scope())[1], '')::uuid $$;
create function app_orgs() returns int[] language sql stable as
  $$ select coalesce(string_to_array(nullif((app_scope())[2], ''), ',')::int[], '{}') $$;
create function app_all() returns boolean language sql stable as $$ select coalesce((app_scope())[3] = '1', false) $$;
grant execute on function app_scope(), app_person(), app_orgs(), app_all() to almoner_app, almoner_sealer, almoner_search;
"""

UNDO = """
drop function app_all(); drop function app_orgs(); drop function app_person(); drop function app_scope();
drop table scope_key;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
