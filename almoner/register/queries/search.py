"""Finding people by what somebody typed: as typed first, then near it, then further off.

The words of names are searched in memory (rules.vocabulary), the people who bear them in one index. A page of
results costs one to three short statements at a hundred thousand people and at ten million. Planning them would cost
more than answering them, so each is planned once for a connection; `(select %s)` keeps a value out of the planning.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from almoner.register.rules import search as rules
from almoner.register.rules.search import Place, Probe, Reading, Typed
from almoner.register.rules.vocabulary import Token, Vocabulary
from almoner.scope import reading

PAGE_SIZE: Final = 25
MOST_PAGES: Final = 10
_NEAR_PROBES: Final = 120
_DEEP_PROBES: Final = 400
_ENOUGH: Final = 1.35
_WORD_COST: Final = 0.15
_TOWN_AGREES: Final = 0.3
_TIE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """One page of entries, nearest first: (entry id, cost); whether there are more; what was understood."""

    typed: Typed
    ids: tuple[int, ...]
    costs: tuple[float, ...]
    page: int
    more: bool
    exact: int

    @property
    def capped(self) -> bool:
        """Whether there are more than this search will ever list."""
        return self.more and self.page >= MOST_PAGES


class _Words:
    """The vocabulary of this process, brought up to date by whatever was added since it was last read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._vocabulary = Vocabulary()
        self._through = 0
        self._database = ""

    def held(self) -> tuple[Vocabulary, int, str]:
        """The vocabulary as it stands, the id of its newest word, and of which database."""
        with self._lock:
            return self._vocabulary, self._through, self._database

    def through(self, latest: int, database: str) -> Vocabulary:
        """The vocabulary holding every word up to id ``latest``."""
        with self._lock:
            # A replica may be behind what the primary has taught us; words that it lacks find nobody there.
            cut_back = latest < self._through and not reading.is_from_replica()
            if database != self._database or cut_back:
                self._vocabulary, self._through, self._database = Vocabulary(), 0, database
            if latest > self._through:
                self._read_on(latest)
            return self._vocabulary

    def _read_on(self, latest: int) -> None:
        with reading.connection().cursor() as cursor:
            cursor.execute(
                "select word, signature, sound, roles from register_word where id > %s and id <= %s",
                [self._through, latest],
            )
            tokens = [Token(*row) for row in cursor.fetchall()]
        if len(self._vocabulary):
            self._vocabulary.add(tokens)
        else:
            self._vocabulary = Vocabulary(tokens)
        self._through = latest


_words = _Words()


def search(text: str, page: int = 1, *, exact: bool = False) -> Found:
    """The published entries that ``text`` most likely means, a page of 25 at a time, at most ten pages.

    ``text`` may hold a number, names in any order, and a town. With ``exact``, only names as typed.
    Raises nothing: what cannot be looked for finds nobody.
    """
    page = max(1, min(page, MOST_PAGES))
    typed = rules.read(text)
    if typed.empty:
        return Found(typed, (), (), page, False, 0)
    wanted = page * PAGE_SIZE + 1
    scored: dict[int, float] = {}
    if typed.number is not None:
        _merge(scored, ((i, -1.0) for i in _of_number(typed.number)))
    if typed.words:
        _by_name(typed, wanted, exact, scored)
    ordered = sorted(scored.items(), key=lambda item: (item[1], item[0]))
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    as_typed = sum(1 for _, cost in ordered if cost < rules.REVERSED_COST)
    return Found(
        typed, tuple(i for i, _ in shown), tuple(c for _, c in shown), page, len(ordered) > page * PAGE_SIZE, as_typed
    )


def _of_number(number: int) -> list[int]:
    with reading.connection().prepared_cursor() as cursor:
        cursor.execute("select id from register_entry where number = %s and not suppressed", [number])
        return [row[0] for row in cursor.fetchall()]


