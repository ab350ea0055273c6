"""What the worker does for cases: follows up those who were asked, and whose turn it is as people change."""

from __future__ import annotations

from almoner.operations.jobs import job
from almoner.procedure import actions
from almoner.scope import clock


@job("following up requests", every="15 7 * * *")
def follow_up_requests(timestamp: int) -> None:
    """Every morning: remind or expire each request whose day has come."""
    actions.follow_up(now=clock.now())


@job("working out whose turn it is")
def follow_people(organisation_id: int) -> None:
    """After an organisation's people changed."""
    actions.follow_people(now=clock.now(), organisation_id=organisation_id)


@job("working out whose turn it is today", every="5 0,23 * * *")
def follow_the_day(timestamp: int) -> None:
    """Every night: roles and cover begin and end with London's day, in summer an hour before Greenwich's."""
    actions.follow_people(now=clock.now())
