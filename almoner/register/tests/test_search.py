from datetime import UTC, date, datetime

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from almoner.register import actions, queries
from almoner.register.models import BlockKey, Entry, Name, NamePair
from almoner.register.rules.names import PersonName
from almoner.register.tests.factories import MACHINE, an_entry
from almoner.scope.context import NOBODY, acting, system

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def found(text: str) -> list[int]:
    with acting(NOBODY):
        return list(queries.search(text).ids)


@pytest.fixture
def people() -> dict[str, Entry]:
    return {
        "jane": an_entry("Jane Mary", "Smith", number=11, town="Leeds"),
        "liz": an_entry("Elizabeth", "O’Brien", number=12, town="York"),
        "anna": an_entry("Anna", "Smith-Jones", number=13, town="Milton Keynes"),
        "sian": an_entry("Siân", "Thompson", number=14, town="Leeds"),
        "eva": an_entry("Eva", "van der Berg", number=15, town="Hull"),
        "marie": an_entry("Anne-Marie", "Hill", number=16, town="Bath"),
    }


@pytest.mark.clause("PLAN-R14")
@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("SW11", "jane"), ("sw 11", "jane"), ("11", "jane"), ("jane smith", "jane"), ("Smith, Jane", "jane"),
        ("JANE SMITH", "jane"), ("jane smyth", "jane"), ("jnae smith", "jane"), ("j smith", "jane"),
        ("mary smith", "jane"), ("smith leeds", "jane"), ("leeds jane smith", "jane"), ("jane m smith", "jane"),
        ("liz obrien", "liz"), ("Elizabeth O'Brien", "liz"), ("beth o brien", "liz"), ("elisabeth obrian", "liz"),
        ("anna jones", "anna"), ("anna smithjones", "anna"), ("anna jones smith", "anna"),
        ("anna smith jones milton keynes", "anna"), ("sian thompson", "sian"), ("sian tomson", "sian"),
        ("sian thomp", "sian"), ("eva vanderberg", "eva"), ("eva berg", "eva"), ("berg eva", "eva"),
        ("annmarie hill", "marie"), ("anne hill", "marie"), ("siantompson", "sian"), ("janesmith", "jane"),
        ("Dr Jane Smith", "jane"), ("thompson", "sian"),
    ],
)  # fmt: skip
def test_somebody_is_found_by_what_people_type(people: dict[str, Entry], typed: str, who: str) -> None:
    assert found(typed)[0] == people[who].id


@pytest.mark.parametrize("typed", ["", "%", "*", "zzzz qqqq", "SW999", "a", "'; drop table register_entry; --"])
def test_what_names_nobody_finds_nobody(people: dict[str, Entry], typed: str) -> None:
    assert found(typed) == []


def test_a_town_lists_those_who_work_there(people: dict[str, Entry]) -> None:
    assert set(found("leeds")) == {people["jane"].id, people["sian"].id}


def test_a_new_name_is_found_at_once_and_the_old_one_no_longer(people: dict[str, Entry]) -> None:
    with system("test"):
        actions.change_name(
            entry_id=people["jane"].id, name=PersonName("Jane Mary", "Quartermaine"), why=Name.Why.MARRIAGE,
            from_day=date(2026, 6, 1), by=MACHINE, now=NOW,
        )  # fmt: skip
    assert found("jane quartermain") == [people["jane"].id]
    assert people["jane"].id not in found("jane smith")


@pytest.mark.clause("PLAN-R14")
def test_a_former_name_is_found_only_when_the_person_agreed(people: dict[str, Entry]) -> None:
    with system("test"):
        actions.change_name(
            entry_id=people["jane"].id, name=PersonName("Jane Mary", "Quartermaine"), why=Name.Why.MARRIAGE,
            from_day=date(2026, 6, 1), by=MACHINE, now=NOW, former_may_be_shown=True,
        )  # fmt: skip
    assert people["jane"].id in found("jane smith")


@pytest.mark.clause("PLAN-R14")
def test_a_name_left_behind_with_a_gender_is_never_found_whatever_was_ticked(people: dict[str, Entry]) -> None:
    with system("test"):
        actions.change_name(
            entry_id=people["sian"].id, name=PersonName("Rhys", "Thompson"), why=Name.Why.GENDER,
            from_day=date(2026, 6, 1), by=MACHINE, now=NOW, former_may_be_shown=True,
        )  # fmt: skip
    assert found("rhys thompson")[0] == people["sian"].id
    with acting(NOBODY):
        assert people["sian"].id not in queries.search("sian thompson", exact=True).ids


def test_a_suppressed_person_is_found_by_no_search(people: dict[str, Entry]) -> None:
    with system("test"):
        actions.suppress(entry_id=people["liz"].id, reasons="At risk.", by=MACHINE, now=NOW)
        for typed in ("SW12", "elizabeth obrien", "york", "obrien"):
            assert people["liz"].id not in queries.search(typed).ids
        actions.lift_suppression(entry_id=people["liz"].id, reasons="Safe again.", by=MACHINE, now=NOW)
    assert found("elizabeth obrien") == [people["liz"].id]