def _by_name(typed: Typed, wanted: int, exact: bool, scored: dict[int, float]) -> None:
    vocabulary, towns = _begin(typed, wanted, scored)
    places = rules.with_towns(typed.words, towns.__contains__)
    for place in places[1:]:
        if place.town and not place.name:
            _merge(scored, _in_town(place.town, wanted, place.cost))
        _look_as_typed(place, vocabulary, wanted, scored)
    if exact or len(scored) >= wanted:
        return
    _near(places, vocabulary, wanted, scored)


def _begin(typed: Typed, wanted: int, scored: dict[int, float]) -> tuple[Vocabulary, frozenset[str]]:
    """Whoever bears the words as typed where none names a town; the words in use, and which of these name towns.

    One statement, asked with the words that this process holds already; where others have come, it looks once more.
    """
    held, whole = _words.held(), Place(typed.words, None, 0.0)
    initials, probes = _as_typed(whole, held[0])
    with reading.connection().prepared_cursor() as cursor:
        cursor.execute(_BEGIN, [_runs(typed.words), *_values(probes, whole, wanted)])
        rows = cursor.fetchall()
    latest, towns = rows[0][:2]
    vocabulary = _words.through(latest or 0, str(reading.connection().settings_dict["NAME"]))
    if _words.held() == held:
        _merge(scored, _scored(probes, whole, [row[2:] for row in rows if row[2] is not None]))
        for probe in initials:
            _merge(scored, _of_initial(probe, whole, wanted))
    else:
        _look_as_typed(whole, vocabulary, wanted, scored)
    return vocabulary, frozenset((towns or "").splitlines())


def _as_typed(place: Place, vocabulary: Vocabulary) -> tuple[list[Probe], list[Probe]]:
    """The probes for a name as typed: with an initial, which may stand for very many given names, and without."""
    probes = rules.exact_probes(rules.borne(rules.readings(place.name), vocabulary))
    return [p for p in probes if p.initial], [p for p in probes if not p.initial]


def _look_as_typed(place: Place, vocabulary: Vocabulary, wanted: int, scored: dict[int, float]) -> None:
    initials, probes = _as_typed(place, vocabulary)
    for probe in initials:
        _merge(scored, _of_initial(probe, place, wanted))
    _merge(scored, _look(probes, place, wanted))


def _runs(words: Sequence[str]) -> str:
    """Every run of at most four of the words, a line each: a town's name has no more."""
    return "\n".join(
        {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 4, len(words)) + 1)}
    )


def _near(places: Sequence[Place], vocabulary: Vocabulary, wanted: int, scored: dict[int, float]) -> None:
    """One slip away first; only when nothing likely has turned up, two slips and words run together."""
    for edits, most in ((1, _NEAR_PROBES), (2, _DEEP_PROBES)):
        for place in places:
            cut = _run_together(place, vocabulary, edits)
            probes = rules.near_probes((*rules.readings(place.name), *cut), vocabulary, edits, most)
            _merge(scored, _look([*rules.exact_probes(cut), *probes], place, wanted))
        if scored and min(scored.values()) <= _ENOUGH:
            return


def _run_together(place: Place, vocabulary: Vocabulary, edits: int) -> tuple[Reading, ...]:
    """A long word cut in two, where it may be a whole name without its space; at last, any words run together."""
    together = "".join(place.name)
    if len(together) > 5 and (len(place.name) == 1 or (len(place.name) < 4 and edits > 1)):
        return rules.split_readings(together, vocabulary)
    return ()


def _merge(scored: dict[int, float], hits: Iterable[tuple[int, float]]) -> None:
    for entry_id, cost in hits:
        if cost < scored.get(entry_id, 99.0):
            scored[entry_id] = cost


