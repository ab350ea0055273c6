"""Row security, privileges, the change feed's order, and one term at a time, in PostgreSQL's own words."""

from django.db import migrations

FACTS = ("register_name", "register_town", "register_term", "register_annotation", "register_order")
OFFICERS_ONLY = ("register_suppression", "register_importbatch", "register_importfault", "register_feedkey")
OPEN_TO_READ = ("register_orderkind", "register_endingground", "register_annotationkind")
INDEX = ("register_namepair", "register_word", "register_blockkey")

SEES_ALL = """
create function register_sees_all() returns boolean language sql stable security definer
set search_path = pg_catalog, public as $$
  select app_all() or exists (
    select 1 from people_organisation o where o.kind = 'regulator' and o.id = any (app_orgs())
  )
$$;
"""


def guarded(table: str, read: str) -> tuple[str, str]:
    """Forced row security: read where `read` says, write only as the regulator or the platform."""
    return (
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy scope on {table} for select using ({read});
        create policy keeping on {table} using ((select register_sees_all())) with check ((select register_sees_all()));
        """,
        f"""
        drop policy keeping on {table};
        drop policy scope on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
        """,
    )


def security() -> list[migrations.RunSQL]:
    regulator = "(select register_sees_all())"
    reads = {
        "register_entry": f"not suppressed or {regulator}",
        "register_name": f"(not hidden and withdrawn_at is null and (ends is null or may_be_shown)) or {regulator}",
        "register_change": f"not hidden or {regulator}",
    }
    reads |= {t: f"(not hidden and withdrawn_at is null) or {regulator}" for t in FACTS if t != "register_name"}
    reads |= {t: regulator for t in OFFICERS_ONLY}
    reads |= {t: "true" for t in OPEN_TO_READ}
    return [migrations.RunSQL(*guarded(table, read)) for table, read in reads.items()]


def same_as_entry(table: str) -> migrations.RunSQL:
    """A fact is hidden exactly when its entry is suppressed: the foreign key says so, and cascades."""
    return migrations.RunSQL(
        f"alter table {table} add constraint {table}_entry_hidden foreign key (entry_id, hidden)"
        " references register_entry (id, suppressed) on update cascade",
        f"alter table {table} drop constraint {table}_entry_hidden",
    )


FEED = """
create function register_change_in_order() returns trigger language plpgsql as $$
begin
  -- Held until commit: numbers are handed out in the order in which they become visible.
  perform pg_advisory_xact_lock(7230511);
  return null;
end $$;
create trigger in_order before insert on register_change
  for each statement execute function register_change_in_order();
create trigger in_order before insert on register_word
  for each statement execute function register_change_in_order();

create function register_change_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.hidden is distinct from new.hidden
     and (old.seq, old.entry_id, old.kind, old.effective_on, old.recorded_at)
       = (new.seq, new.entry_id, new.kind, new.effective_on, new.recorded_at) then
    return new;  -- the entry went out of view or came back: the foreign key carries it here
  end if;
  raise exception 'the change feed is only added to' using errcode = '42501';
end $$;
create trigger is_kept before update or delete on register_change
  for each row execute function register_change_is_kept();
"""
UNDO_FEED = """
drop trigger is_kept on register_change; drop function register_change_is_kept();
drop trigger in_order on register_word; drop trigger in_order on register_change;
drop function register_change_in_order();
"""

NO_OVERLAP = """
alter table register_term add constraint one_term_at_a_time exclude using gist (
  int8range(entry_id, entry_id, '[]') with &&,
  daterange(starts, least(until + 1, ended_on), '[)') with &&
) where (withdrawn_at is null)
"""

# The index holds published words only, so anybody may read it; COPY, by which it is filled, is not allowed on
# tables with row security, so a trigger keeps everybody else from writing.
KEEP_INDEX = """
create function register_index_is_kept() returns trigger language plpgsql as $$
begin
  if not register_sees_all() then
    raise exception 'only the regulator writes the index of the register' using errcode = '42501';
  end if;
  return null;
end $$;
""" + "".join(
    f"create trigger is_kept before insert or update or delete on {table}"
    " for each statement execute function register_index_is_kept();\n"
    for table in INDEX
)
UNDO_KEEP_INDEX = "".join(f"drop trigger is_kept on {table};\n" for table in INDEX) + (
    "drop function register_index_is_kept();"
)

SEARCH = """
create index register_namepair_given on register_namepair (given, family);
alter table register_bucket set unlogged;
"""
UNDO_SEARCH = """
alter table register_bucket set logged;
drop index register_namepair_given;
"""

FEED_KEY = """
create function register_organisation_of_key(presented bytea, today date) returns int language sql stable
security definer set search_path = pg_catalog, public as $$
  select organisation_id from register_feedkey
  where digest = presented and revoked_at is null and today <= expires_on
$$;
grant select on register_feedkey to almoner_search;
alter function register_organisation_of_key(bytea, date) owner to almoner_search;
grant execute on function register_organisation_of_key(bytea, date) to almoner_app;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_the_register")]

    operations = [
        migrations.RunSQL(SEES_ALL, "drop function register_sees_all()"),
        *security(),
        *(same_as_entry(table) for table in (*FACTS, "register_change")),
        migrations.RunSQL(FEED, UNDO_FEED),
        migrations.RunSQL(NO_OVERLAP, "alter table register_term drop constraint one_term_at_a_time"),
        migrations.RunSQL(KEEP_INDEX, UNDO_KEEP_INDEX),
        migrations.RunSQL(SEARCH, UNDO_SEARCH),
        migrations.RunSQL(FEED_KEY, "drop function register_organisation_of_key(bytea, date)"),
        migrations.RunSQL(
            "revoke delete, truncate on register_entry, register_name, register_town, register_term,"
            " register_annotation, register_order, register_suppression, register_change from almoner_app",
            "grant delete on register_entry, register_name, register_town, register_term,"
            " register_annotation, register_order, register_suppression, register_change to almoner_app",
        ),
    ]
