# ruff: noqa: RUF001  letters that look alike are the subject here
import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.register.rules.number import HIGHEST, is_number, parse, read, shown


@given(st.integers(1, HIGHEST))
def test_every_number_reads_back_however_it_is_typed(number: int) -> None:
    strict = shown(number)
    assert is_number(strict)
    for typed in (
        strict,
        strict.lower(),
        f" {strict[:2]} {strict[2:]} ",
        strict[2:],
        f"{strict[2:]}.0",
        f"{number:,}",
        f"S W-{number}",
    ):
        assert parse(typed) == number


@pytest.mark.parametrize(
    "typed", ["SWE123", "SW0123", "SW1234567", "", "SW", "Smith", "0", "12.5", "SW12a", "１２a", "12,5"]
)
def test_what_is_no_number_is_not_guessed_at(typed: str) -> None:
    found = read(typed)
    assert found.number is None
    assert found.fault


@pytest.mark.parametrize("typed", ["sw1234", "1234", "SW123\n", "SW１２３"])
def test_only_the_written_form_is_strictly_a_number(typed: str) -> None:
    assert is_number("SW1234")
    assert not is_number(typed)


@given(st.text(max_size=30))
def test_any_text_gets_a_number_in_range_or_a_reason(typed: str) -> None:
    found = read(typed)
    assert (found.number is None) == bool(found.fault)
    assert found.number is None or 1 <= found.number <= HIGHEST


def test_what_was_mended_is_said() -> None:
    assert read("sw 123.0").mended == (
        "a decimal point was left out",
        "spaces or marks were left out",
        "small letters were made capital",
    )
