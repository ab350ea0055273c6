"""How much one person may send in a day, in files and in bytes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.documents import rules
from almoner.documents.models import Document
from almoner.documents.queries import sent_since
from almoner.documents.rules import MOST_BYTES_A_DAY, MOST_FILES_A_DAY, NotAccepted, too_much_for_a_day
from almoner.documents.tests.factories import PDF, a_document
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation


@given(st.integers(0, 2 * MOST_FILES_A_DAY), st.integers(0, 2 * MOST_BYTES_A_DAY), st.integers(0, 2 * MOST_BYTES_A_DAY))
def test_a_file_is_taken_while_both_limits_leave_room_for_it(files: int, sent_bytes: int, size: int) -> None:
    fits = files + 1 <= MOST_FILES_A_DAY and sent_bytes + size <= MOST_BYTES_A_DAY
    assert (too_much_for_a_day(files, sent_bytes, size) is None) == fits


@pytest.mark.django_db
@pytest.mark.usefixtures("arranging")
class TestOnesDay:
    @pytest.fixture
    def council(self) -> Organisation:
        return an_organisation()

    @pytest.fixture
    def sender(self, council: Organisation) -> Person:
        return a_person(role=Role.HR_OFFICER, organisation=council)

    def test_the_last_file_is_taken_and_one_more_is_refused_with_nothing_kept(
        self, sender: Person, council: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rules, "MOST_FILES_A_DAY", 2)
        for _ in range(2):
            a_document(sender, council.id, now)
        with pytest.raises(NotAccepted, match=r"more than 2 files or 20 GB in 24 hours.*Send this tomorrow"):
            a_document(sender, council.id, now)
        assert Document.objects.count() == 2

    def test_one_byte_too_many_is_refused(
        self, sender: Person, council: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rules, "MOST_BYTES_A_DAY", 2 * len(PDF) - 1)
        a_document(sender, council.id, now)
        with pytest.raises(NotAccepted, match="as much as we take from one person"):
            a_document(sender, council.id, now)

    def test_a_day_later_there_is_room_again_and_a_colleague_has_their_own(
        self, sender: Person, council: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rules, "MOST_FILES_A_DAY", 1)
        a_document(sender, council.id, now)
        a_document(a_person(role=Role.HR_OFFICER), council.id, now)
        a_document(sender, council.id, now + timedelta(days=1, seconds=1))
        assert sent_since(sender, now) == (2, 2 * len(PDF))
