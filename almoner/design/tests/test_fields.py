"""The fields say what to do, keep what was typed, and draw what a form needs and nothing that a page may not hold."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from almoner.design import fields
from almoner.design.fields.dates import MONTHS
from almoner.design.formats import format_money, format_number
from almoner.design.web.style import Example


class Leaver(fields.PageForm):
    name = fields.TextField(label="Full name", hint="As on the register", max_length=20)
    left = fields.DateField(label="Leaving date", latest=lambda: date(2026, 11, 23))
    why = fields.RadiosField(
        label="Reason", choices=[("retires", "Retires"), ("other", "Another")], reveals={"other": ["words"]}
    )
    words = fields.TextField(label="Which reason?", called="the reason")


def drawn(form: forms.Form, name: str) -> str:
    return str(fields.field(form[name]))


def error_of(field: forms.Field, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return str(caught.value.messages[0])


def leaver(**typed: str) -> Leaver:
    usual = {"name": "Ada", "left_day": "1", "left_month": "2", "left_year": "2026", "why": "retires"}
    return Leaver(usual | typed)


def test_a_date_missing_a_part_names_the_part() -> None:
    field = fields.DateField(label="Leaving date")
    assert error_of(field, ["1", "", "2026"]) == "Leaving date must include a month"
    assert error_of(field, ["", "", "2026"]) == "Leaving date must include a day and month"
    assert error_of(field, ["", "", ""]) == "Enter leaving date"


def test_only_the_wrong_box_of_a_date_is_marked_and_the_summary_links_to_it() -> None:
    form = leaver(left_month="")
    html = drawn(form, "left")
    marked = re.findall(r'<input[^>]*govuk-input--error[^>]*id="([^"]+)"', html)
    assert marked == ["id_left_month"]
    assert 'href="#id_left_month"' in fields.error_summary(form)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_date_can_be_typed_in_numbers_or_with_the_month_as_a_word(day: date) -> None:
    field = fields.DateField(label="Day")
    assert field.clean([str(day.day), str(day.month), str(day.year)]) == day
    assert field.clean([f" {day.day:02}", MONTHS[day.month - 1][:3].upper(), str(day.year)]) == day


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_whatever_is_typed_into_the_boxes_is_a_date_or_an_explained_error(typed: list[str]) -> None:
    field = fields.DateField(label="Day", required=False)
    try:
        day = field.clean(typed)
    except ValidationError as error:
        day, said = None, error.messages[0]
        assert said.startswith("Day must ")
    assert day is None or isinstance(day, date)


def test_a_date_after_the_latest_says_the_latest() -> None:
    assert leaver(left_year="2027").errors["left"] == ["Leaving date must be on or before 23 November 2026"]


def test_a_date_that_is_not_in_the_calendar_is_refused() -> None:
    assert error_of(fields.DateField(label="Day"), ["30", "2", "2026"]) == "Day must be a real date"


def test_a_date_kept_from_before_is_shown_in_its_boxes() -> None:
    html = drawn(Leaver(initial={"left": date(2026, 3, 9)}), "left")
    assert re.findall(r'value="(\d+)"', html) == ["9", "3", "2026"]


def test_a_revealed_field_is_asked_only_when_its_choice_is_taken() -> None:
    assert leaver().is_valid()
    assert leaver(why="other").errors == {"words": ["Enter the reason"]}
    form = leaver(words="typed, then another choice")
    assert form.is_valid()
    assert form.cleaned_data["words"] is None


def test_a_revealed_field_is_drawn_within_its_choice_and_nowhere_else() -> None:
    html = str(fields.fields(Leaver()))
    assert html.count('name="words"') == 1
    assert html.index("govuk-radios__conditional") < html.index('name="words"')


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1200", "1200.00"), ("£1,200.50", "1200.50"), (" 1 200.5 ", "1200.50"), ("0", "0.00"), ("", None)],
)
def test_money_is_taken_as_people_type_it(typed: str, amount: str | None) -> None:
    field = fields.MoneyField(label="Fee", required=False)
    assert field.clean(typed) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize("typed", ["12.345", "1e5", "NaN", "Infinity", "١٢", "12-", "a lot"])
def test_what_is_not_money_is_refused_with_an_example(typed: str) -> None:
    field = fields.MoneyField(label="Fee")
    assert error_of(field, typed) == "Fee must be an amount of money, like 1,200 or 1,200.50"


@given(st.decimals(0, 10**8, places=2))
def test_money_shown_can_be_typed_back(amount: Decimal) -> None:
    assert fields.MoneyField(label="Fee").clean(format_money(amount)) == amount


@given(st.integers(-(10**9), 10**9))
def test_a_number_shown_can_be_typed_back(number: int) -> None:
    assert fields.WholeNumberField(label="Posts").clean(format_number(number)) == number


def test_a_number_out_of_bounds_says_the_bound() -> None:
    field = fields.WholeNumberField(label="Posts", least=1, most=5000)
    assert error_of(field, "0") == "Posts must be 1 or more"
    assert error_of(field, "5001") == "Posts must be 5,000 or less"
    assert error_of(field, "2_000") == "Posts must be a whole number, like 15"


@pytest.mark.parametrize("typed", ["SW123", "sw123", " SW 123 ", "123", "sw0123", "SW-123"])
def test_a_registration_number_is_mended_as_people_write_it(typed: str) -> None:
    assert fields.RegistrationNumberField().clean(typed) == "SW123"


@pytest.mark.parametrize("typed", ["SW", "SW0", "SW1234567", "WS123", "12a", "SW12 3x"])
def test_what_is_no_registration_number_is_refused(typed: str) -> None:
    assert "SW followed by up to 6 numbers" in error_of(fields.RegistrationNumberField(), typed)


def test_a_text_too_long_says_how_long_it_may_be() -> None:
    assert leaver(name="x" * 21).errors["name"] == ["Full name must be 20 characters or fewer"]


def test_a_line_end_counts_as_one_character() -> None:
    field = fields.LongTextField(label="Account", max_length=5)
    assert field.clean("ab\r\ncd") == "ab\ncd"


def test_an_email_address_is_checked_with_an_example() -> None:
    assert "like name@example.com" in error_of(fields.EmailField(label="Email"), "sam@")


def test_a_file_of_another_kind_too_large_or_empty_is_refused() -> None:
    field = fields.FileField(label="List", endings=("csv", "xlsx"), most_bytes=1024 * 1024)
    assert "must be CSV or XLSX" in error_of(field, SimpleUploadedFile("list.PDF", b"x"))
    assert "1 MB or smaller" in error_of(field, SimpleUploadedFile("list.csv", b"x" * (1024 * 1024 + 1)))
    assert "empty" in error_of(field, SimpleUploadedFile("list.csv", b""))
    assert field.clean(SimpleUploadedFile("list.CSV", b"x")).name == "list.CSV"


def test_of_several_files_each_is_checked_and_none_keeps_another_back() -> None:
    field = fields.FilesField(label="Evidence", endings=("txt",))
    one, other = SimpleUploadedFile("one.txt", b"1"), SimpleUploadedFile("two.exe", b"2")
    assert [(each.file.name, each.problem[:16]) for each in field.clean([one, other])] == [
        ("one.txt", ""), ("two.exe", "The file must be")
    ]  # fmt: skip
    assert "Choose evidence" in error_of(field, [])

    class Sent(fields.PageForm):
        evidence = fields.FilesField(label="Evidence", endings=("txt",))

    assert " multiple" in drawn(Sent(), "evidence")
    assert "TXT files, up to 10 MB each" in drawn(Sent(), "evidence")


def test_a_password_is_never_sent_back() -> None:
    class SignIn(fields.PageForm):
        password = fields.PasswordField(label="Password")

    assert "secret words" not in drawn(SignIn({"password": "secret words"}), "password")


def test_hint_and_error_are_wired_to_the_box() -> None:
    html = drawn(leaver(name=""), "name")
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert "Enter full name" in html
    assert 'for="id_name"' in html


def test_an_optional_field_says_so() -> None:
    class Form(fields.PageForm):
        town = fields.TextField(label="Town", required=False)

    assert "Town (optional)" in drawn(Form(), "town")


def test_what_was_typed_is_escaped_in_every_kind_of_field() -> None:
    attack = "\"'><script>alert(1)</script>"
    form = Example({name: attack for name in Example.base_fields} | {"ended_day": attack})
    html = str(fields.fields(form)) + str(fields.error_summary(form))
    assert "<script" not in html
    assert 'type="text" value="' in html


def test_no_field_puts_script_or_style_into_the_page() -> None:
    for form in (Example(), Example({})):
        html = str(fields.fields(form)) + str(fields.error_summary(form))
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html)


def test_every_error_of_a_form_and_its_rows_is_in_the_summary_with_a_link_that_exists() -> None:
    form = Example({})
    rows = forms.formset_factory(Leaver, min_num=2, validate_min=True, extra=0)(
        {"r-TOTAL_FORMS": "2", "r-INITIAL_FORMS": "0", "r-0-name": "", "r-1-name": "x" * 30}, prefix="r"
    )
    html = str(fields.fields(form)) + "".join(str(fields.fields(row)) for row in rows)
    links = re.findall(r'href="#([^"]+)"', str(fields.error_summary(form, rows)))
    assert len(links) == len(form.errors) + sum(len(row.errors) for row in rows)
    assert [link for link in links if f'id="{link}"' not in html] == []


def test_a_page_without_a_form_has_no_summary_and_no_error_in_its_title() -> None:
    assert fields.error_summary(None, Leaver()) == ""
    assert not fields.has_errors(None, Leaver())
    assert fields.has_errors(leaver(name=""))


def test_a_yes_or_no_kept_from_before_is_chosen_again() -> None:
    class Form(fields.PageForm):
        agency = fields.YesNoField(label="Through an agency?")

    assert re.search(r'value="no"[^>]* checked', drawn(Form(initial={"agency": False}), "agency"))
    assert "checked" not in drawn(Form(), "agency")
    assert Form({"agency": "no"}).is_valid()


def test_latest_may_be_a_day_or_a_function() -> None:
    today = date(2026, 11, 23)
    field = fields.DateField(label="Day", earliest=today - timedelta(days=1), latest=today)
    assert field.clean(["23", "11", "2026"]) == today
    assert "on or after 22 November 2026" in error_of(field, ["1", "11", "2026"])
