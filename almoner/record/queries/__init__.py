"""Every read of the record that a page, a command or another context needs."""

from almoner.record.queries.cases import CaseRecord, RecordedEvent, event_of_case, record_of_case
from almoner.record.queries.heads import heads, latest_head, waiting_count
from almoner.record.queries.reads import reads_of_case, unusual_readers
from almoner.record.queries.watched import unwatched_tables

__all__ = [
    "CaseRecord",
    "RecordedEvent",
    "event_of_case",
    "heads",
    "latest_head",
    "reads_of_case",
    "record_of_case",
    "unusual_readers",
    "unwatched_tables",
    "waiting_count",
]
