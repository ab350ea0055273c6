"""What is typed about a hearing's panel and about those who take part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from almoner.casework.web.forms import DeclaredForm, form_of
from almoner.design import fields as design
from almoner.fitness.models import PanelMember, Participant
from almoner.fitness.rules.decisions import TEXT
from almoner.fitness.rules.hearing_outcomes import ASKED_FOR, OF_PURPOSE, OUTCOME_FIELDS, Purpose
from almoner.people.models import Person


def seat_form(people: Iterable[Person], data: Mapping[str, Any] | None = None) -> DeclaredForm:
    """Whom to seat, and as what."""
    choices = [("", "Choose an adjudicator"), *((str(one.pk), one.name) for one in people)]
    made = type(
        "SeatForm",
        (DeclaredForm,),
        {
            "person": design.SearchableField(label="Who sits?", called="who sits", choices=choices),
            "seat": design.RadiosField(
                label="As what?", choices=PanelMember.Seat.choices,
                error_messages={"required": "Select what they sit as"},
            ),
        },
    )  # fmt: skip
    form: DeclaredForm = made(data)
    return form


class UnseatForm(DeclaredForm):
    """Why somebody no longer sits."""

    reasons = design.LongTextField(label="Why do they no longer sit?", max_length=2_000)


class ParticipantForm(DeclaredForm):
    """Somebody who takes part."""

    name = design.TextField(label="Name", max_length=200)
    part = design.RadiosField(
        label="What are they there?", choices=Participant.Part.choices,
        error_messages={"required": "Select what they are there"},
    )  # fmt: skip
    contact = design.TextField(label="How to reach them", required=False, max_length=200)
    needs = design.LongTextField(
        label="What do they need to take part?",
        hint="Such as an interpreter, breaks, a screen, or somebody with them. Only hearings officers read this.",
        required=False,
        max_length=4_000,
    )


def decision_form(purpose: Purpose) -> type[DeclaredForm]:
    """What a panel of this purpose decides: its own outcomes alone, and what they ask for."""
    offered = set(OF_PURPOSE[purpose])
    asked = [one for one in OUTCOME_FIELDS if one.name in ASKED_FOR[purpose]]
    outcome, *rest = asked
    outcome = replace(outcome, choices=tuple(pair for pair in outcome.choices if pair[0] in offered))
    return form_of((outcome, *rest, TEXT))
