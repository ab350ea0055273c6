"""A letter about a decision carries the words that were approved and its place in the record."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client

from almoner.fitness.actions import letters as actions
from almoner.fitness.models import Letter
from almoner.fitness.queries.letters import as_letter
from almoner.fitness.rules.letters import Addressee, LetterTemplate, Listed, Said, Sentence, Title
from almoner.fitness.tests import examination_factories as make
from almoner.fitness.tests.browsing import text
from almoner.fitness.tests.factories import Council, a_council
from almoner.fitness.wording.letters import _letters
from almoner.notices.models import Notice
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.record.sealer import Sealer
from almoner.record.tests.conftest import keys, sealer
from almoner.scope.context import system

__all__ = ["keys", "sealer"]


def test_every_kind_of_letter_says_what_it_needs_and_takes_it() -> None:
    for template in _letters.values():
        title, parts = template.filled(dict.fromkeys(template.needs, "First.\n\nSecond."))
        assert title
        assert parts
        assert "{" not in str(parts)


def test_a_letter_that_lacks_something_names_it() -> None:
    template = LetterTemplate("x", "On {day}", Addressee.WORKER, (Said("why"), Listed(("{one}",)), Title("Next")))
    assert template.needs == {"day", "why", "one"}
    with pytest.raises(LookupError, match="needs one, why"):
        template.filled({"day": "1 May"})


def test_words_of_a_case_go_in_as_they_were_written_and_fill_in_nothing() -> None:
    template = LetterTemplate("x", "T", Addressee.WORKER, (Said("why"),))
    _, parts = template.filled({"why": "We {find}\nso.\n\n\n  #strong[Not] markup. "})
    assert parts == [Sentence("We {find} so."), Sentence("#strong[Not] markup.")]


def signed_in(person: Person) -> Client:
    client = Client()
    with system("test"), transaction.atomic():
        client.force_login(person)
    return client


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("PLAN-F8")
@pytest.mark.clause("FTP-3.5")
def test_a_decision_is_sealed_and_then_written_to_the_worker_who_can_check_it(now: datetime, sealer: Sealer) -> None:
    with system("test"), transaction.atomic():
        council: Council = a_council(worker="Wilhelmina Featherstonehaugh-Cholmondeley")
        pair = make.a_pair()
        make.issued(make.a_concern_about(now, council.member), pair, now, make.WARNING)
        board = a_person("Bo Ard", Role.BOARD_MEMBER, council.organisation)
    with system("test"):
        assert actions.write_all(now=now) == 0
        letter = Letter.objects.get(kind="examiners_order")
    staff = signed_in(pair.officer)
    assert "Being written" in text(staff.get(f"/letters/{letter.pk}/"))
    assert staff.get(f"/letters/{letter.pk}/file/").status_code == 404
    assert signed_in(council.worker).get(f"/letters/{letter.pk}/").status_code == 404

    sealer.seal_all()
    with system("test"):
        assert actions.write_all(now=now) == 1
        assert actions.write_all(now=now) == 0
        letter = Letter.objects.select_related("organisation", "document").get(pk=letter.pk)
        assert Notice.objects.filter(template="letter_ready", to_person=council.worker).count() == 1
        shown = as_letter(letter)
    assert shown.sealed is not None
    page = text(signed_in(council.worker).get(f"/letters/{letter.pk}/"))
    assert make.DECIDED in page
    assert f'href="/letters/{letter.pk}/">{shown.title}' in text(signed_in(council.worker).get("/your-case/"))
    assert make.PUBLISHED in page
    assert re.search(r"root of that record is [\w+/ =]+", page)
    given = {"event": str(letter.leaf), "size": str(letter.size), "root": shown.sealed.grouped_root}
    assert "It fits" in text(Client().get("/record/check-letter/", given))
    for reader in (staff, signed_in(council.worker)):
        kept = reader.get(f"/letters/{letter.pk}/file/")
        content = b"".join(kept)
        assert content.startswith(b"%PDF-")
        assert b"pdfuaid" in content
    for stranger in (council.manager, board):
        assert signed_in(stranger).get(f"/letters/{letter.pk}/").status_code == 404
        assert signed_in(stranger).get(f"/letters/{letter.pk}/file/").status_code == 404
    assert "Letter to the social worker: the case examiners’ decision" in text(
        staff.get(f"/cases/examination/{letter.case_id}/")
    )
