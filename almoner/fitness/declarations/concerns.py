"""The procedure of a concern."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from django.urls import reverse

from almoner.casework.showing import Shown, show
from almoner.fitness.access.concerns import ConcernAccess
from almoner.fitness.actions.conflicts import free_the_case, widen_to_the_concern
from almoner.fitness.actions.interim import identify_from
from almoner.fitness.actions.investigations import begin_investigation
from almoner.fitness.actions.joining import join
from almoner.fitness.actions.orders import call_up_interim
from almoner.fitness.actions.post import tell_the_referrer, write_to_raisers
from almoner.fitness.models import Concern, Raiser
from almoner.fitness.rules.concern import CONCERN, TOLD_AS
from almoner.fitness.web.presenters.inherited import earlier
from almoner.fitness.web.presenters.letters import ways
from almoner.fitness.web.presenters.stages import grown_from, together_with
from almoner.fitness.wording.raising import CONCERN_CODE, CONCERN_ENDING, CONCERN_RECEIVED
from almoner.notices import rules as notices
from almoner.people import actions as people
from almoner.people.models import Person
from almoner.procedure.models import Case, Step
from almoner.procedure.registry import register
from almoner.record.rules import Actor


def declare() -> None:
    """Concerns, and what whoever raises one is written."""
    people.follow_with(widen_to_the_concern)
    people.follow_with(free_the_case)
    for template in (CONCERN_RECEIVED, CONCERN_CODE, CONCERN_ENDING):
        notices.register(template)
    register(
        CONCERN,
        model=Concern,
        access=ConcernAccess(Concern),
        after={
            "acknowledge": tell_the_referrer,
            **dict.fromkeys(TOLD_AS, _close),
            "investigate": _open_an_investigation,
            "join": join,
            "interim_need": identify_from,
        },
    )
    show(CONCERN, Shown(details=_about_the_concern, statement=_said, related=_belonging, earlier=earlier))


def _close(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    _tell_what_is_decided(case=case, step=step, by=by, now=now)
    call_up_interim(concern=cast(Concern, case), now=now, key=str(step.pk))


def _tell_what_is_decided(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    tell_the_referrer(case=case, step=step, by=by, now=now)
    write_to_raisers(case=case, step=step, by=by, now=now)


def _open_an_investigation(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    _tell_what_is_decided(case=case, step=step, by=by, now=now)
    begin_investigation(case=case, step=step, by=by, now=now)


def _about_the_concern(case: Case) -> Sequence[tuple[str, str]]:
    concern = cast(Concern, case)
    raiser = Raiser.objects.filter(concern=concern).first()
    rows = [("Social worker", concern.about_name), ("Registration number", concern.about_number or "Not known")]
    if raiser is not None:
        raised = " ".join(part for part in (raiser.name, raiser.email) if part) or "Somebody who gave no name"
        return [*rows, ("Raised by", raised)]
    if concern.source == Concern.Source.FORMER:
        return [*rows, ("Came from", "A former regulator")]
    raised = concern.raised_by.name if concern.raised_by else "Not known"
    return [*rows, ("Raised by", f"{raised}, {concern.get_source_display().lower()}")]


def _belonging(concern: Concern, person: Person, on: date) -> Sequence[tuple[str, str]]:
    entry = [("Their entry on the register", f"/register/{concern.about_number}/")] if concern.about_number else []
    share = [
        ("Share an outcome with the employer", f"/concerns/{concern.pk}/outcome/"),
        ("Write an example of it for employers", f"/concerns/{concern.pk}/example/"),
    ]
    leave = [("Enter that voluntary removal is asked for", reverse("fitness:ask-for-removal", args=[concern.pk]))]
    investigated = [*share, *leave] if concern.state == "to_investigate" else []
    triage = [
        ("Concerns that could be about the same", reverse("fitness:alike", args=[concern.pk])),
        ("Whom it is about", reverse("fitness:about-whom", args=[concern.pk])),
    ]
    return [
        *together_with(concern, person, on),
        *grown_from(concern, person, on),
        *ways(concern.pk, person, on),
        *([] if concern.closed_at else triage),
        *investigated,
        *entry,
    ]


def _said(concern: Concern) -> Sequence[tuple[str, str]]:
    return [(question, answer) for question, answer in concern.statement]
