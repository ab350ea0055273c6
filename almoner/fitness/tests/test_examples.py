"""Anonymised examples: nobody of the case is in them, another looks at them, and employers read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from almoner.fitness.models import Example, PublishedExample
from almoner.fitness.rules.anonymity import gives_away
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import finding_factories as follow
from almoner.fitness.tests.browsing import signed_in
from almoner.fitness.tests.factories import Council
from almoner.procedure.rules import Refused
from almoner.scope.context import system

WORDS = {
    "heading": "Records of visits that did not take place", "happened": "A social worker wrote down visits never made.",
    "decided": "A warning, since they said so at once.", "learned": "Read a record a month.", "key": "k",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jane said so.", ["Jane"]), ("by OKONKWO’s manager", ["OKONKWO"]), ("Zoe left", ["Zoe"]),
        ("registration sw 900-001", ["SW900001"]), ("He went to the field.", []), ("Of the council", []),
        ("Janet", []), ("", []),
    ],
)  # fmt: skip
def test_a_name_or_a_number_is_found_however_it_is_written(text: str, found: list[str]) -> None:
    assert gives_away(text, ["Jane Okonkwo", "Zoë", "Council of the Trust"], ["SW900001", ""]) == found


@given(st.text(max_size=40), st.text(alphabet="abcdefghij", min_size=3, max_size=9), st.text(max_size=40))
def test_a_name_is_found_wherever_it_stands(before: str, name: str, after: str) -> None:
    assert gives_away(f"{before} {name.upper()} {after}", [name])


@pytest.fixture
def council(now: datetime) -> Iterator[Council]:
    with time_machine.travel(now, tick=True):
        yield make.a_council()


@pytest.mark.django_db
@pytest.mark.clause("PLAN-F16")
def test_an_example_is_written_looked_at_by_another_and_read_by_employers(council: Council, now: datetime) -> None:
    concern = follow.a_concern_about(council.member, now, council.organisation)
    writer = follow.an_investigator()
    desk, address = signed_in(writer), f"/concerns/{concern.pk}/example/"
    told = desk.post(address, {**WORDS, "happened": f"{council.member.name} wrote them."}).content.decode()
    assert "which is in a name or number of the case" in told
    assert "Somebody else looks at it" in desk.post(address, WORDS, follow=True).content.decode()
    with system("test"):
        example = Example.objects.get()
    with pytest.raises(Refused, match="somebody else"):
        follow.taking(example, "publish", writer, now)
    follow.taking(example, "publish", follow.an_investigator(), now)
    reader = signed_in(council.worker)
    assert WORDS["heading"] in reader.get("/examples/").content.decode()
    with system("test"):
        shown = PublishedExample.objects.get()
    page = reader.get(f"/examples/{shown.pk}/").content.decode()
    assert WORDS["learned"] in page
    assert not any(word in page for word in (concern.reference, council.member.number, str(concern.pk)))
    follow.taking(example, "withdraw", writer, now + timedelta(hours=1), reasons="The family can be told.")
    assert reader.get(f"/examples/{shown.pk}/").status_code == 404
    assert "None is published yet" in reader.get("/examples/").content.decode()
