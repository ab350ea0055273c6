import django.contrib.postgres.functions
from django.db import migrations, models

# An event may lose its content, and nothing else of it may change, in a transaction that records the erasure. The door is in the
# trigger and not only in the function, so that the owner of the table finds no other.
ONLY_ERASURE = """
create function record_entry_refuse() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.payload is null and new.salt is null
       and (new.id, new.case_id, new.organisation_id, new.at, new.recorded_at, new.actor_id, new.kind, new.subject, new.clause,
            new.commitment, new.transaction_id)
           is not distinct from
           (old.id, old.case_id, old.organisation_id, old.at, old.recorded_at, old.actor_id, old.kind, old.subject, old.clause,
            old.commitment, old.transaction_id)
       and exists (select 1 from record_entry e where e.transaction_id = pg_current_xact_id()
                   and e.kind = 'record.erased' and e.subject = 'record.event:' || old.id) then
      return new;
    end if;
  end if;
  raise exception '% of % is refused: it is append-only', lower(tg_op), tg_table_name using errcode = '42501';
end $$;
create trigger append_only before update or delete on record_entry for each row execute function record_entry_refuse();
create trigger append_only_all before truncate on record_entry for each statement execute function record_refuse();
alter table record_entry enable always trigger append_only;
alter table record_entry enable always trigger append_only_all;
revoke update, delete, truncate, references, trigger on record_entry from public, almoner_app;

create function record_erase(entry uuid) returns boolean language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  update record_entry set payload = null, salt = null where id = entry and payload is not null;
  return found;
end $$;
revoke all on function record_erase(uuid) from public;
"""

# Anybody may append, for any organisation: an event is often about another's affair. Reading follows the scope.
ROW_SECURITY = """
alter table record_entry enable row level security;
alter table record_entry force row level security;
create policy reading on record_entry for select
  using (organisation_id = any((select app_orgs())::int[]) or (select app_all()));
create policy appending on record_entry for insert with check (true);
create policy erasing on record_entry for update to almoner_owner
  using (organisation_id = any((select app_orgs())::int[]) or (select app_all()));
create policy sealing on record_entry for select to almoner_sealer using (true);
grant select, insert on record_entry to almoner_sealer;
"""

QUEUE = """
revoke all on record_queue from almoner_app;
grant select on record_queue to almoner_app;
grant select, delete on record_queue to almoner_sealer;
create function record_wait() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into record_queue (entry_id) values (new.id);
  return null;
end $$;
create trigger wait after insert on record_entry for each row execute function record_wait();
alter table record_entry enable always trigger wait;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("scope", "0001_signed_scope")]

    operations = [
        migrations.RunSQL(
            """
            create function record_refuse() returns trigger language plpgsql as $$
            begin
              raise exception '% of % is refused: it is append-only', lower(tg_op), tg_table_name using errcode = '42501';
            end $$;
            """,
            "drop function record_refuse();",
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("case_id", models.UUIDField(null=True)),
                ("organisation_id", models.IntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ("actor_id", models.TextField()),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("clause", models.TextField()),
                ("payload", models.BinaryField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("case_id__isnull", False)),
                        fields=["case_id", "at"],
                        name="record_entry_case",
                    ),
                    models.Index(fields=["subject", "at"], name="record_entry_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField(unique=True)),
            ],
            options={"db_table": "record_queue"},
        ),
        migrations.RunSQL(
            """
            alter table record_entry add column transaction_id xid8 not null default pg_current_xact_id();
            create index record_entry_transaction on record_entry (transaction_id);
            """,
            "alter table record_entry drop column transaction_id;",
        ),
        migrations.RunSQL(
            ONLY_ERASURE,
            """
            drop trigger append_only on record_entry;
            drop trigger append_only_all on record_entry;
            drop function record_entry_refuse();
            drop function record_erase(uuid);
            """,
        ),
        migrations.RunSQL(
            ROW_SECURITY,
            """
            drop policy reading on record_entry; drop policy appending on record_entry;
            drop policy erasing on record_entry; drop policy sealing on record_entry;
            """,
        ),
        migrations.RunSQL(QUEUE, "drop trigger wait on record_entry; drop function record_wait();"),
    ]
