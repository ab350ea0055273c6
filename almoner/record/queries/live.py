"""Verifies the record as it stands in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from almoner.record.models import Edge as EdgeRow
from almoner.record.models import Seal, Tile
from almoner.record.queries.sealed import Lost, Place, places
from almoner.record.queries.streams import snapshot, streamed
from almoner.record.rules.checkpoint import Checkpoint
from almoner.record.rules.kinds import ERASED
from almoner.record.rules.note import VerifierKey
from almoner.record.rules.tiles import HASH, WIDTH
from almoner.record.rules.verdict import Finding, Misfit, Verdict
from almoner.record.rules.verification import SUBJECT_OF_AN_EVENT, WholeRecord
from almoner.scope.context import system

Progress = Callable[[int, int], None]

_NEITHER = """select e.id, e.kind, e.case_id from record_entry e
  where not exists (select 1 from record_seal s where s.entry_id = e.id)
  and not exists (select 1 from record_queue q where q.entry_id = e.id) order by e.recorded_at, e.id"""
_GONE = """select q.entry_id from record_queue q where not exists (select 1 from record_entry e where e.id = q.entry_id)
  order by q.position"""
_UNSEALED_ERASURES = (
    """select e.subject from record_entry e join record_queue q on q.entry_id = e.id where e.kind = %s"""
)


def verify_live(
    keys: Sequence[VerifierKey], since: Sequence[Checkpoint] = (), progress: Progress = lambda done, of: None
) -> Verdict:
    """Checks every event, seal, chain and head in one snapshot of the database, and names what does not fit (FTP-3.5).

    `since` are heads kept elsewhere. Events that wait for their seal are not yet covered and are not faulted; events
    that neither wait nor are sealed are.
    """
    with system("verify the record"), snapshot():
        checking = WholeRecord(keys, since, _leaf_in_tree)
        of = Seal.objects.count()
        _feed(checking, of, progress)
        for subject in streamed(_UNSEALED_ERASURES, [ERASED]):
            checking.erasure(subject[0].removeprefix(SUBJECT_OF_AN_EVENT))
        verdict = checking.finish()
        for finding in _outside_the_tree():
            verdict.add(finding)
        return verdict


def _feed(checking: WholeRecord, of: int, progress: Progress) -> None:
    heads = iter(streamed("select size, note from record_head order by size"))
    head = next(heads, None)
    for place in places(before=1 << 62):
        while head is not None and head[0] <= checking.size:
            checking.head(head[1])
            head = next(heads, None)
        _feed_place(checking, place)
        progress(checking.size, of)
    while head is not None:
        checking.head(head[1])
        head = next(heads, None)


def _feed_place(checking: WholeRecord, place: Place) -> None:
    if isinstance(place, Lost):
        checking.lost(place.index, place.kept, place.event_id, place.case, place.number)
    else:
        checking.event(place)


def _leaf_in_tree(index: int) -> bytes | None:
    """The leaf hash that the stored tree has: where a seal was altered and the tree was not, this names the event."""
    tile, within = divmod(index, WIDTH)
    hashes = Tile.objects.filter(level=0, position=tile).values_list("hashes", flat=True).first()
    if hashes is None:
        edge = EdgeRow.objects.filter(id=1).first()
        if edge is None or edge.size // WIDTH != tile or not edge.levels:
            return None
        hashes = edge.levels[0]
    found = bytes(hashes)[within * HASH : (within + 1) * HASH]
    return found if len(found) == HASH else None


def _outside_the_tree() -> Iterator[Finding]:
    for event, kind, case in streamed(_NEITHER):
        words = (
            f"The event {event} ({kind}) is neither sealed nor waiting for its seal: "
            "it was put in past the queue, or its seal was taken."
        )
        yield Finding(Misfit.UNSEALED, words, None, str(event), None if case is None else str(case))
    for (event,) in streamed(_GONE):
        words = f"The event {event} waits for its seal and is gone: it was deleted before it was sealed."
        yield Finding(Misfit.MISSING, words, None, str(event))
