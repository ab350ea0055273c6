"""The comparison of an extract with the register, and what follows from it, each a statement over all rows at once.

In every statement %(as_at)s is the day of the extract and %(now)s the moment of the import.
"""

from typing import Final

# A few rows look their entries up one by one; many are compared with the whole register in one pass. Left to itself
# and to statistics from before the last import, the planner may take the first way for a hundred thousand.
FEW: Final = 2_000
NEWEST_OF_FEW: Final = """left join lateral (
  select id, starts, until, ended_on, ended_how from register_term
  where entry_id = e.id and withdrawn_at is null order by starts desc limit 1
) l on true"""
NEWEST_OF_MANY: Final = """left join (
  select distinct on (entry_id) entry_id, id, starts, until, ended_on, ended_how from register_term
  where withdrawn_at is null order by entry_id, starts desc
) l on l.entry_id = e.id"""

# Each incoming row beside the entry's newest term, its current name and its current town.
COMPARE: Final = """
create temporary table side on commit drop as
select i.*, e.id as entry_id, coalesce(e.suppressed, false) as hidden,
  n.id as name_id, n.starts as name_starts, (n.forenames, n.family) is distinct from (i.forenames, i.family) as renamed,
  t.id as town_id, t.starts as town_starts, i.town is not null and coalesce(t.town, '') <> i.town as moved,
  l.id as term_id, l.starts as term_starts, l.until as term_until, l.ended_on as term_ended, l.ended_how as term_how,
  greatest(l.starts, least(case when i.until < %(as_at)s then i.until + 1 else %(as_at)s end, l.until + 1)) as ends_on,
  null::text as verdict
from incoming i
left join register_entry e on e.number = i.number
left join register_name n on n.entry_id = e.id and n.ends is null and n.withdrawn_at is null
left join register_town t on t.entry_id = e.id and t.ends is null and t.withdrawn_at is null
{newest};
analyze side;
"""

# What the row means for registration. Where both cannot be true the row is refused, never decided by the newer.
VERDICTS: Final = """
update side set verdict = case
  when entry_id is null or term_id is null then 'new'
  when registered and term_ended is null and (until is null or until = term_until) then 'same'
  when registered and term_ended is null and until > term_until and coalesce(starts, term_until) > term_until + 1
    then 'restored'
  when registered and term_ended is null and until > term_until then 'renewed'
  when registered and term_ended is null and until >= term_starts then 'corrected'
  when registered and term_ended is null then 'contradicted'
  when registered and starts >= term_ended and starts > term_starts then 'restored'
  when registered and %(as_at)s < term_ended then 'same'
  when registered then 'contradicted'
  when term_ended is null and until < term_starts - 1 then 'contradicted'
  when term_ended is null and %(as_at)s < term_starts then 'contradicted'
  when term_ended is null then 'ended'
  else 'same' end;
insert into fault
select line, 'SW' || number, case
  when registered and term_ended is not null then format(
    'The file says registered, but the register says that registration ended on %%s. Look at the entry.', term_ended)
  when registered then format(
    'The file says registered until %%s, before the registration that began on %%s. Look at the entry.',
    until, term_starts)
  else format('The file says no longer registered, from before the registration that began on %%s. Look at the entry.',
    term_starts) end
from side where verdict = 'contradicted';
delete from side where verdict = 'contradicted';
"""

NEW_ENTRIES: Final = """
insert into register_entry (number, suppressed, entered_at)
select number, false, %(now)s from side where entry_id is null order by number;
update side s set entry_id = e.id from register_entry e where s.entry_id is null and e.number = s.number;
"""

# A person whom the file calls no longer registered, without a last day, was registered on no day that is known.
NEW_TERMS: Final = """
insert into register_term (entry_id, hidden, starts, until, ended_on, ended_how, reasons, entered_at, withdrawn_why)
select entry_id, hidden, first, until, case when registered then null
    when until is null then first when until < %(as_at)s then until + 1 else greatest(first, %(as_at)s) end,
  ground, '', %(now)s, ''
from (select *, coalesce(starts, until, %(as_at)s) as first from side where verdict in ('new', 'restored')) s;
insert into happened
select entry_id, 'registered', coalesce(starts, until, %(as_at)s) from side where verdict in ('new', 'restored');
"""

RENEWALS: Final = """
insert into register_term (entry_id, hidden, starts, until, ended_how, reasons, entered_at, withdrawn_why)
select entry_id, hidden, term_until + 1, until, '', '', %(now)s, '' from side where verdict = 'renewed';
insert into happened select entry_id, 'renewed', term_until + 1 from side where verdict = 'renewed';
"""

CORRECTIONS: Final = """
update register_term t set withdrawn_at = %(now)s, withdrawn_why = 'The extract gives another last day.'
from side s where s.verdict = 'corrected' and t.id = s.term_id;
insert into register_term (entry_id, hidden, starts, until, ended_how, reasons, entered_at, withdrawn_why)
select entry_id, hidden, term_starts, until, '', '', %(now)s, '' from side where verdict = 'corrected';
insert into happened select entry_id, 'corrected', %(as_at)s from side where verdict = 'corrected';
"""

