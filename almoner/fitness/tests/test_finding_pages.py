"""The pages of findings and of learning, as a browser without script meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from almoner.fitness.models import Finding, SharedOutcome
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import finding_factories as follow
from almoner.fitness.tests.browsing import signed_in, text
from almoner.fitness.tests.factories import Council
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def council() -> Council:
    return make.a_council()


SHARED = {
    "outcome": "Warning for three years", "words": "A warning.", "organisational": follow.ORGANISATIONAL,
    "recommendations": "- Supervision every two weeks.\r\n\r\n- A course on recording.\r\n", "key": "k",
}  # fmt: skip


@pytest.mark.clause("FTP-4.1")
def test_an_investigator_shares_an_outcome_and_sees_whom_it_reached(council: Council, now: datetime) -> None:
    concern = follow.a_concern_about(council.member, now, council.organisation)
    desk = signed_in(follow.an_investigator())
    page = text(desk.get(f"/concerns/{concern.pk}/outcome/"))
    assert "Northmoor Council, who employs them now" in page
    assert "Share an outcome with the employer" in text(desk.get(f"/cases/concern/{concern.pk}/"))
    done = desk.post(f"/concerns/{concern.pk}/outcome/", SHARED, follow=True)
    assert "Shared with Northmoor Council" in text(done)
    with system("test"):
        assert SharedOutcome.objects.count() == 2
        assert Finding.objects.get().recommendations.count() == 2
    assert "Recommendations at an end: 0 of 2" in text(desk.get("/concerns/outcomes/"))
    assert "None stands like that" in text(desk.get("/concerns/outcomes/?stage=closed"))


def test_an_outcome_with_too_many_lines_or_no_words_is_refused_and_kept(council: Council, now: datetime) -> None:
    concern = follow.a_concern_about(council.member, now)
    lines = "\n".join(f"Line {each}" for each in range(21))
    page = signed_in(follow.an_investigator()).post(
        f"/concerns/{concern.pk}/outcome/", {**SHARED, "words": "", "recommendations": lines}
    )
    assert "There are 21 lines" in text(page)
    assert "Line 20" in text(page)


def test_one_who_only_triages_shares_nothing(council: Council, now: datetime) -> None:
    concern = follow.a_concern_about(council.member, now)
    assert signed_in(make.a_triage_officer()).get(f"/concerns/{concern.pk}/outcome/").status_code == 404


@pytest.mark.clause("FTP-4.3")
def test_the_head_of_service_finds_both_and_the_line_manager_one(council: Council, now: datetime) -> None:
    finding = follow.an_organisational_finding(council, now)
    listed = text(signed_in(council.head).get("/practice-concerns/findings/"))
    assert "About the organisation" in listed
    assert council.member.name in listed
    seen = signed_in(council.manager)
    assert "About the organisation" not in text(seen.get("/practice-concerns/findings/"))
    assert seen.get(f"/cases/organisational_finding/{finding.pk}/").status_code == 404


@pytest.mark.clause("FTP-4.4")
def test_the_page_of_a_finding_says_why_it_cannot_be_closed(council: Council, now: datetime) -> None:
    finding = follow.taking(follow.a_finding(council, now), "acknowledge", council.head, now)
    page = text(signed_in(council.head).get(f"/cases/finding/{finding.pk}/"))
    assert "Close it: not yet" in page
    assert "No meeting of the heads of service and the deputy director has discussed it" in page


@pytest.mark.clause("FTP-4.5")
def test_somebody_reads_what_is_for_them_and_confirms_it(council: Council, now: datetime) -> None:
    action = follow.a_learning_action(council, now)
    reader = signed_in(council.worker)
    assert "Check records every month" in text(reader.get("/learning/"))
    assert "Each month a record is read" in text(reader.get(f"/learning/{action.pk}/"))
    done = text(reader.post(f"/learning/{action.pk}/", follow=True))
    assert "You have confirmed that you read it" in done
    assert "You have nothing to read" in done
    assert "You have read this" in text(reader.get(f"/learning/{action.pk}/"))
    assert "Check records every month" in text(reader.get("/learning/?show=read"))
    assert "1 of 1" in text(signed_in(council.head).get(f"/cases/learning/{action.pk}/"))


def test_what_is_for_others_is_not_there(council: Council, now: datetime) -> None:
    action = follow.a_learning_action(council, now)
    other = signed_in(make.a_council("Elsewhere Council", worker="Nia Rees").worker)
    for answer in (other.get(f"/learning/{action.pk}/"), other.post(f"/learning/{action.pk}/")):
        assert answer.status_code == 404


@pytest.mark.clause("FTP-4.2")
def test_the_regulator_follows_an_action_at_the_employer(council: Council, now: datetime) -> None:
    finding = follow.a_finding(council, now)
    with system("test"):
        action = finding.recommendations.order_by("pk").first()
    assert action is not None
    desk = signed_in(follow.an_investigator())
    assert f"{action.text.rstrip('.')}: no owner yet" in text(desk.get(f"/cases/outcome/{finding.shared_id}/"))
    page = text(desk.get(f"/cases/recommendation/{action.pk}/"))
    assert "No owner yet" in page
    assert "Give it an owner and a date</a>" not in page
    assert desk.get(f"/cases/finding/{finding.pk}/").status_code == 404
