"""A decision is a text, approved by somebody else on exactly that text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given as for_any
from hypothesis import strategies as st

from almoner.fitness.models import Examination
from almoner.fitness.rules.decisions import fingerprint, standing
from almoner.fitness.tests import examination_factories as make
from almoner.fitness.tests.browsing import signed_in, text, worklist_of
from almoner.fitness.tests.examination_factories import Pair
from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.procedure import actions as procedure
from almoner.procedure.models import Step
from almoner.procedure.rules import Refused, Taken
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now + timedelta(hours=2), tick=True):
        yield


@pytest.fixture
def pair() -> Pair:
    return make.a_pair()


@pytest.fixture
def agreed(pair: Pair, now: datetime) -> Examination:
    concern = make.a_concern_about(now)
    return make.weighed(make.given(make.an_examination(concern, now), pair, now), pair, now, make.WARNING)


def on_worklist(person: Person, now: datetime) -> bool:
    return bool(worklist_of(person, now))


@pytest.mark.clause("PLAN-F8")
class TestApproving:
    def test_it_waits_for_the_one_who_did_not_write_it(self, agreed: Examination, pair: Pair, now: datetime) -> None:
        drafted = make.drafted(agreed, pair.lay, now)
        assert (on_worklist(pair.lay, now), on_worklist(pair.professional, now)) == (False, True)
        approved = make.approved(drafted, pair.professional, now)
        assert approved.state == "approved"

    def test_its_writer_does_not_approve_it_by_another_role_either(
        self, agreed: Examination, pair: Pair, now: datetime
    ) -> None:
        drafted = make.drafted(agreed, pair.lay, now)
        with system("test"):
            for role in (Role.HEARINGS_OFFICER, Role.TRIAGE_OFFICER, Role.INVESTIGATOR):
                Membership.objects.create(
                    person=pair.lay, organisation=drafted.organisation, role=role, starts=date(2026, 1, 5)
                )
        with pytest.raises(Refused, match="You wrote this text"):
            make.approved(drafted, pair.lay, now)

    def test_an_officer_approves_nothing(self, agreed: Examination, pair: Pair, now: datetime) -> None:
        with pytest.raises(Refused, match="Only the case examiner who did not write"):
            make.approved(make.drafted(agreed, pair.lay, now), pair.officer, now)

    def test_an_approval_of_another_text_is_refused(self, agreed: Examination, pair: Pair, now: datetime) -> None:
        drafted = make.drafted(agreed, pair.lay, now)
        read = make.fingerprint_of(drafted)
        changed = make.drafted(drafted, pair.lay, now, "We decide otherwise.")
        with pytest.raises(Refused, match="The text has changed since you read it"):
            make.taken(changed, "approve", pair.professional, now, fingerprint=read)

    def test_a_text_changed_after_it_was_approved_is_approved_no_more(
        self, agreed: Examination, pair: Pair, now: datetime
    ) -> None:
        approved = make.approved(make.drafted(agreed, pair.lay, now), pair.professional, now)
        changed = make.drafted(approved, pair.professional, now, "A word was wrong.")
        assert changed.state == "drafted"
        with pytest.raises(Refused, match="does not lead on"):
            make.taken(changed, "issue", pair.officer, now)
        with pytest.raises(Refused, match="You wrote this text"):
            make.approved(changed, pair.professional, now)
        assert make.approved(changed, pair.lay, now).state == "approved"

    def test_the_same_approval_twice_counts_once(self, agreed: Examination, pair: Pair, now: datetime) -> None:
        drafted, at = make.drafted(agreed, pair.lay, now), now + timedelta(hours=1)
        values = {"fingerprint": make.fingerprint_of(drafted)}
        with system("test"):
            made = [
                procedure.take(
                    case=drafted, move="approve", by=pair.professional, now=at, key="k", values=values,
                    version=drafted.version,
                )
                for _ in range(2)
            ]  # fmt: skip
            assert [one.again for one in made] == [False, True]
            assert Step.objects.filter(case_id=drafted.pk, move="approve").count() == 1

    def test_what_the_register_will_publish_is_part_of_what_is_approved(
        self, agreed: Examination, pair: Pair, now: datetime
    ) -> None:
        first = make.fingerprint_of(make.drafted(agreed, pair.lay, now))
        with system("test"):
            case = Examination.objects.get(pk=agreed.pk)
        changed = make.taken(case, "redraft", pair.lay, now, text=make.DECIDED, published="Other words.")
        assert make.fingerprint_of(changed) != first

    def test_a_warning_is_not_drafted_without_what_the_register_will_publish(
        self, agreed: Examination, pair: Pair, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="what the register will publish"):
            make.taken(agreed, "draft", pair.lay, now, text=make.DECIDED)


AT = datetime(2026, 11, 23, tzinfo=UTC)
TEXTS = st.sampled_from(["One.", "Two.", "Three."])
ACTS = st.lists(
    st.tuples(st.sampled_from(["draft", "redraft", "approve", "note"]), st.sampled_from(["ann", "bo"]), TEXTS),
    max_size=8,
)


@for_any(ACTS)
def test_whatever_happened_a_text_stands_approved_only_as_it_was_last_written(
    acts: list[tuple[str, str, str]],
) -> None:
    """An approval counts for the words it was given to, after they were written and while nobody changed them."""
    taken = [
        Taken(move, by, "", AT, {"fingerprint": fingerprint({"text": text})} if move == "approve" else {"text": text})
        for move, by, text in acts
    ]
    now = standing(taken)
    drafts = [at for at, (move, _, _) in enumerate(acts) if "draft" in move]
    if not drafts:
        assert now is None
        return
    assert now is not None
    assert now.text == acts[drafts[-1]][2]
    approvers = [by for move, by, text in acts[drafts[-1] :] if move == "approve" and text == now.text]
    assert now.approved_by == (approvers[0] if approvers else "")


@for_any(st.text(), st.text())
def test_two_texts_have_one_fingerprint_only_where_their_words_are_the_same(one: str, other: str) -> None:
    words = ["\n".join(each.splitlines()).strip() for each in (one, other)]
    assert (fingerprint({"text": one}) == fingerprint({"text": other})) == (words[0] == words[1])


def test_a_browser_that_ends_lines_otherwise_changes_nothing() -> None:
    assert fingerprint({"text": "We find.\r\nWe decide.\r\n"}) == fingerprint({"text": "We find.\nWe decide."})


class TestThePage:
    def test_the_other_reads_the_text_with_its_fingerprint_and_approves_it(
        self, agreed: Examination, pair: Pair, now: datetime
    ) -> None:
        drafted = make.drafted(agreed, pair.lay, now)
        browser, mark = signed_in(pair.professional), make.fingerprint_of(drafted)
        case = browser.get(f"/cases/examination/{drafted.pk}/approve/")
        assert case.status_code == 302
        page = browser.get(case["Location"])
        assert make.DECIDED in text(page)
        assert mark[:8] in text(page)
        assert "Approve this text" in text(page)
        assert "Approve this text" not in text(signed_in(pair.lay).get(case["Location"]))
        done = browser.post(case["Location"], {"fingerprint": mark, "key": "k"}, follow=True)
        assert "You approved the text as you read it" in text(done)

    def test_a_page_that_was_open_while_the_text_changed_approves_nothing_and_shows_the_text_as_it_is(
        self, agreed: Examination, pair: Pair, now: datetime
    ) -> None:
        drafted = make.drafted(agreed, pair.lay, now)
        read = make.fingerprint_of(drafted)
        make.drafted(drafted, pair.lay, now, "We decide otherwise.")
        page = signed_in(pair.professional).post(
            f"/decisions/examination/{drafted.pk}/", {"fingerprint": read, "key": "k"}
        )
        assert page.status_code == 422
        assert "The text has changed since you read it" in text(page)
        assert "We decide otherwise." in text(page)
        assert "PLAN-F8" in text(page)

    def test_an_approval_that_is_void_is_said_to_be(self, agreed: Examination, pair: Pair, now: datetime) -> None:
        approved = make.approved(make.drafted(agreed, pair.lay, now), pair.professional, now)
        make.drafted(approved, pair.lay, now, "A word was wrong.")
        page = text(signed_in(pair.professional).get(f"/decisions/examination/{agreed.pk}/"))
        assert "Changed after it was approved, so that approval is void" in page
        assert "Approval by Piet Brandt void: the text changed" in page

    @pytest.mark.parametrize("sent", [{}, {"fingerprint": "\0"}, {"fingerprint": "é" * 500, "key": "\0"}])
    def test_whatever_else_is_sent_is_refused(
        self, agreed: Examination, pair: Pair, now: datetime, sent: dict[str, str]
    ) -> None:
        drafted = make.drafted(agreed, pair.lay, now)
        assert signed_in(pair.professional).post(f"/decisions/examination/{drafted.pk}/", sent).status_code == 422

    def test_there_is_no_page_before_there_is_a_text_nor_of_a_case_without_one(
        self, agreed: Examination, pair: Pair
    ) -> None:
        browser = signed_in(pair.lay)
        assert browser.get(f"/decisions/examination/{agreed.pk}/").status_code == 404
        assert browser.get(f"/decisions/concern/{agreed.concern_id}/").status_code == 404
        assert browser.get(f"/decisions/nonsense/{agreed.pk}/").status_code == 404
