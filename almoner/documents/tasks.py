"""What the worker does for documents."""

from __future__ import annotations

from uuid import UUID

from almoner.documents import actions, queries
from almoner.operations.jobs import job
from almoner.record.rules import SystemActor
from almoner.scope import clock

WORKER = SystemActor("worker:documents")


@job("scanning a document", queue="documents")
def scan_document(*, document_id: str) -> None:
    """Scan one document as soon as it has been received."""
    actions.scan(document_id=UUID(document_id), by=WORKER, now=clock.now())


@job("scanning documents that wait", queue="documents", every="*/5 * * * *")
def scan_those_waiting(timestamp: int) -> None:
    """Every five minutes: try again those that no scanner has answered for, and those whose job was lost."""
    for document_id in queries.to_be_scanned(clock.now()):
        actions.scan(document_id=document_id, by=WORKER, now=clock.now())


@job("removing content that nobody claims", queue="documents", every="17 * * * *")
def remove_unclaimed(timestamp: int) -> None:
    """Every hour: remove what was stored for documents that then came to nothing."""
    actions.remove_unclaimed(by=WORKER, now=clock.now())
