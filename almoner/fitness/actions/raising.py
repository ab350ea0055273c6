"""Writes of whoever raises a concern."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.fitness.actions.post import POST
from almoner.fitness.models import Concern, Raiser, UnsentConcern
from almoner.fitness.queries.concerns import the_regulator
from almoner.fitness.queries.raising import code_hash, published_as, raised_by_code
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.raising import KEPT_FOR, a_code, first_unanswered
from almoner.fitness.rules.raising import in_words as raised_in_words
from almoner.notices import actions as notices
from almoner.procedure import actions as procedure
from almoner.record import actions as record
from almoner.record.rules import SystemActor
from almoner.scope.clock import london_date
from almoner.scope.context import system

PUBLIC = SystemActor("public:concern")


class NotWhole(ValueError):
    """A concern cannot be sent while a question is unanswered; holds the question's slug."""

    def __init__(self, question: str) -> None:
        self.question = question
        super().__init__(f"the question {question!r} is not answered")


@transaction.atomic
def begin_concern(*, now: datetime) -> str:
    """Keep a place for somebody's concern (PLAN-F1); returns the code by which they come back, kept nowhere."""
    code = a_code()
    with system("somebody begins a concern"):
        unsent = UnsentConcern(code_hash=code_hash(code), saved_at=now)
        unsent.save(force_insert=True)
        record.append(kind="concern.begun", subject=_subject(unsent), organisation_id=None, by=PUBLIC, now=now)
    return code


@transaction.atomic
def keep_answers(*, unsent: UnsentConcern, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep what was answered on a page, in place of what was answered there before. What is typed is no event."""
    with system("somebody writes a concern"):
        held = UnsentConcern.objects.select_for_update().get(pk=unsent.pk)
        held.answers = {**held.answers, **answers}
        held.saved_at = now
        held.save(update_fields=["answers", "saved_at"])


@transaction.atomic
def raise_concern(*, code: str, now: datetime) -> Concern:
    """Send what was answered under a code: the regulator has it as a concern, once (PLAN-F1).

    Sent twice, the second returns the concern that the first made. Raises NotWhole while a question is unanswered,
    and UnsentConcern.DoesNotExist for a code that nothing is kept under.
    """
    if sent := raised_by_code(code):
        return sent
    with system("somebody raises a concern"):
        unsent = UnsentConcern.objects.select_for_update().filter(code_hash=code_hash(code)).first()
        if unsent is None:
            # Two submissions at once: the one that waited for the row finds it sent.
            return Concern.objects.get(raiser__code_hash=code_hash(code))
        if missing := first_unanswered(unsent.answers):
            raise NotWhole(missing)
        concern = _received(unsent, now)
        email = unsent.answers.get("email") or ""
        Raiser.objects.create(
            concern=concern,
            organisation_id=concern.organisation_id,
            name=unsent.answers.get("name") or "",
            email=email,
            code_hash=unsent.code_hash,
        )
        unsent.delete()
        if email:
            values = {"reference": concern.reference}
            key = f"concern-received:{concern.pk}"
            notices.queue(to=email, template="concern_received", values=values, key=key, about=concern, now=now)
    return concern


def _received(unsent: UnsentConcern, now: datetime) -> Concern:
    regulator, answers = the_regulator(), unsent.answers
    found = published_as(answers["number"], london_date(now)) if answers.get("number") else None
    name = found.name if found else answers["described_name"]
    concern = Concern(
        title=name[:200],
        organisation=regulator,
        visible_to=[regulator.pk],
        entry_id=found.entry_id if found else None,
        about_name=name,
        about_number=found.number if found else "",
        source=Concern.Source.PUBLIC,
        statement=[(question, said) for slug, question, said in raised_in_words(answers) if slug != "contact"],
    )
    key = f"public:{unsent.pk}"
    receipt = procedure.open_case(CONCERN, case=concern, move="receive", by=PUBLIC, now=now, key=key)
    return cast(Concern, receipt.case)


@transaction.atomic
def forget_unsent(*, now: datetime) -> int:
    """Forget every concern that was begun and left for 28 days; returns how many. One event for them all."""
    with system("forgetting unsent concerns"):
        count, _ = UnsentConcern.objects.filter(saved_at__lte=now - KEPT_FOR).delete()
        if count:
            about = "fitness.unsentconcern"
            after = {"count": count}
            record.append(kind="concern.forgotten", subject=about, organisation_id=None, by=POST, now=now, after=after)
    return count


def _subject(unsent: UnsentConcern) -> str:
    return f"fitness.unsentconcern:{unsent.pk}"
