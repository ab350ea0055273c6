"""What matching a list of people against the register reads: who shares a key, and what to compare."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Min

from almoner.register.models import BlockKey, Entry, Name, Term, Town
from almoner.register.rules.names import PersonName, key_number

AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One published entry as matching compares it. Former names are those that may be shown."""

    entry_id: int
    number: int
    name: PersonName
    former: tuple[PersonName, ...]
    town: str
    registered_from: date | None


def ids_with_keys(keys: Collection[str], most: int = 200) -> dict[str, tuple[int, ...]]:
    """For each blocking key of rules.names.keys, the published entries that have it, at most ``most``. One query."""
    by_number = {key_number(k): k for k in keys}
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.key, b.entry_id from unnest(%s::bigint[]) as w(key) cross join lateral"
            " (select entry_id from register_blockkey where key = w.key order by entry_id limit %s) b",
            [list(by_number), most],
        )
        found: dict[str, list[int]] = defaultdict(list)
        for number, entry_id in cursor.fetchall():
            found[by_number[number]].append(entry_id)
    return {key: tuple(ids) for key, ids in found.items()}


def match_rows(entry_ids: Collection[int]) -> dict[int, MatchRow]:
    """What to compare a row of a list with, for these entries. Four queries."""
    numbers = dict(Entry.objects.filter(id__in=list(entry_ids), suppressed=False).values_list("id", "number"))
    ids = list(numbers)
    current: dict[int, PersonName] = {}
    former: dict[int, list[PersonName]] = defaultdict(list)
    names = Name.objects.filter(entry_id__in=ids, withdrawn_at=None).order_by("starts", "id")
    for entry_id, forenames, family, ends, may_be_shown in names.values_list(
        "entry_id", "forenames", "family", "ends", "may_be_shown"
    ):
        if ends is None:
            current[entry_id] = PersonName(forenames, family)
        elif may_be_shown:
            former[entry_id].append(PersonName(forenames, family))
    towns = dict(Town.objects.filter(entry_id__in=ids, ends=None, withdrawn_at=None).values_list("entry_id", "town"))
    terms = Term.objects.filter(entry_id__in=ids, withdrawn_at=None)
    began = dict(terms.values("entry_id").annotate(began=Min("starts")).values_list("entry_id", "began"))
    return {
        i: MatchRow(i, number, current[i], tuple(former[i]), towns.get(i, ""), began.get(i))
        for i, number in numbers.items()
        if i in current
    }


def every_match_row() -> Iterator[MatchRow]:
    """Every published entry as matching compares it, a few thousand in memory at a time, in order of id."""
    after = 0
    while ids := list(
        Entry.objects.filter(id__gt=after, suppressed=False).order_by("id").values_list("id", flat=True)[:AT_ONCE]
    ):
        yield from match_rows(ids).values()
        after = ids[-1]


def key_counts(keys: Collection[str]) -> dict[str, int]:
    """How many published entries have each key: what a name is worth as evidence depends on how common it is."""
    by_number = {key_number(k): k for k in keys}
    counts: dict[str, int] = defaultdict(int)
    for number in BlockKey.objects.filter(key__in=list(by_number)).values_list("key", flat=True):
        counts[by_number[number]] += 1
    return dict(counts)
