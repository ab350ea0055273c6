"""A referral printed as one bundle."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from almoner.fitness.tests import factories as make
from almoner.record.models import Entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.mark.clause("FTP-3.5")
def test_a_referral_prints_as_one_tagged_bundle_with_every_step_discussion_and_decision(now: datetime) -> None:
    council, client = make.a_council(worker="Zoë Featherstonehaugh-Cholmondeley"), Client()
    referral = make.submitted(council, now)
    with time_machine.travel(now, tick=True):
        with system("test"):
            client.force_login(council.head)
        page = client.get(f"/cases/referral/{referral.pk}/").content.decode()
        answer = client.get(f"/practice-concerns/referrals/{referral.pk}/print/")
    assert "Print it as one bundle" in page
    reader = PdfReader(io.BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    kept = [make.WORRY["what"], make.STATEMENT["what_happened"], make.DISCUSSED["discussion"], *make.JUDGED.values()]
    for words in (*kept, *make.EFFECTS.values(), "Hanna Weiss", "FTP-3.8", "What the record has of it"):
        assert str(words) in said
    with system("test"):
        assert Entry.objects.filter(kind="referral.printed", case_id=referral.pk).count() == 1


def test_what_somebody_may_not_see_is_not_printed(now: datetime) -> None:
    referral, client = make.a_referral(make.a_council(), now), Client()
    with time_machine.travel(now, tick=True):
        for person in (make.a_council("Elsewhere Council", worker="Nia Rees").head, make.a_triage_officer()):
            with system("test"):
                client.force_login(person)
            assert client.get(f"/practice-concerns/referrals/{referral.pk}/print/").status_code == 404
