from django.db import migrations

from almoner.scope.row_security import protect

# A person sees their own memberships wherever they are, and writes none of them by that.
MEMBERSHIPS = """
drop policy scope on people_membership;
create policy scope on people_membership
  using (organisation_id = any((select app_orgs())::int[]) or (select app_all()))
  with check (organisation_id = any((select app_orgs())::int[]) or (select app_all()));
create policy own on people_membership for select using (person_id = (select app_person()));
"""
MEMBERSHIPS_UNDONE = """
drop policy own on people_membership;
drop policy scope on people_membership;
create policy scope on people_membership
  using (organisation_id = any((select app_orgs())::int[]) or person_id = (select app_person()) or (select app_all()))
  with check (organisation_id = any((select app_orgs())::int[]) or person_id = (select app_person()) or (select app_all()));
"""

# STD-1.2. One change to a line at a time: two moves that are each harmless can make a loop between them.
LINE = """
create function people_post_guard() returns trigger language plpgsql as $$
declare
  above uuid := new.manager_id;
  home int;
begin
  perform pg_advisory_xact_lock(hashtext('people_post'), new.organisation_id);
  if tg_op = 'UPDATE' and new.organisation_id <> old.organisation_id then
    raise exception 'a post stays in its organisation' using errcode = '23514', constraint = 'post_stays';
  end if;
  if above is null then return new; end if;
  select organisation_id into home from people_post where id = above;
  if home is distinct from new.organisation_id then
    raise exception 'a post answers to a post of its own organisation'
      using errcode = '23514', constraint = 'post_answers_within_its_organisation';
  end if;
  while above is not null loop
    if above = new.id then
      raise exception 'nobody answers in the end to themselves' using errcode = '23514', constraint = 'post_no_loop';
    end if;
    select manager_id into above from people_post where id = above;
  end loop;
  return new;
end $$;
create trigger guard before insert or update of manager_id, organisation_id on people_post
  for each row execute function people_post_guard();

create function people_post_one_top() returns trigger language plpgsql as $$
begin
  if (select count(*) from people_post
      where organisation_id = new.organisation_id and manager_id is null and closed is null) > 1 then
    raise exception 'an organisation has one post at the top' using errcode = '23514', constraint = 'post_one_top';
  end if;
  return null;
end $$;
create constraint trigger one_top after insert or update on people_post
  deferrable initially deferred for each row execute function people_post_one_top();
"""
LINE_UNDONE = """
drop trigger one_top on people_post; drop function people_post_one_top();
drop trigger guard on people_post; drop function people_post_guard();
"""

# A post has one holder, and one person covering it, on any day.
HOLDERS = """
create function people_one_at_a_time() returns trigger language plpgsql as $$
declare
  home int;
  taken boolean;
begin
  if new.post_id is null then return new; end if;
  select organisation_id into home from people_post where id = new.post_id for update;
  if home is distinct from new.organisation_id then
    raise exception 'the post is of another organisation' using errcode = '23514', constraint = 'post_of_the_same_organisation';
  end if;
  execute format(
    'select exists (select 1 from %I where post_id = $1 and id <> $2 and daterange(starts, ends, ''[]'') && daterange($3, $4, ''[]''))',
    tg_table_name) into taken using new.post_id, new.id, new.starts, new.ends;
  if taken then
    raise exception 'the post is taken on one of those days' using errcode = '23P01', constraint = 'post_one_at_a_time';
  end if;
  return new;
end $$;
create trigger one_at_a_time before insert or update of post_id, starts, ends on people_membership
  for each row execute function people_one_at_a_time();
create trigger one_at_a_time before insert or update of post_id, starts, ends on people_cover
  for each row execute function people_one_at_a_time();
"""
HOLDERS_UNDONE = """
drop trigger one_at_a_time on people_cover; drop trigger one_at_a_time on people_membership;
drop function people_one_at_a_time();
"""

# An emergency opening is written once: nobody makes it longer, or away with it.
GLASS = """
create function people_break_glass_stays() returns trigger language plpgsql as $$
begin
  raise exception 'an emergency opening is not changed afterwards' using errcode = '42501';
end $$;
create trigger stays before update or delete on people_breakglass
  for each row execute function people_break_glass_stays();
"""
GLASS_UNDONE = "drop trigger stays on people_breakglass; drop function people_break_glass_stays();"

OWN_OR_ORGANISATION = "organisation_id = any((select app_orgs())::int[]) or person_id = (select app_person())"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_lines_invitations_and_privacy")]

    operations = [
        migrations.RunSQL(MEMBERSHIPS, MEMBERSHIPS_UNDONE),
        migrations.RunSQL(LINE, LINE_UNDONE),
        migrations.RunSQL(HOLDERS, HOLDERS_UNDONE),
        migrations.RunSQL(GLASS, GLASS_UNDONE),
        *protect("people_post"),
        *protect("people_cover"),
        *protect("people_invitation"),
        *protect("people_recusal", using=OWN_OR_ORGANISATION),
        *protect("people_breakglass"),
        *protect("people_signinevent", using="person_id = (select app_person())"),
    ]
