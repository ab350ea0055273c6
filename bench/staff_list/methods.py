"""Ours and the peers, each given a task and handing back, for every row, its best entry and how sure it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bench.staff_list.tasks import Person, Task

if TYPE_CHECKING:
    from almoner.register.rules.matching import Entry, Judgement, Listed

#: For a row's key: the best entry's key, a score that grows with certainty, and whether it is accepted by machine.
Links = dict[str, tuple[str, float, bool]]


def ours(task: Task) -> tuple[Links, float]:
    """Almoner's matching from the rows as they came, reading of names and register included."""
    from almoner.register.rules.matching import Register, judge

    born = {day: date.fromisoformat(day) for each in (task.register, task.listed) for one in each if (day := one.born)}
    started = time.process_time()
    register = Register()
    for at, one in enumerate(task.register, start=1):
        number = int(one.number[2:]) if one.number else at
        register.add(one.key, number, one.forenames, one.family, one.town, born=born.get(one.born))
    judged = judge(rows_of(task.listed, born), register)
    took = time.process_time() - started
    return links_of(task.listed, judged, attrgetter("key")), took


def rows_of(listed: Sequence[Person], born: Mapping[str, date]) -> list[Listed]:
    """A list's people as Almoner reads its rows."""
    from almoner.register.rules.matching import Listed

    return [
        Listed(at, one.number, first_name=one.forenames, last_name=one.family, town=one.town, born=born.get(one.born))
        for at, one in enumerate(listed)
    ]


def links_of(listed: Sequence[Person], judged: Iterable[Judgement], called: Callable[[Entry], str]) -> Links:
    """What Almoner's verdicts come to; an entry goes by what it is called in the task."""
    from almoner.register.rules.matching import Band

    return {
        listed[one.line].key: (called(one.best.entry), one.best.chance, one.band is Band.CERTAIN)
        for one in judged
        if one.best
    }


def splink(task: Task) -> tuple[Links, float]:
    """Splink on DuckDB as its documentation advises: term frequencies, trained by expectation-maximisation."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    register, listed = _frame(task.register), _frame(task.listed)
    numbered, dated = bool(register["number"].notna().any()), bool(register["born"].notna().any())
    comparisons: list[Any] = [
        cl.NameComparison("given").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("town", [0.9]).configure(term_frequency_adjustments=True),
    ]
    blocks = [
        block_on("surname", "substr(given,1,1)"), block_on("given", "substr(surname,1,3)"),
        block_on("substr(surname,1,4)", "substr(given,1,2)"), block_on("given", "town"), block_on("surname", "town"),
        block_on("given", "right(surname,4)"),
    ]  # fmt: skip
    known = [block_on("given", "surname", "town")]
    if numbered:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("number", [1]))
        blocks.append(block_on("number"))
        known.append(block_on("number"))
    if dated:
        comparisons.append(cl.DateOfBirthComparison("born", input_is_string=True))
        blocks.append(block_on("born"))
        known.append(block_on("born", "surname"))
    started = time.process_time()
    settings = SettingsCreator(
        link_type="link_only", unique_id_column_name="key", comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
    )  # fmt: skip
    database = DuckDBAPI()
    linker = Linker([database.register(register), database.register(listed)], settings)
    linker.training.estimate_probability_two_random_records_match(known, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("given", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("number") if numbered else block_on("born")
    )
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    took = time.process_time() - started
    ours_first = found["source_dataset_l"] < found["source_dataset_r"]
    left, right = found["key_l"], found["key_r"]
    entry, row = left.where(ours_first, right), right.where(ours_first, left)
    return _best(zip(row, entry, found["match_weight"], strict=True)), took


def linkage(task: Task) -> tuple[Links, float]:
    """recordlinkage: blocks, Jaro-Winkler, and its own expectation-maximising classifier."""
    import recordlinkage
    from recordlinkage.preprocessing import phonetic

    register, listed = _frame(task.register).set_index("key"), _frame(task.listed).set_index("key")
    numbered, dated = bool(register["number"].notna().any()), bool(register["born"].notna().any())
    started = time.process_time()
    for frame in (register, listed):
        frame["heard"] = phonetic(frame["surname"].fillna(""), method="soundex")
    index = recordlinkage.Index()
    index.block(["given", "surname"])
    index.block(["surname", "town"])
    index.block(["given", "heard"])
    if numbered:
        index.block("number")
    if dated:
        index.block("born")
    pairs = index.index(listed, register)
    compare = recordlinkage.Compare()
    compare.string("given", "given", method="jarowinkler", threshold=0.9, label="given")
    compare.string("surname", "surname", method="jarowinkler", threshold=0.9, label="surname")
    compare.string("town", "town", method="jarowinkler", threshold=0.9, label="town")
    if numbered:
        compare.exact("number", "number", label="number")
    if dated:
        compare.exact("born", "born", label="born")
    features = compare.compute(pairs, listed, register)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit_predict(features)
    chances = classifier.prob(features)
    took = time.process_time() - started
    return _best((row, entry, chance) for (row, entry), chance in chances.items()), took


METHODS: dict[str, Callable[[Task], tuple[Links, float]]] = {
    "Almoner": ours,
    "Splink": splink,
    "recordlinkage": linkage,
}


def _best(found: Any) -> Links:
    best: Links = {}
    for row, entry, score in found:
        if row not in best or score > best[row][1]:
            best[row] = (entry, float(score), False)
    return best


def _frame(people: list[Person]) -> Any:
    """The people as a data frame, names folded as ours folds them: the peers are spared that work."""
    import pandas

    from almoner.register.rules.names import fold

    def given(one: Person) -> str | None:
        return next(iter(fold(one.forenames).split()), None)

    columns = {
        "key": [one.key for one in people],
        "number": [one.number or None for one in people],
        "given": [given(one) for one in people],
        "surname": ["".join(fold(one.family).split()) or None for one in people],
        "town": [fold(one.town) or None for one in people],
        "born": [one.born or None for one in people],
    }
    return pandas.DataFrame(columns)
