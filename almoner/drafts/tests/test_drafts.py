"""What is typed is not lost, is seen by nobody else, and never leads astray."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from almoner.design import fields
from almoner.drafts import actions, queries
from almoner.drafts.models import Draft
from almoner.drafts.rules import MOST_CHARACTERS, TooMuch, worth_keeping
from almoner.drafts.web.forms import typed_before
from almoner.people.tests.factories import a_person
from almoner.record.models import Entry
from almoner.scope.context import Scope, acting, system

HOME = "/contact/"
KEEP = f"/drafts/keep/?of={HOME}"


class Note(fields.PageForm):
    about = fields.TextField(label="About")
    met = fields.DateField(label="When you met")
    kinds = fields.CheckboxesField(label="Kinds", choices=[("a", "A"), ("b", "B")])
    agreed = fields.CheckboxField(label="Agreed", required=False)
    paper = fields.FileField(label="Paper", endings=("pdf",), required=False)


@pytest.fixture
def ada(db: None) -> Any:
    with system("test"):
        return a_person("Ada")


@pytest.fixture
def as_ada(client: Client, ada: Any) -> Client:
    with system("test"):
        client.force_login(ada)
    return client


def test_no_password_and_no_token_is_ever_kept() -> None:
    sent = {"csrfmiddlewaretoken": ["t"], "new_password1": ["p"], "otp_code": ["1"], "notes": ["kept"], "empty": [""]}
    assert worth_keeping(sent.items()) == {"notes": ["kept"]}


def test_more_than_a_form_can_hold_is_refused() -> None:
    with pytest.raises(TooMuch):
        worth_keeping([("notes", ["x" * (MOST_CHARACTERS + 1)])])
    with pytest.raises(TooMuch):
        worth_keeping([(f"n{i}", ["x"]) for i in range(1001)])


@given(
    st.fixed_dictionaries(
        {
            "about": st.text(min_size=1, max_size=30),
            "met_day": st.text(min_size=1, max_size=3),
            "met_month": st.text(max_size=3),
            "met_year": st.text(max_size=5),
        }
    ),
    st.sets(st.sampled_from(["a", "b"]), min_size=1),
)
def test_what_was_typed_comes_back_as_it_was_right_or_wrong(typed: dict[str, str], kinds: set[str]) -> None:
    sent = QueryDict(mutable=True)
    sent.update(typed)
    sent.setlist("kinds", sorted(kinds))
    form = Note()
    form.initial = typed_before(form, worth_keeping(sent.lists()))
    assert form["about"].value() == typed["about"]
    assert [part or "" for part in form["met"].value()] == [typed[f"met_{part}"] for part in ("day", "month", "year")]
    assert set(form["kinds"].value()) == kinds


def test_a_draft_is_kept_once_for_each_form_and_recorded_once(ada: Any, now: datetime) -> None:
    with acting(Scope(person_id=ada.id)):
        actions.keep(of=HOME, values={"notes": ["first"]}, by=ada, now=now)
        actions.keep(of=HOME, values={"notes": ["second"]}, by=ada, now=now + timedelta(seconds=5))
        kept = queries.draft_of(ada, HOME)
        assert kept is not None
        assert kept.values == {"notes": ["second"]}
        assert Draft.objects.count() == 1
    with system("test"):
        assert [entry.kind for entry in Entry.objects.filter(kind__startswith="draft.")] == ["draft.begun"]


def test_the_record_never_holds_what_was_typed(ada: Any, now: datetime) -> None:
    with acting(Scope(person_id=ada.id)):
        actions.keep(of=HOME, values={"notes": ["a private thing"]}, by=ada, now=now)
        actions.discard(of=HOME, by=ada, now=now)
    with system("test"):
        assert b"private" not in b"".join(bytes(entry.payload or b"") for entry in Entry.objects.all())


def test_the_database_itself_hides_a_draft_from_everybody_else(ada: Any, now: datetime) -> None:
    with acting(Scope(person_id=ada.id)):
        actions.keep(of=HOME, values={"notes": ["mine"]}, by=ada, now=now)
    with system("test"):
        ben = a_person("Ben")
    with acting(Scope(person_id=ben.id, organisation_ids=(1, 2, 3))), connection.cursor() as cursor:
        cursor.execute("select count(*) from drafts_draft")
        assert cursor.fetchone() == (0,)
        assert queries.draft_of(ada, HOME) is None


def test_a_draft_untouched_for_ninety_days_is_forgotten(ada: Any, now: datetime) -> None:
    with acting(Scope(person_id=ada.id)):
        actions.keep(of=HOME, values={"a": ["1"]}, by=ada, now=now - timedelta(days=91))
        actions.keep(of="/accessibility/", values={"a": ["1"]}, by=ada, now=now - timedelta(days=89))
    with system("test"):
        assert actions.forget_old(now=now) == 1
        assert [draft.of for draft in Draft.objects.all()] == ["/accessibility/"]


def test_the_script_s_save_answers_when_it_was_kept(as_ada: Client) -> None:
    answer = as_ada.post(KEEP, {"notes": "half a sent"})
    assert answer.status_code == 200
    assert set(answer.json()) == {"at"}


def test_saving_without_script_leads_to_a_page_with_the_way_back(as_ada: Client) -> None:
    page = as_ada.post(f"/drafts/later/?of={HOME}", {"notes": "half"}).content.decode()
    assert "Saved for later" in page
    assert f'href="{HOME}"' in page


def test_beginning_again_forgets_the_draft_and_goes_back_to_the_form(as_ada: Client, ada: Any) -> None:
    as_ada.post(KEEP, {"notes": "half"})
    answer = as_ada.post(f"/drafts/discard/?of={HOME}")
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    with acting(Scope(person_id=ada.id)):
        assert queries.draft_of(ada, HOME) is None


@pytest.mark.parametrize("door", ["keep", "later", "discard"])
@pytest.mark.parametrize(
    "of", ["", "//evil.example", "https://evil.example/", "/\\evil", "/nowhere/at/all", "/" + "x" * 300]
)
def test_a_draft_never_leads_anywhere_but_to_a_page_of_ours(as_ada: Client, door: str, of: str) -> None:
    assert as_ada.post(f"/drafts/{door}/", {"notes": "x"}, query_params={"of": of}).status_code == 400


@pytest.mark.parametrize("door", ["keep", "later", "discard"])
def test_nobody_signed_out_keeps_a_draft_and_no_draft_is_kept_by_opening_a_link(
    client: Client, as_ada: Client, door: str
) -> None:
    assert as_ada.get(f"/drafts/{door}/?of={HOME}").status_code == 405
    assert Client().post(f"/drafts/{door}/?of={HOME}", {"notes": "x"}).status_code == 302


def test_too_much_is_refused_and_what_was_kept_before_stays(as_ada: Client, ada: Any) -> None:
    as_ada.post(KEEP, {"notes": "before"})
    assert as_ada.post(KEEP, {"notes": "x" * (MOST_CHARACTERS + 1)}).status_code == 413
    with acting(Scope(person_id=ada.id)):
        kept = queries.draft_of(ada, HOME)
    assert kept is not None
    assert kept.values == {"notes": ["before"]}
    assert kept.saved_at <= datetime.now(UTC)
