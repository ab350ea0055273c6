"""Writes of whoever raises a concern."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.fitness.actions.post import POST
from almoner.fitness.actions.raising_files import PUBLIC, withdraw_files
from almoner.fitness.actions.support import say_what_is_needed
from almoner.fitness.models import Concern, Raiser, UnsentConcern
from almoner.fitness.queries.concerns import the_regulator
from almoner.fitness.queries.raising import code_hash, published_as, raised_by_code
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.raising import KEPT_FOR, WARNED_BEFORE, a_code, first_unanswered
from almoner.fitness.rules.raising import in_words as raised_in_words
from almoner.notices import actions as notices
from almoner.procedure import actions as procedure
from almoner.record import actions as record
from almoner.scope.clock import london_date
from almoner.scope.context import system


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
        held.saved_at, held.warned_at = now, None
        held.save(update_fields=["answers", "saved_at", "warned_at"])


@transaction.atomic
def keep_support(*, unsent: UnsentConcern, said: Mapping[str, Any], now: datetime) -> None:
    """Keep what somebody needs to take part, apart from their answers (PLAN-F10). What is typed is no event."""
    with system("somebody says what they need to take part"):
        held = UnsentConcern.objects.select_for_update().get(pk=unsent.pk)
        held.support, held.saved_at, held.warned_at = dict(said), now, None
        held.save(update_fields=["support", "saved_at", "warned_at"])


@transaction.atomic
def send_code(*, unsent: UnsentConcern, code: str, email: str, now: datetime) -> None:
    """Send somebody the code by which they come back; they are warned there before it is forgotten (PLAN-F1).

    Sent again only to another address, or on another day.
    """
    with system("somebody has their code sent"):
        held = UnsentConcern.objects.select_for_update().get(pk=unsent.pk)
        held.email = email
        held.answers = {"email": email, **held.answers}
        held.save(update_fields=["email", "answers"])
        to_whom = code_hash(email)[:16]
        notices.queue(
            to=email, template="concern_code", values={"code": code},
            key=f"concern-code:{unsent.pk}:{london_date(now)}:{to_whom}", organisation_id=the_regulator().pk, now=now,
        )  # fmt: skip
        record.append(kind="concern.code_sent", subject=_subject(held), organisation_id=None, by=PUBLIC, now=now)


@transaction.atomic
def warn_of_forgetting(*, now: datetime) -> int:
    """Warn those who gave an address that what they began is about to be forgotten; returns how many."""
    with system("warning of unsent concerns"):
        due = UnsentConcern.objects.select_for_update().filter(
            saved_at__lte=now - KEPT_FOR + WARNED_BEFORE, saved_at__gt=now - KEPT_FOR, warned_at__isnull=True
        )
        warned = [unsent for unsent in due.order_by("saved_at")[:1_000] if unsent.email]
        for unsent in warned:
            values = {"last_day": london_date(unsent.saved_at + KEPT_FOR)}
            key = f"concern-ending:{unsent.pk}:{london_date(unsent.saved_at)}"
            notices.queue(
                to=unsent.email, template="concern_ending", values=values, key=key,
                organisation_id=the_regulator().pk, now=now,
            )  # fmt: skip
            unsent.warned_at = now
            unsent.save(update_fields=["warned_at"])
        if warned:
            about, after = "fitness.unsentconcern", {"count": len(warned)}
            record.append(kind="concern.warned", subject=about, organisation_id=None, by=POST, now=now, after=after)
    return len(warned)


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
        if any(unsent.support.values()):
            name = unsent.answers.get("name") or ""
            say_what_is_needed(concern=concern, whose="raiser", name=name, said=unsent.support, by=PUBLIC, now=now)
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
    """Forget every concern that was begun and left for 28 days, with its files; returns how many.

    A thousand at a time; one event for them all.
    """
    with system("forgetting unsent concerns"):
        ending = list(UnsentConcern.objects.select_for_update().filter(saved_at__lte=now - KEPT_FOR)[:1_000])
        for unsent in ending:
            withdraw_files(unsent=unsent, now=now)
            unsent.delete()
        if count := len(ending):
            about = "fitness.unsentconcern"
            after = {"count": count}
            record.append(kind="concern.forgotten", subject=about, organisation_id=None, by=POST, now=now, after=after)
    return count


def _subject(unsent: UnsentConcern) -> str:
    return f"fitness.unsentconcern:{unsent.pk}"
