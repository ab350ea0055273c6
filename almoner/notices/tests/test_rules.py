from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.notices import letters, rules
from almoner.notices.rules import Holds, State, Template, UnfitValue, UnknownTemplate
from almoner.notices.tests.factories import SAMPLE

GOOD: dict[str, Any] = {"count": 2, "due": date(2026, 5, 12), "organisation": 7, "where": "/work/?tab=mine"}
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def said(**changes: Any) -> letters.Letter:
    values = rules.check_values(SAMPLE, GOOD | changes) | {"organisation": "Anyborough & Co"}
    return letters.write(SAMPLE, values, base_url="https://almoner.example", service="Almoner")


def test_a_notice_says_its_values_in_words() -> None:
    assert said().subject == "2 people need you by 12 May 2026"
    assert said(count=1).subject == "1 person needs you by 12 May 2026"
    assert said(count=1200).subject.startswith("1,200 people")


def test_text_and_html_say_the_same_and_the_link_is_absolute() -> None:
    letter = said()
    for part in (letter.text, letter.html.replace("&amp;", "&")):
        assert "Anyborough & Co has a list for you." in part
        assert "https://almoner.example/work/?tab=mine" in part


def test_an_organisation_with_markup_for_a_name_stays_text() -> None:
    values = rules.check_values(SAMPLE, GOOD) | {"organisation": "<script>{count}|x</script>"}
    letter = letters.write(SAMPLE, values, base_url="https://almoner.example", service="Almoner")
    assert "<script>" not in letter.html
    assert "<script>{count}|x</script> has a list" in letter.text


@pytest.mark.parametrize(
    "change",
    [
        {"count": "Jane Okafor"},
        {"count": -1},
        {"count": True},
        {"due": "12 May"},
        {"due": datetime(2026, 5, 12, tzinfo=UTC)},
        {"organisation": "Anyborough"},
        {"where": "https://evil.example/"},
        {"where": "//evil.example/"},
        {"where": "/work/ Jane Okafor"},
        {"where": "/work/\r\nBcc: everybody@example.org"},
        {"where": None},
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused_and_not_quoted(change: dict[str, Any]) -> None:
    with pytest.raises(UnfitValue) as refused:
        rules.check_values(SAMPLE, GOOD | change)
    assert "Okafor" not in str(refused.value)


def test_values_missing_or_too_many_are_refused() -> None:
    with pytest.raises(UnfitValue, match="name"):
        rules.check_values(SAMPLE, GOOD | {"name": 1})
    with pytest.raises(UnfitValue, match="due"):
        rules.check_values(SAMPLE, {name: value for name, value in GOOD.items() if name != "due"})


@given(text=st.text(min_size=1, max_size=40))
def test_no_kind_of_value_takes_words_with_a_space_in_them(text: str) -> None:
    words = f"{text} {text}"
    for kind in Holds:
        template = Template("t", "{v}", (), values={"v": kind})
        with pytest.raises(UnfitValue):
            rules.check_values(template, {"v": words})


def test_a_template_that_uses_what_it_does_not_declare_cannot_be_made() -> None:
    with pytest.raises(UnfitValue, match="name"):
        Template("t", "Dear {name}", ())
    with pytest.raises(UnfitValue, match="n"):
        Template("t", "{one|many:n}", ())


def test_two_different_templates_of_one_name_are_refused() -> None:
    rules.register(SAMPLE)
    with pytest.raises(ValueError, match="sample"):
        rules.register(Template("sample", "Other", ()))


def test_an_unknown_template_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownTemplate, match=r"'nonsuch'.*sample"):
        rules.template("nonsuch")


def test_tries_are_further_and_further_apart_and_end() -> None:
    waits = []
    tries = 1
    while due := rules.next_try(tries, at=NOW):
        waits.append(due - NOW)
        tries += 1
    assert waits == sorted(waits)
    assert tries == rules.MOST_TRIES
    assert timedelta(hours=12) <= sum(waits, timedelta()) <= timedelta(days=2)


def test_every_state_has_words_and_failures_are_final() -> None:
    assert all(state.words for state in State)
    assert {state for state in State if state.is_failure} < {state for state in State if state.is_final}
