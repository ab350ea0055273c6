"""Following the change feed: whoever watches some of the register reads on from where they were."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from almoner.register.models import FeedPlace
from almoner.register.queries import changes_since

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class News:
    """What there is to look at: the entries that changed, or everything where `entries` is None; `seq` is how far."""

    seq: int
    entries: frozenset[int] | None


@contextlib.contextmanager
def reading_on(places: type[FeedPlace], *, today: date) -> Iterator[News | None]:
    """What the register has changed since the last look, and once a day everything; None where there is nothing new.

    In the caller's transaction: the place moves with what the changes led to, so a worker that dies has looked at
    nothing, and the next one looks again. Two at once: the second waits and finds nothing new. What the look came to
    is for the caller to record.
    """
    places._default_manager.get_or_create(pk=1)
    place = places._default_manager.select_for_update().get(pk=1)
    changes = changes_since(place.seq, limit=AT_ONCE)
    everything = place.swept_on != today
    if not everything and not changes:
        yield None
        return
    place.seq, place.swept_on = changes[-1].seq if changes else place.seq, today
    yield News(place.seq, None if everything else frozenset(change.entry_id for change in changes))
    place.save()
