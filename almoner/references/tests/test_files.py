"""A candidate's file is complete once REF-9 holds, and not before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from almoner.fitness.tests.factories import a_council
from almoner.procedure.rules import Refused
from almoner.references.queries.file_facts import facts_of
from almoner.references.tests.factories import DBS, NOW, a_file, a_post, an_agency, step
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.mark.clause("REF-9")
def test_a_file_is_not_complete_while_anything_of_it_is_missing() -> None:
    agency, council = an_agency(), a_council()
    file = a_file(agency)
    with pytest.raises(Refused) as refused:
        step(file, "complete", agency.consultant)
    assert {one.clause for one in refused.value.refusals} == {"REF-9"}
    assert len(refused.value.refusals) == 4
    step(file, "record_dbs", agency.consultant, **DBS)
    step(file, "add_post", agency.consultant, **a_post(council, date(2020, 1, 6), date(2026, 6, 30)))
    with pytest.raises(Refused) as refused:
        step(file, "complete", agency.consultant)
    said = " ".join(one.because for one in refused.value.refusals)
    assert "1 gap of more than 28 days" in said
    assert "no reference from Northmoor Council" in said
    step(file, "explain_gap", agency.consultant, starts="2026-07-01", explanation="Cared for a parent.")
    with system("test"):
        facts = facts_of(file, authority_id=agency.organisation.pk, on=NOW.date())
    assert facts.gaps[0].explained
    assert facts.may_practise
    assert facts.dbs_reviewed_on == date(2026, 9, 8)
    assert not facts.complete


@pytest.mark.clause("REF-9")
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts": date(2027, 1, 1)}, "starts"),
        ({"starts": date(2020, 1, 1), "ends": date(2019, 1, 1), "reason": "resigned"}, "ends"),
        ({"starts": date(2020, 1, 1), "ends": date(2027, 1, 1), "reason": "resigned"}, "ends"),
        ({"starts": date(2020, 1, 1), "ends": date(2021, 1, 1), "reason": ""}, "reason"),
    ],
)
def test_a_post_that_cannot_have_been_is_refused_beside_its_field(typed: dict[str, Any], field: str) -> None:
    agency = an_agency()
    with pytest.raises(Refused) as refused:
        step(a_file(agency), "add_post", agency.consultant, **{**a_post(None, date(2020, 1, 1)), **typed})
    assert [one.field for one in refused.value.refusals] == [field]
