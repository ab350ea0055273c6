"""Asking for references and taking them in: between the agency's file and the authority's own case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings

from almoner.employment.queries.oneself import whose_entry
from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor, SystemActor
from almoner.references.access.seniority import seniors_of
from almoner.references.actions.consents import share
from almoner.references.models import AskedReference, CandidateFile, GivenWords, PastPost, Reference, SeniorRequest
from almoner.references.queries.addresses import domains_of, members_addresses
from almoner.references.rules.file_facts import How, Standing
from almoner.references.rules.flags import flags_of, prints_of
from almoner.references.rules.reference import QUESTIONS, REFEREE, REFERENCE, worrying
from almoner.references.rules.seniority import Given
from almoner.scope.clock import london_date
from almoner.scope.context import system

POST = SystemActor("references:post")
_ASKED = {one.name for one in (*QUESTIONS, *REFEREE)}


def ask_an_authority(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `ask_reference` on a file: the authority has a reference to give (REF-1)."""
    file = cast(CandidateFile, case)
    open_reference(
        file=file, giver_id=int(step.values["giver"]), kind=step.values["kind"], now=now, key=f"asked:{step.pk}",
        asked_by=by.name if isinstance(by, Person) else "",
    )  # fmt: skip


def open_reference(
    *, file: CandidateFile, giver_id: int, kind: str, now: datetime, key: str, asked_by: str = "",
    replaces: AskedReference | None = None,
) -> AskedReference:  # fmt: skip
    """A reference to give at an authority, and what the file knows of it; by the platform, on the agency's behalf."""
    with system("an authority is asked for a reference"):
        worked = PastPost.objects.filter(file=file, employer_id=giver_id, taken_out_at__isnull=True)
        post = worked.order_by("-starts").first()
        asked = AskedReference(
            file=file, kind=kind, giver_id=giver_id, reference_id=procedure.id_to_be(REFERENCE, key),
            standing=Standing.ASKED, asked_at=now, replaces=replaces,
        )  # fmt: skip
        asked.save(force_insert=True)
        reference = Reference(
            title=file.name, organisation_id=giver_id, visible_to=[giver_id], name=file.name, number=file.number,
            kind=kind, entry_id=file.entry_id, agency_id=file.organisation_id, asked_by=asked_by,
            title_held=post.title if post else "", asked_id=asked.pk,
        )  # fmt: skip
        procedure.open_case(REFERENCE, case=reference, move="ask", by=POST, now=now, key=key)
    return asked


def keep_held(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the steps `write` and `receive_held`: the file shows that it waits for approval."""
    _stand(case, Standing.HELD)


def keep_asked(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `refuse`: it is to be given anew."""
    _stand(case, Standing.ASKED)


def keep_declined(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `decline`."""
    _stand(case, Standing.DECLINED)


def keep_given(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows once it is given or approved: its words are kept apart, it is flagged, and whoever waits is told.

    The worker may read it from this moment, long before the assignment ends (rule 5).
    """
    reference = cast(Reference, case)
    written = _written(reference, step)
    answers = {name: value for name, value in written.values.items() if name in _ASKED}
    if added := step.values.get("added"):
        answers["added"] = added
    name, given_as = _giver(written, by, now, reference)
    with system("a reference is given"):
        asked = AskedReference.objects.select_related("file").get(pk=reference.asked_id)
        prints = prints_of(answers, settings.SECRET_KEY.encode())
        own = {"asked__file__entry_id": reference.entry_id, "organisation_id": asked.giver_id}
        seen_before = GivenWords.objects.exclude(**own)
        on, by_link = london_date(now), written.move.startswith("receive")
        flags = flags_of(
            answers, seen_before=bool(prints) and seen_before.filter(prints__overlap=prints).exists(),
            domains=domains_of(members_addresses(asked.giver_id, on), on), by_link=by_link, given_as=given_as,
        )  # fmt: skip
        asked.standing, asked.given_on, asked.given_by = Standing.GIVEN, on, name
        asked.given_by_role = Given.SENIOR if step.move == "approve" else given_as
        asked.worry, asked.flags = worrying(answers), [flag.value for flag in flags]
        asked.save(update_fields=["standing", "given_on", "given_by", "given_by_role", "worry", "flags"])
        words = GivenWords(
            asked=asked, organisation_id=asked.giver_id, visible_to=[asked.giver_id], answers=answers, given_at=now,
            prints=prints,
        )  # fmt: skip
        words.save(force_insert=True)
        share(asked.file_id)
        _tell_the_worker(asked, now)
        _settle_between_seniors(reference, asked, name, now)


def _settle_between_seniors(reference: Reference, asked: AskedReference, name: str, now: datetime) -> None:
    """A request between senior managers that waited for this reference has it, and so it is verified (REF-10)."""
    from almoner.references.actions.verification import keep_verified_by

    for request in SeniorRequest.objects.filter(reference_id=reference.pk, closed_at__isnull=True):
        procedure.take(case=request, move="settle", by=POST, now=now, key=f"given:{reference.pk}")
        keep_verified_by(
            asked=asked, organisation_id=request.organisation_id, how=How.WRITING, by=request.ours or request.asker,
            with_whom=name, at_address="Almoner", on=london_date(now),
        )  # fmt: skip


def _tell_the_worker(asked: AskedReference, now: datetime) -> None:
    """The worker, where they have an account, is told that there is something to read."""
    for person_id in sorted(whose_entry(asked.file.entry_id)):
        person = Person.objects.get(pk=person_id)
        notices.queue(
            to=person, template="reference_given", key=f"given:{asked.pk}:{person_id}", now=now,
            organisation_id=asked.giver_id,
        )  # fmt: skip


def _written(reference: Reference, step: Step) -> Step:
    """The step whose words these are: the one approved, or this one."""
    if step.move != "approve":
        return step
    before = Step.objects.filter(case_id=reference.pk, move__in=["write", "receive_held"]).order_by("-number").first()
    assert before is not None  # noqa: S101  only what was written can be approved
    return before


def _giver(written: Step, by: Actor, now: datetime, reference: Reference) -> tuple[str, Given]:
    """Who wrote it and as what: somebody with an account by their role, anybody else by what they said."""
    if written.by_id is None:
        values: Mapping[str, Any] = written.values
        return f"{values['referee']}, {values['referee_post']}", Given(values["given_as"])
    senior = written.by_id in seniors_of(reference.organisation_id, london_date(now))
    with system("who wrote a reference"):
        writer = Person.objects.get(pk=written.by_id)
    name = writer.name
    if written.by_id != getattr(by, "pk", None) and isinstance(by, Person):
        name = f"{writer.name}, approved by {by.name}"
    return name, Given.SENIOR if senior else Given.FIRST_LINE


def _stand(case: Case, standing: Standing) -> None:
    reference = cast(Reference, case)
    with system("a file shows where a reference stands"):
        AskedReference.objects.filter(pk=reference.asked_id).update(standing=standing)


def mark(*, asked: AskedReference, standing: Standing, move: str, key: str, now: datetime) -> None:
    """Set a reference aside, or mark it as false, on both sides. As the system."""
    reference = Reference.objects.get(pk=str(asked.reference_id))
    procedure.take(case=reference, move=move, by=POST, now=now, key=key)
    AskedReference.objects.filter(pk=asked.pk).update(standing=standing)
    asked.standing = standing
