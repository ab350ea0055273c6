"""What the worker does for concerns."""

from __future__ import annotations

from uuid import UUID

from almoner.fitness.actions import (
    diary,
    disclosures,
    disposals,
    findings,
    inherited_files,
    learning,
    letters,
    raising,
    review_group,
)
from almoner.operations.jobs import job
from almoner.scope import clock


@job("forgetting concerns that were begun and never sent", every="50 3 * * *")
def forget_unsent(timestamp: int) -> None:
    """Every night: forget what was begun and left for 28 days."""
    raising.forget_unsent(now=clock.now())


@job("warning of concerns that were begun and never sent", every="20 7 * * *")
def warn_of_forgetting(timestamp: int) -> None:
    """Every morning: warn those who gave an address of what is forgotten in five days."""
    raising.warn_of_forgetting(now=clock.now())


@job("keeping the order diary", every="20 * * * *")
def keep_the_diary(timestamp: int) -> None:
    """Every hour: what the day brings to orders, and their owners warned."""
    diary.keep_the_diary(now=clock.now())


@job("binding a bundle that was disclosed", queue="documents")
def bind_bundle(*, disclosure_id: str) -> None:
    """Bind one bundle as soon as it has been disclosed."""
    disclosures.bind_disclosure(disclosure_id=UUID(disclosure_id), now=clock.now())


@job("reminding employers of findings", every="25 6 * * *")
def chase_findings(timestamp: int) -> None:
    """Every morning: remind those who have not acknowledged what the regulator found."""
    findings.chase(now=clock.now())


@job("telling people that there is something to read", retry=3)
def tell_readers(*, action_id: str, turn: str) -> None:
    """Write to the audience of a learning action."""
    learning.tell_readers(action_id=UUID(action_id), turn=turn, now=clock.now())


@job("writing letters that waited for their seal", every="* * * * *")
def write_letters(timestamp: int) -> None:
    """Every minute: the letters whose event has been sealed since."""
    letters.write_all(now=clock.now())


@job("proposals that nobody answered", every="10 5 * * *")
def lapse_proposals(timestamp: int) -> None:
    """Every morning: each proposed outcome whose time is over goes to a hearing."""
    disposals.lapse_overdue(now=clock.now())


@job("drawing the sample of the decision review group", every="40 4 1-7 * *")
def draw_decisions(timestamp: int) -> None:
    """In the first week of each month: the sample of the month before, once the record has a seal to draw it by."""
    review_group.draw_for_all(now=clock.now())


@job("reading a file of inherited cases", queue="imports")
def read_inherited_file(file_id: str) -> None:
    """Find out what an uploaded file holds."""
    inherited_files.read_uploaded(file_id=UUID(file_id), now=clock.now())


@job("bringing in inherited cases", queue="imports")
def bring_in_inherited_file(file_id: str) -> None:
    """Bring in what somebody confirmed."""
    inherited_files.finish_file(file_id=UUID(file_id), now=clock.now())
