"""Verifying references between authorities, and what follows: set aside, asked between seniors, climbing by itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

import structlog
from django.db import transaction

from almoner.dates.days import add_working_days, day_of
from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor, SystemActor
from almoner.references.access.verification import at_level, people_at
from almoner.references.actions.concerns import open_concern
from almoner.references.actions.references import mark, open_reference
from almoner.references.models import AskedReference, BetweenAuthorities, SeniorRequest, Verification, Verified
from almoner.references.queries.packs import verification_days
from almoner.references.rules.concern import About
from almoner.references.rules.file_facts import How, Standing
from almoner.references.rules.verification import CLIMBING, DESK, LAST, SENIOR_REQUEST, SENIORS, VERIFICATION
from almoner.scope.clock import london_date
from almoner.scope.context import system

CLOCK = SystemActor("references:clock")
log = structlog.get_logger("almoner.references")


@transaction.atomic
def ask_to_verify(*, asked: AskedReference, authority_id: int, by: Person, now: datetime, key: str) -> Receipt:
    """Ask the authority that gave a reference to verify it (REF-6), with a clock of the asking authority's own days.

    `asked` is of a file that `by` may see. Raises Refused.
    """
    on = london_date(now)
    days = verification_days(authority_id, on)
    case = Verification(
        title=asked.file.name, organisation_id=authority_id, visible_to=[authority_id, asked.giver_id],
        giver_id=asked.giver_id, entry_id=asked.file.entry_id, asker=by, asked_id=asked.pk,
        reference_id=asked.reference_id, level=DESK, days=days, due_on=add_working_days(on, days),
    )  # fmt: skip
    return procedure.open_case(VERIFICATION, case=case, move="ask", by=by, now=now, key=key)


def keep_confirmed(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `confirm`: verified in writing, by whoever answers at that authority."""
    found, answerer = cast(Verification, case), cast(Person, by)
    with system("a reference is verified"):
        asked = AskedReference.objects.get(pk=found.asked_id)
        keep_verified_by(
            asked=asked, organisation_id=found.organisation_id, how=How.WRITING, by=found.asker,
            with_whom=answerer.name, at_address=answerer.email, on=london_date(now),
        )  # fmt: skip
    _worry(found, step, now)


