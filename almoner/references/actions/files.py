"""Writes of a candidate's file, beyond the steps themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import transaction

from almoner.dates.days import day_of
from almoner.people.models import Organisation, Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor, SystemActor
from almoner.references.models import CandidateFile, Explanation, PastPost
from almoner.references.queries.file_facts import gaps_of, history_of
from almoner.references.rules.candidate_file import CANDIDATE_FILE, LASTS
from almoner.scope.clock import london_date

EXPIRY = SystemActor("references:expiry")


@transaction.atomic
def open_file(
    *, agency_id: int, entry_id: int, name: str, number: str, worker_email: str, by: Person, now: datetime, key: str
) -> Receipt:
    """Open the file of a candidate of an agency (REF-9), one at a time for each.

    `entry_id`, `name` and `number` are as the register has them on the day. Raises Refused.
    """
    file = CandidateFile(
        title=name, organisation_id=agency_id, visible_to=[agency_id], entry_id=entry_id, name=name, number=number,
        worker_email=worker_email,
    )  # fmt: skip
    return procedure.open_case(CANDIDATE_FILE, case=file, move="open", by=by, now=now, key=key)


def keep_dbs(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `record_dbs`: the file has the check and its review."""
    file, typed = cast(CandidateFile, case), step.values
    file.dbs_number, file.dbs_reviewed_by = typed["dbs_number"], typed["dbs_reviewed_by"]
    file.dbs_review = typed["dbs_review"]
    file.dbs_on, file.dbs_reviewed_on = day_of(typed["dbs_on"]), day_of(typed["dbs_reviewed_on"])
    file.save(update_fields=["dbs_number", "dbs_on", "dbs_reviewed_by", "dbs_reviewed_on", "dbs_review"])


def keep_post(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `add_post`: a post of the history."""
    typed = step.values
    chosen = str(typed.get("employer") or "")
    employer = Organisation.objects.filter(pk=int(chosen)).first() if chosen.isdigit() else None
    PastPost(
        file_id=case.pk, employer=employer, employer_name=employer.name if employer else typed["employer_name"],
        title=typed["title"], basis=typed["basis"], childrens=typed["childrens"], starts=day_of(typed["starts"]),
        ends=day_of(typed["ends"]) if typed.get("ends") else None, reason=typed.get("reason") or "",
    ).save(force_insert=True)  # fmt: skip


def take_out_post(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `take_out`: the post counts no more; it stays to be read."""
    PastPost.objects.filter(file_id=case.pk, pk=UUID(str(step.values["post"]))).update(taken_out_at=now)


def keep_explanation(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `explain_gap`: the explanation, with the days it was given for."""
    file, on = cast(CandidateFile, case), london_date(now)
    starts = day_of(str(step.values["starts"]))
    gap = next(one for one in gaps_of(file, history_of(file), on) if one.starts == starts)
    said = Explanation(file=file, starts=gap.starts, ends=gap.ends, text=step.values["explanation"], at=now)
    said.save(force_insert=True)


def start_passport(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `complete`: the file can be used for every booking until its last day."""
    on = london_date(now)
    _passport(case, on + timedelta(days=LASTS.on(on)))


def end_passport(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `reopen`: it is no passport until it is complete again."""
    _passport(case, None)


@transaction.atomic
def expire_files(*, now: datetime) -> int:
    """Expire each complete file whose last day has passed; how many."""
    on = london_date(now)
    over = list(CandidateFile.objects.filter(state="complete", expires_on__lt=on).order_by("pk"))
    for file in over:
        procedure.take(case=file, move="expire", by=EXPIRY, now=now, key=f"expired:{file.expires_on}")
    return len(over)


def _passport(case: Case, until: date | None) -> None:
    file = cast(CandidateFile, case)
    file.expires_on = until
    file.save(update_fields=["expires_on"])
