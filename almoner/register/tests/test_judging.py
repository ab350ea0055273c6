"""One scoring, wherever the entries come from: the register here, a stream in memory, a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from almoner.register.queries import judging
from almoner.register.queries.judging import Judgement
from almoner.register.rules.matching import Listed, match
from almoner.register.tests.factories import an_entry
from almoner.register.tests.invented_lists import HARD, Faults, invent
from almoner.scope.context import system


def essence(judged: list[Judgement]) -> list[tuple[int, str, str]]:
    """The line, the band, and the number of the likeliest entry where it is likelier than not."""
    best = [one.best for one in judged]
    return [
        (one.line, str(one.band), near.entry.number if near and near.chance > 0.5 else "")
        for one, near in zip(judged, best, strict=True)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("faults", [Faults(), HARD], ids=["an employer's usual list", "a bad list"])
def test_the_register_here_and_a_stream_of_its_entries_give_one_verdict(faults: Faults) -> None:
    made = invent(31, entries=120, rows=80, faults=faults)
    for entry in made.entries:
        assert entry.registered_from is not None
        number = int(entry.number.removeprefix("SW"))
        an_entry(entry.forenames, entry.family, number=number, town=entry.town, starts=entry.registered_from)
    with system("test"):
        here = judging.judge_rows(made.rows)
    assert essence(here) == essence(match(made.rows, made.entries))


@pytest.mark.django_db
def test_progress_is_told_and_ends_with_all_rows() -> None:
    told: list[tuple[int, int]] = []
    an_entry("Jane", "Okonkwo", number=11111)
    with system("test"):
        judging.judge_rows([Listed(2, "SW11111", "Jane Okonkwo")], lambda done, of: told.append((done, of)))
    assert told == [(1, 1)]


@pytest.mark.django_db
def test_a_suppressed_entry_is_nobodys_candidate() -> None:
    entry = an_entry("Temperance", "Quayle", number=4242)
    with system("test"):
        type(entry).objects.filter(pk=entry.pk).update(suppressed=True)
        (found,) = judging.judge_rows([Listed(2, "SW4242", "Temperance Quayle")])
    assert found.candidates == ()


def test_an_extract_keeps_the_first_of_two_rows_with_one_number_and_reports_the_other(tmp_path: Path) -> None:
    from datetime import date

    file = tmp_path / "register.csv"
    heads = "Registration Number,Registered Name,Status,Town of employment,Registered from,Registered until\n"
    file.write_text(
        heads
        + "SW1,Jane Okonkwo,Registered,Leeds,2020-01-06,2027-11-30\n"
        + "SW1,Bob Fairweather,Registered,York,2020-01-06,2027-11-30\n"
        + "SW0,Nobody,Registered,York,2020-01-06,2027-11-30\n",
        encoding="utf-8",
    )
    read = judging.read_extract(file, date(2026, 11, 23))
    assert len(read) == 1
    assert read.entry("SW1").name == "Jane Okonkwo"
    assert [line for line, _ in read.faults] == [3, 4]