_LOOK = """
select p.at, n.entry_id, n.rank
from unnest(string_to_array((select %s), ' '), string_to_array((select %s), ' '), string_to_array((select %s), ' '))
  with ordinality as p (family, low, high, at)
cross join lateral (
  select entry_id, rank from register_namepair n
  where n.family = p.family and n.given >= p.low and n.given <= p.high {town}
  order by n.family, n.given, n.rank, n.entry_id limit (select %s)
) n
limit (select %s)
"""
_WORDS_AND_TOWNS = """
select (select max(id) from register_word), (
    select string_agg(r.run, E'\\n') from unnest(string_to_array((select %s), E'\\n')) as r(run)
    where exists (select 1 from register_town t where t.folded = r.run and t.ends is null
      and t.withdrawn_at is null and not t.hidden)
  ), found.*
from (select) as once left join ("""
# The newest word's id and which runs of the words are towns that somebody works in, beside each of those found.
_BEGIN = "".join((_WORDS_AND_TOWNS, _LOOK.format(town=""), ") as found on true"))
# Everybody of one family name and one initial: the commonest given names first, and one of each before a second.
_INITIAL = """
select n.entry_id, n.rank
from (
  select given, count(*) as bearers from register_namepair n
  where n.family = %s and n.given >= %s and n.given <= %s {town} group by given order by 2 desc, 1 limit 40
) g
cross join lateral (
  select entry_id, rank, row_number() over () as turn from (
    select entry_id, rank from register_namepair n
    where n.family = %s and n.given = g.given {town} order by n.rank, n.entry_id limit %s
  ) t
) n
order by n.turn, g.bearers desc, g.given limit %s
"""
_IN_TOWN = """and exists (select 1 from register_town t where t.folded = %s and t.entry_id = n.entry_id
  and t.ends is null and t.withdrawn_at is null and not t.hidden)"""


def _look(probes: Sequence[Probe], place: Place, wanted: int) -> list[tuple[int, float]]:
    """Who stands under these probes, each with its cost; the look ends early once enough are found."""
    if not probes:
        return []
    with reading.connection().prepared_cursor() as cursor:
        cursor.execute(_with_town(_LOOK, place), _values(probes, place, wanted))
        return _scored(probes, place, cursor.fetchall())


def _values(probes: Sequence[Probe], place: Place, wanted: int) -> list[str | int]:
    """What _LOOK is asked with. One text for each list: the driver would look at every word of an array."""
    lists = [" ".join(words) + " " for words in zip(*(p[:3] for p in probes), strict=True)] or ["", "", ""]
    return [*lists, *([place.town] if place.town else []), wanted, 2 * wanted + 10]


def _scored(probes: Sequence[Probe], place: Place, rows: Iterable[tuple[int, int, int]]) -> list[tuple[int, float]]:
    """Equal costs keep the order in which they were found, so that one page carries on where the one before ended."""
    nearer = _nearer(place)
    return [(i, nearer + probes[at - 1].cost + _WORD_COST * rank + _TIE * n) for n, (at, i, rank) in enumerate(rows)]


def _nearer(place: Place) -> float:
    return place.cost - (0.0 if place.town is None else _TOWN_AGREES)


def _of_initial(probe: Probe, place: Place, wanted: int) -> list[tuple[int, float]]:
    town = [place.town] if place.town else []
    span = [probe.family, probe.given_from, probe.given_to]
    with reading.connection().prepared_cursor() as cursor:
        cursor.execute(_with_town(_INITIAL, place), [*span, *town, probe.family, *town, wanted, wanted])
        rows = cursor.fetchall()
    nearer = _nearer(place)
    return [(i, nearer + probe.cost + _WORD_COST * rank + _TIE * n) for n, (i, rank) in enumerate(rows)]


def _with_town(statement: str, place: Place) -> str:
    return statement.format(town=_IN_TOWN if place.town else "")


def _in_town(town: str, wanted: int, cost: float) -> list[tuple[int, float]]:
    with reading.connection().prepared_cursor() as cursor:
        cursor.execute(
            "select entry_id from register_town where folded = %s and ends is null and withdrawn_at is null"
            " and not hidden order by entry_id limit %s",
            [town, wanted],
        )
        return [(row[0], cost + 0.5 + _TIE * n) for n, row in enumerate(cursor.fetchall())]
