"""What the addresses of inherited cases are about, for the sweeps."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from almoner.fitness.models import InheritedFile, InheritedLine
from almoner.people.models import Organisation, Person

_turn = count(1)
UNDERSTOOD: dict[str, Any] = {
    "rows": 2, "accepted": 1, "again": 0, "refused": 1, "doubtful": 0, "stages": {"Triage": 1},
    "columns": {"found": ["Name"], "missing": ["History"], "ignored": ["Canary column"]},
    "first": [{"reference": "Canary 1", "name": "Canary Inherited", "stage": "Triage", "received": "2019-03-04",
               "about": "SW1, matched", "steps": 1}],
}  # fmt: skip


def files(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A file of inherited cases that was read, with a row that was refused."""
    file = InheritedFile.objects.create(
        organisation=organisation, name=f"Canary file {next(_turn)}.csv", former_regulator="Canary Regulator", by=by,
        at=now, state=InheritedFile.State.CHECKED, report=UNDERSTOOD,
    )  # fmt: skip
    InheritedLine.objects.create(
        file=file, organisation=organisation, line=3, reference="Canary 2", refused=True, because="Canary fault.",
        what_to_do="Mend it.",
    )  # fmt: skip
    return [{"file_id": file.pk}]


OBJECTS = {"fitness:inherited-file": files}