def test_namesakes_are_paged_without_repeats_or_gaps() -> None:
    ids = {an_entry("John", "Smith").id for _ in range(60)}
    pages = [queries.search("john smith", page=n) for n in (1, 2, 3)]
    listed = [i for p in pages for i in p.ids]
    assert len(listed) == len(set(listed)) == 60
    assert set(listed) == ids
    assert [p.more for p in pages] == [True, True, False]


def test_a_family_name_alone_is_paged_without_repeats_or_gaps() -> None:
    givens = ("Zoe", "Ann", "Mary", "Bea", "Cara", "Dot")
    ids = {an_entry(givens[n % 6], "Smith").id for n in range(60)}
    listed = [i for n in (1, 2, 3) for i in queries.search("smith", page=n).ids]
    assert len(listed) == len(set(listed))
    assert set(listed) == ids


def test_an_initial_lists_one_of_each_given_name_before_a_second() -> None:
    for given in ("Jane", "Jane", "Jane", "John", "John", "Joy"):
        an_entry(given, "Smith")
    an_entry("Ann", "Smith")
    found_ids = queries.search("j smith").ids
    names = [queries.match_rows(found_ids)[i].name.forenames for i in found_ids]
    assert names[:6] == ["Jane", "John", "Joy", "Jane", "John", "Jane"]


def indexed() -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """All that search and matching read of names."""
    return set(NamePair.objects.values_list()), set(BlockKey.objects.values_list("key", "entry_id"))


def test_the_index_made_anew_is_the_index_kept(people: dict[str, Entry]) -> None:
    with system("test"):
        actions.change_name(
            entry_id=people["jane"].id, name=PersonName("Jane", "Hill"), why=Name.Why.DEED_POLL,
            from_day=date(2026, 6, 1), by=MACHINE, now=NOW, former_may_be_shown=True,
        )  # fmt: skip
        kept = indexed()
        assert actions.rebuild_index() == 6
        assert indexed() == kept


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize(
    "names",
    [
        [("Jane", "Hill"), ("Jane", "Smith")],
        [("Jane", "Smith-Hill"), ("Jane", "Hill"), ("Jane Mary", "Smith")],
        [("Mary", "Smith"), ("Jane Mary", "Smith")],
        [("Jane", "Smith")],
    ],
    ids=lambda names: ", ".join(" ".join(name) for name in names),
)
def test_after_any_changes_of_name_the_index_is_what_it_would_be_made_anew(
    people: dict[str, Entry], names: list[tuple[str, str]], shown: bool
) -> None:
    with system("test"):
        for month, (forenames, family) in enumerate(names, start=3):
            actions.change_name(
                entry_id=people["jane"].id, name=PersonName(forenames, family), why=Name.Why.DEED_POLL,
                from_day=date(2026, month, 1), by=MACHINE, now=NOW, former_may_be_shown=shown,
            )  # fmt: skip
        kept = indexed()
        actions.rebuild_index()
        assert indexed() == kept


def test_what_stays_in_the_index_is_not_written_again(people: dict[str, Entry]) -> None:
    def written() -> set[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select family || ' ' || given, ctid::text from register_namepair where entry_id = %s",
                [people["jane"].id],
            )
            return set(cursor.fetchall())

    before = written()
    with system("test"):
        actions.change_name(
            entry_id=people["jane"].id, name=PersonName("Jane Ann", "Smith"), why=Name.Why.DEED_POLL,
            from_day=date(2026, 6, 1), by=MACHINE, now=NOW, former_may_be_shown=False,
        )  # fmt: skip
    stayed = {words for words, _ in written() & before}
    assert "smith jane" in stayed
    assert "smith mary" in {words for words, _ in before - written()}, "the control: nothing was taken out"


@pytest.mark.parametrize("typed", ["jane smith", "jnae smiht", "j smiht", "janesmiht leeds", "x qqqqqq", "smith leeds"])
def test_however_it_is_typed_a_search_takes_a_handful_of_statements(
    people: dict[str, Entry], typed: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found("somebody")
    with acting(NOBODY), django_assert_max_num_queries(8):
        queries.search(typed)


def test_what_a_search_asks_is_planned_once_for_a_connection(people: dict[str, Entry]) -> None:
    typed = ("SW11", "jane smith", "jnae smiht", "j smith", "smith leeds", "leeds", "j smith leeds", "jane smith leeds")
    for text in typed * 7:
        found(text)
    with connection.cursor() as cursor:
        asked = r"^\s*select.*(register_namepair|register_town|where number =)"
        cursor.execute("select statement, custom_plans from pg_prepared_statements where statement ~ %s", [asked])
        kept = cursor.fetchall()
    assert len(kept) == 7, "the number, the beginning, near, in a town, an initial, it in a town, all of a town"
    assert [statement for statement, planned in kept if planned > 5] == []


def test_an_exact_name_takes_one_statement_once_the_words_are_known(
    people: dict[str, Entry], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found("somebody")
    with acting(NOBODY), django_assert_num_queries(1):
        assert queries.search("jane smith", exact=True).ids == (people["jane"].id,)


def test_an_index_made_anew_finds_whom_the_index_kept_up_to_date_found(people: dict[str, Entry]) -> None:
    asked = ("jane smyth", "beth obrien", "anna smithjones", "eva vanderberg", "j smith")
    before = [found(text) for text in asked]
    with system("test"):
        assert actions.rebuild_index() == len(people)
    assert [found(text) for text in asked] == before
    assert all(before)
