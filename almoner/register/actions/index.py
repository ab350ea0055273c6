"""Keeping what search and matching read in step with names. Published entries only ever stand in it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from almoner.register.models import Name
from almoner.register.rules.names import key_number, keys, ranked_pairs, sound
from almoner.register.rules.vocabulary import FAMILY, GIVEN, signature, sound_code
from almoner.scope.postgres.base import DatabaseWrapper

AT_ONCE = 5_000
_REMEMBERED = 400_000


@dataclass(slots=True)
class IndexRows:
    """What some names add to the index: pairs with their rank, blocking keys, and words with their roles."""

    pairs: dict[tuple[int, str, str], int] = field(default_factory=dict)
    keys: set[tuple[int, int]] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=dict)

    def take(self, entry_id: int, forenames: str, family: str, *, former: bool) -> None:
        """Add one name."""
        for (f, g), rank in ranked_pairs(forenames, family, former=former).items():
            place = (entry_id, f, g)
            self.pairs[place] = min(rank, self.pairs.get(place, rank))
            self.words[f] = self.words.get(f, 0) | FAMILY
            if g:
                self.words[g] = self.words.get(g, 0) | GIVEN
        self.keys.update((key_number(k), entry_id) for k in keys(forenames, family))


def index_entries(entry_ids: Collection[int]) -> None:
    """Make the index say of these entries exactly what their names say now; inside the caller's transaction."""
    rows, gone = IndexRows(), IndexRows()
    with cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS]).prepared_cursor() as cursor:
        cursor.execute(_NAMES, [list(entry_ids)])
        for entry_id, forenames, family, former, stands in cursor.fetchall():
            gone.take(entry_id, forenames, family, former=False)
            if stands:
                rows.take(entry_id, forenames, family, former=former)
        _follow(cursor, gone, rows)


def _follow(cursor: CursorWrapper, gone: IndexRows, rows: IndexRows) -> None:
    """Of what may stand in the index, take out what should no longer, and put in what does not yet: one statement.

    What stays is not touched: the first change of a page of the index after a checkpoint is written whole.
    """
    old = [(i, f, g, rows.pairs.get((i, f, g), _NONE)) for i, f, g in gone.pairs]
    new = [(i, f, g, rank) for (i, f, g), rank in rows.pairs.items()]
    values = [*_columns(old, 4), *_columns(gone.keys - rows.keys, 2), *_columns(new, 4), *_columns(rows.keys, 2)]
    cursor.execute(_FOLLOW, [*values, *_columns(_told(rows.words), 4)])


def _columns(rows: Iterable[tuple[Any, ...]], many: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[]] * many


def _told(words: dict[str, int]) -> list[tuple[str, int, int, int]]:
    """Words with all that is kept of them, in an order that two who add the same words at once share."""
    return [(w, signature(w), sound_code(sound(w)), roles) for w, roles in sorted(words.items())]


_NONE = -1
_NAMES = """
select entry_id, forenames, family, ends is not null,
  not hidden and withdrawn_at is null and (ends is null or may_be_shown)
from register_name where entry_id = any ((select %s::bigint[])::bigint[]) order by id
"""
# A word that gains a role gets a new id too, since processes read on from the last id they saw.
_WORDS = """
insert into register_word as w (word, signature, sound, roles)
select n.word, n.signature, n.sound, n.roles
from unnest((select %s::text[]), (select %s::bigint[]), (select %s::int[]), (select %s::smallint[]))
  as n (word, signature, sound, roles)
where not exists (select 1 from register_word k where k.word = n.word and k.roles & n.roles = n.roles)
on conflict (word) do update set roles = w.roles | excluded.roles,
  id = nextval(pg_get_serial_sequence('register_word', 'id'))
"""
_TAKE_OUT_AND_PUT_IN = """
with pairs_out as (
  delete from register_namepair n
  using unnest((select %s::bigint[]), (select %s::text[]), (select %s::text[]), (select %s::smallint[]))
    as g (entry, f, g, stays)
  where n.family = g.f and n.given = g.g and n.entry_id = g.entry and n.rank <> g.stays
), keys_out as (
  delete from register_blockkey b using unnest((select %s::bigint[]), (select %s::bigint[])) as g (k, entry)
  where b.key = g.k and b.entry_id = g.entry
), pairs_in as (
  insert into register_namepair (entry_id, family, given, rank)
  select * from unnest((select %s::bigint[]), (select %s::text[]), (select %s::text[]), (select %s::smallint[]))
  on conflict do nothing
), keys_in as (
  insert into register_blockkey (key, entry_id)
  select * from unnest((select %s::bigint[]), (select %s::bigint[])) on conflict do nothing
)
"""
_FOLLOW = "".join((_TAKE_OUT_AND_PUT_IN, _WORDS))


