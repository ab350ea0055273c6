"""What matching a list of people against the register reads: who shares a key, and what to compare."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection

from almoner.register.queries.entries import as_array
from almoner.register.rules.names import PersonName, key_number


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One published entry as matching compares it. Former names are those that may be shown."""

    entry_id: int
    number: int
    name: PersonName
    former: tuple[PersonName, ...]
    town: str
    registered_from: date | None


def ids_sharing(keys: Collection[str], most: int = 200) -> set[int]:
    """The published entries that have any of these blocking keys of rules.names.keys, at most ``most`` for each key.

    One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select array_agg(distinct b.entry_id) from unnest(%s::bigint[]) as w(key) cross join lateral"
            " (select entry_id from register_blockkey where key = w.key order by entry_id limit %s) b",
            [as_array(key_number(key) for key in keys), most],
        )
        return set(cursor.fetchone()[0] or ())


def match_rows(entry_ids: Collection[int]) -> dict[int, MatchRow]:
    """What to compare a row of a list with, for these entries. Two queries."""
    wanted = {"ids": as_array(entry_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, wanted)
        former: dict[int, list[PersonName]] = defaultdict(list)
        for entry_id, forenames, family in cursor.fetchall():
            former[entry_id].append(PersonName(forenames, family))
        cursor.execute(_CURRENT, wanted)
        return {
            i: MatchRow(i, number, PersonName(forenames, family), tuple(former.get(i, ())), town or "", began)
            for i, number, forenames, family, town, began in cursor.fetchall()
        }


# Each table is told the entries, or it would be read whole.
_CURRENT = """
select e.id, e.number, n.forenames, n.family, t.town, m.began
from register_entry e
join register_name n
  on n.entry_id = e.id and n.ends is null and n.withdrawn_at is null and n.entry_id = any(%(ids)s::bigint[])
left join register_town t
  on t.entry_id = e.id and t.ends is null and t.withdrawn_at is null and t.entry_id = any(%(ids)s::bigint[])
left join (
  select entry_id, min(starts) as began from register_term
  where entry_id = any(%(ids)s::bigint[]) and withdrawn_at is null group by entry_id
) m on m.entry_id = e.id
where e.id = any(%(ids)s::bigint[]) and not e.suppressed
order by e.id
"""
_FORMER = """
select n.entry_id, n.forenames, n.family from register_name n
where n.entry_id = any(%(ids)s::bigint[]) and n.ends is not null and n.may_be_shown and n.withdrawn_at is null
order by n.entry_id, n.starts, n.id
"""