def keep_recorded(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `record`: verified as it was written down (REF-7)."""
    found, typed = cast(Verification, case), step.values
    with system("a reference is verified"):
        asked = AskedReference.objects.get(pk=found.asked_id)
        keep_verified_by(
            asked=asked, organisation_id=found.organisation_id, how=How(typed["how"]), by=cast(Person, by),
            with_whom=typed["with_whom"], at_address=typed["address"], on=day_of(typed["verified_on"]),
        )  # fmt: skip
    _worry(found, step, now)


def keep_verified_by(
    *, asked: AskedReference, organisation_id: int, how: How, by: Person, with_whom: str, at_address: str, on: date
) -> None:
    """That one authority verified one reference; once is enough. As the system."""
    fresh = Verified(
        file_id=asked.file_id, asked=asked, organisation_id=organisation_id, how=how, by=by, with_whom=with_whom,
        at_address=at_address, on=on,
    )  # fmt: skip
    Verified.objects.bulk_create([fresh], ignore_conflicts=True)


def settle_between_seniors(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `wrong_person`: set aside, and asked for anew between named seniors (REF-10).

    The authority that gave it has a concern of its own, so that its standards are restated there (REF-12).
    """
    found, on = cast(Verification, case), london_date(now)
    with system("the seniors settle a reference"):
        asked = AskedReference.objects.select_related("file").get(pk=found.asked_id)
        mark(asked=asked, standing=Standing.SET_ASIDE, move="set_aside", key=f"aside:{step.pk}", now=now)
        anew = open_reference(
            file=asked.file, giver_id=asked.giver_id, kind=asked.kind, now=now, key=f"anew:{step.pk}", replaces=asked
        )
        request = SeniorRequest(
            title=found.title, organisation_id=found.organisation_id, visible_to=found.visible_to,
            giver_id=found.giver_id, entry_id=found.entry_id, asker=found.asker, asked_id=anew.pk,
            reference_id=anew.reference_id, level=SENIORS, days=found.days, due_on=add_working_days(on, found.days),
            ours=_named(found, found.organisation_id, on), theirs=_named(found, found.giver_id, on),
            verification_id=found.pk,
        )  # fmt: skip
        procedure.open_case(SENIOR_REQUEST, case=request, move="ask", by=CLOCK, now=now, key=f"aside:{step.pk}")
        open_concern(
            about=About.WRONG_PERSON, asked=asked, organisation_id=found.giver_id, manager=None, what=step.reasons,
            by=CLOCK, now=now, key=f"aside:{step.pk}",
        )  # fmt: skip


def doubt(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `disown`: the authority that asked has a concern that it may be false (REF-14)."""
    _concern(cast(Verification, case), About.FALSE, step.reasons, step, now)


def start_again(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a matter's going up: the days begin anew at the next level."""
    found, on = cast(BetweenAuthorities, case), london_date(now)
    found.level = SENIORS if step.move == "raise_up" else LAST
    found.due_on = add_working_days(on, found.days)
    found.save(update_fields=["level", "due_on"])
    # The step was taken before the level rose, so whose turn it is belonged to the level below.
    procedure.refresh_turns(case=found, by=CLOCK, now=now)


def climb(*, now: datetime) -> dict[str, int]:
    """Remind on its last day, and raise one level on both sides the day after, whatever is open (REF-6, 11, 13).

    One transaction a case, so that one which cannot be raised keeps no other back. Returns how many of each.
    """
    on, done = london_date(now), {"reminded": 0, "raised": 0}
    for model in (Verification, SeniorRequest):
        with system("what is not answered climbs"), transaction.atomic():
            waiting = model.objects.filter(state__in=CLIMBING, closed_at__isnull=True, due_on__lte=on)
            remaining = model.objects.filter(state="raised_last", due_on=on)
            cases: list[Any] = [*waiting.order_by("due_on", "pk"), *remaining.order_by("pk")]
        for case in cases:
            try:
                with system("what is not answered climbs"), transaction.atomic():
                    done["raised" if _climb(case, on, now) else "reminded"] += 1
            except Exception:
                log.exception("a request could not climb", case_id=str(case.pk))
    return done


def _climb(case: BetweenAuthorities, on: date, now: datetime) -> bool:
    if case.due_on < on:
        # A request between seniors starts with them, so that it climbs to the last level at once.
        move = "raise_up" if case.level == DESK else "raise_last"
        procedure.take(case=case, move=move, by=CLOCK, now=now, key=f"{move}:{case.due_on}")
        return True
    for person in Person.objects.filter(pk__in=people_at(case, case.giver_id, on), is_active=True).order_by("pk"):
        where = {"where": f"/cases/{_procedure(case)}/{case.pk}/", "until": case.due_on}
        key = f"due:{case.pk}:{case.due_on}:{person.pk}"
        notices.queue(to=person, template="verification_due", values=where, about=case, key=key, now=now)
    return False


def _procedure(case: BetweenAuthorities) -> str:
    return VERIFICATION.name if isinstance(case, Verification) else SENIOR_REQUEST.name


def _named(found: BetweenAuthorities, authority_id: int, on: date) -> Person | None:
    """The senior manager of one side by name: the first by name of those who are."""
    people = at_level(authority_id, SENIORS, on)
    return Person.objects.filter(pk__in=people).exclude(pk=found.asker_id).order_by("name", "pk").first() or (
        Person.objects.filter(pk__in=people).order_by("name", "pk").first()
    )


def _worry(found: Verification, step: Step, now: datetime) -> None:
    if step.values.get("worry") is True:
        _concern(found, About.WORRY, step.values["worry_what"], step, now)


def _concern(found: Verification, about: About, what: str, step: Step, now: datetime) -> None:
    with system("a verification raises a concern"):
        asked = AskedReference.objects.select_related("file").get(pk=found.asked_id)
        if about is About.WORRY:
            AskedReference.objects.filter(pk=asked.pk).update(worry=True)
        open_concern(
            about=about, asked=asked, organisation_id=found.organisation_id, manager=found.asker, what=what, by=CLOCK,
            now=now, key=f"{about}:{step.pk}",
        )  # fmt: skip