class IndexWriter:
    """Writes index rows by COPY, and words once each however many people bear them."""

    def __init__(self) -> None:
        self._written: dict[str, int] = {}

    def write(self, rows: IndexRows) -> None:
        """Add these rows; none of their pairs and keys may be there already."""
        self._write_pairs_and_keys(rows)
        fresh = {w: roles for w, roles in rows.words.items() if roles & ~self._written.get(w, 0)}
        self._add_words(fresh)
        if len(self._written) > _REMEMBERED:
            self._written.clear()
        for word, roles in fresh.items():
            self._written[word] = self._written.get(word, 0) | roles

    def _write_pairs_and_keys(self, rows: IndexRows) -> None:
        # In the order of their keys, so that the pages of the index are each written once.
        pairs = sorted((f, g, rank, i) for (i, f, g), rank in rows.pairs.items())
        self._copy(
            "register_namepair (family, given, rank, entry_id)", (f"{f}\t{g}\t{r}\t{i}\n" for f, g, r, i in pairs)
        )
        self._copy("register_blockkey (key, entry_id)", (f"{k}\t{i}\n" for k, i in sorted(rows.keys)))

    @staticmethod
    def _copy(into: str, lines: Iterable[str]) -> None:
        with connection.cursor() as cursor, cursor.copy(f"copy {into} from stdin") as copy:
            # Folded words are letters only, so there is nothing to escape.
            copy.write("".join(lines))

    @staticmethod
    def _add_words(words: dict[str, int]) -> None:
        if not words:
            return
        with connection.cursor() as cursor:
            cursor.execute(_WORDS, _columns(_told(words), 4))


class GatheringIndexWriter(IndexWriter):
    """Gathers pairs and keys, and puts them in the index in its own order when all are there; for very many names.

    Where a key stands in the index is a matter of chance: written as they come, the names of a million people touch
    each of its pages over and over, and each takes longer than the one before.
    """

    def __init__(self) -> None:
        super().__init__()
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists pg_temp.gathered_pair, pg_temp.gathered_key")
            for columns in ("gathered_pair (like register_namepair)", "gathered_key (like register_blockkey)"):
                cursor.execute(f"create temporary table {columns} on commit drop")

    def _write_pairs_and_keys(self, rows: IndexRows) -> None:
        pairs = (f"{f}\t{g}\t{rank}\t{i}\n" for (i, f, g), rank in rows.pairs.items())
        self._copy("gathered_pair (family, given, rank, entry_id)", pairs)
        self._copy("gathered_key (key, entry_id)", (f"{k}\t{i}\n" for k, i in rows.keys))

    def finish(self) -> None:
        """Put what was gathered in the index."""
        with connection.cursor() as cursor:
            cursor.execute("set local work_mem = '128MB'")
            cursor.execute(
                "insert into register_namepair (family, given, rank, entry_id)"
                " select family, given, rank, entry_id from gathered_pair order by family, given, rank, entry_id"
            )
            cursor.execute(
                "insert into register_blockkey (key, entry_id)"
                " select key, entry_id from gathered_key order by key, entry_id"
            )
            cursor.execute("drop table pg_temp.gathered_pair, pg_temp.gathered_key")
            cursor.execute("set local work_mem to default")


@transaction.atomic
def rebuild_index() -> int:
    """Make the whole index anew from the names; returns how many entries stand in it. For a change of the rules."""
    with connection.cursor() as cursor:
        for table in ("register_namepair", "register_blockkey", "register_word"):
            cursor.execute(f"delete from {table}")  # noqa: S608  the three names above
    writer, count = GatheringIndexWriter(), 0
    for batch in _published_names():
        rows = IndexRows()
        for entry_id, forenames, family, ends in batch:
            rows.take(entry_id, forenames, family, former=ends is not None)
        writer.write(rows)
        count += len({b[0] for b in batch})
    writer.finish()
    return count


def _published_names() -> Iterator[list[tuple[int, str, str, object]]]:
    """Current and showable former names of published entries, whole entries at a time."""
    after = 0
    published = Name.objects.filter(hidden=False, withdrawn_at=None)
    showable = published.filter(ends=None) | published.filter(may_be_shown=True)
    while ids := list(
        published.filter(entry_id__gt=after, ends=None)
        .order_by("entry_id")
        .values_list("entry_id", flat=True)[:AT_ONCE]
    ):
        found = showable.filter(entry_id__gt=after, entry_id__lte=ids[-1])
        yield list(found.values_list("entry_id", "forenames", "family", "ends"))
        after = ids[-1]