ENDINGS: Final = """
update register_term t set ended_on = s.ends_on, ended_how = s.ground
from side s where s.verdict = 'ended' and t.id = s.term_id;
insert into happened select entry_id, 'ended', ends_on from side where verdict = 'ended';
"""

# A name that was entered and found wrong on one day is withdrawn; otherwise it becomes a former one, not shown.
NAMES: Final = """
update register_name n set withdrawn_at = %(now)s, withdrawn_why = 'The extract gives another name.'
from side s where s.renamed and n.id = s.name_id and n.starts >= %(as_at)s;
update register_name n set ends = %(as_at)s
from side s where s.renamed and n.id = s.name_id and n.starts < %(as_at)s;
insert into register_name (entry_id, hidden, forenames, family, why, starts, may_be_shown, entered_at, withdrawn_why)
select entry_id, hidden, forenames, family, case when name_id is null then 'first' else 'imported' end,
  case when name_id is null then coalesce(starts, until, %(as_at)s) else greatest(%(as_at)s, name_starts) end,
  false, %(now)s, ''
from side where renamed;
insert into happened select entry_id, 'name', greatest(%(as_at)s, name_starts) from side
where renamed and name_id is not null;
"""

TOWNS: Final = """
update register_town t set withdrawn_at = %(now)s, withdrawn_why = 'The extract gives another town.'
from side s where s.moved and t.id = s.town_id and t.starts >= %(as_at)s;
update register_town t set ends = %(as_at)s
from side s where s.moved and t.id = s.town_id and t.starts < %(as_at)s;
insert into register_town (entry_id, hidden, town, folded, starts, entered_at, withdrawn_why)
select entry_id, hidden, town, folded, case when verdict = 'new' and name_id is null
  then coalesce(starts, until, %(as_at)s) else greatest(%(as_at)s, town_starts) end, %(now)s, ''
from side where moved and town <> '';
insert into happened select entry_id, 'town', greatest(%(as_at)s, town_starts) from side
where moved and name_id is not null;
"""

ANNOTATIONS: Final = """
create temporary table shown on commit drop as
select a.id, a.entry_id, a.kind, a.starts from register_annotation a
where a.ended_on is null and a.withdrawn_at is null;
insert into register_annotation (entry_id, hidden, kind, starts, entered_at, withdrawn_why)
select s.entry_id, s.hidden, k.kind, case when s.name_id is null then coalesce(s.starts, %(as_at)s) else %(as_at)s end,
  %(now)s, ''
from side s cross join lateral unnest(s.annotations) as k (kind)
where not exists (select 1 from shown a where a.entry_id = s.entry_id and a.kind = k.kind);
insert into happened
select s.entry_id, 'annotated', %(as_at)s from side s cross join lateral unnest(s.annotations) as k (kind)
where s.name_id is not null and not exists (select 1 from shown a where a.entry_id = s.entry_id and a.kind = k.kind);
create temporary table dropped on commit drop as
select a.id, a.entry_id, greatest(a.starts, %(as_at)s) as ends from shown a join side s on s.entry_id = a.entry_id
where s.annotations is not null and not a.kind = any (s.annotations);
update register_annotation a set ended_on = d.ends from dropped d where d.id = a.id;
insert into happened select entry_id, 'annotation_ended', ends from dropped;
"""

CHANGES: Final = """
insert into register_change (entry_id, hidden, kind, effective_on, recorded_at, batch_id)
select h.entry_id, e.suppressed, h.kind, h.effective_on, %(now)s, %(batch)s
from happened h join register_entry e on e.id = h.entry_id order by h.entry_id, h.kind;
"""

# So that the next statement, in this transaction or another, is planned for the register as it is now.
REFRESH: Final = """
analyze register_entry, register_name, register_town, register_term, register_annotation, register_namepair,
  register_word, register_blockkey
"""

FAULTS: Final = """
insert into register_importfault (batch_id, line, number, reason)
select %(batch)s, line, number, reason from fault order by line;
"""


def compare(rows: int) -> str:
    """The statements that compare so many rows with the register."""
    if rows <= FEW:
        return COMPARE.format(newest=NEWEST_OF_FEW) + VERDICTS
    joined = COMPARE.format(newest=NEWEST_OF_MANY)
    return f"set local enable_nestloop = off;\n{joined}set local enable_nestloop = on;\n{VERDICTS}"


STEPS: Final = (
    ("new entries", NEW_ENTRIES),
    ("registrations", NEW_TERMS + RENEWALS + CORRECTIONS + ENDINGS),
    ("names", NAMES),
    ("towns", TOWNS),
    ("annotations", ANNOTATIONS),
)
