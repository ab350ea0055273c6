"""What the register officers' own pages read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from almoner.register.models import Entry, ImportFault, Name, Submission, Upload
from almoner.register.rules.names import words
from almoner.register.rules.number import shown

MOST_OUT_OF_VIEW = 25


@dataclass(frozen=True, slots=True)
class OutOfView:
    """An entry that is not published, as a line of the officers' results."""

    number: str
    name: str


def whole_entry_exists(number: int) -> bool:
    """Whether there is an entry with this number that the caller may reach, in view or not."""
    return Entry.objects.filter(number=number).exists()


def out_of_view(typed: str) -> list[OutOfView]:
    """Entries out of view whose names hold every word typed; row security shows them to the regulator alone."""
    wanted = set(words(typed))
    if not wanted:
        return []
    names = Name.objects.filter(hidden=True, withdrawn_at=None, ends=None).select_related("entry").order_by("entry_id")
    found = [n for n in names.iterator(chunk_size=500) if wanted <= set(words(f"{n.forenames} {n.family}"))]
    return [OutOfView(shown(n.entry.number), str(n)) for n in found[:MOST_OUT_OF_VIEW]]


def submission(entry_id: int, key: str) -> Submission | None:
    """What was submitted for an entry under this key."""
    return Submission.objects.filter(entry_id=entry_id, key=key).first()


def uploads() -> QuerySet[Upload]:
    """Extracts uploaded, newest first."""
    return Upload.objects.select_related("by").order_by("-uploaded_at", "id")


def upload(upload_id: UUID) -> Upload | None:
    """One extract that was uploaded."""
    return Upload.objects.select_related("by", "batch").filter(id=upload_id).first()


def faults_of(upload: Upload) -> QuerySet[ImportFault] | Sequence[dict[str, Any]]:
    """Rows refused: every one once brought in, the first hundred of a check."""
    if upload.batch_id:
        return ImportFault.objects.filter(batch_id=upload.batch_id).order_by("line", "id")
    return [{"line": f[0], "number": f[1], "reason": f[2]} for f in upload.report.get("faults", [])]
