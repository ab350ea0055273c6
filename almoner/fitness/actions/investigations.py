"""Writes of an investigation."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from almoner.fitness.models import Concern, Investigation
from almoner.fitness.rules.investigation import INVESTIGATION
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor


def open_investigation(*, concern: Concern, by: Actor, now: datetime, key: str) -> Receipt:
    """Open the investigation of a concern, in the transaction of whatever leads to it (PLAN-F8).

    `key` names what leads to it, so that it opens one. Raises Refused for anybody but a triage officer or a machine.
    """
    investigation = Investigation(
        title=concern.title, organisation_id=concern.organisation_id, visible_to=concern.visible_to, concern=concern
    )
    return procedure.open_case(INVESTIGATION, case=investigation, move="open", by=by, now=now, key=key)


def begin_investigation(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `investigate` of a concern."""
    open_investigation(concern=cast(Concern, case), by=by, now=now, key=f"concern:{step.pk}")
