"""What is typed about evidence and holds."""

from __future__ import annotations

from almoner.design import fields as design
from almoner.documents.contents import EVIDENCE_FILES
from almoner.fitness.rules.investigation import HOLDS

ENDINGS = sorted({kind.ending for kind in EVIDENCE_FILES.kinds} | {"jpeg"})


class EvidenceForm(design.PageForm):
    """A file for the bundle, and what the index says of it."""

    title = design.TextField(
        label="What is it?", hint="As the index is to say it, such as “Visit records, May 2026”.", max_length=200
    )
    given_by = design.TextField(label="Who gave it?", max_length=200)
    dated = design.DateField(label="The date on it", required=False)
    file = design.FileField(label="The file", endings=ENDINGS, most_bytes=EVIDENCE_FILES.most_bytes)


class ReasonsForm(design.PageForm):
    """Why."""

    reasons = design.LongTextField(label="Your reasons", max_length=5_000)


class HoldForm(ReasonsForm):
    """Why an investigation is put on hold."""

    ground = design.RadiosField(label="What holds it?", called="what holds it", choices=HOLDS)

    field_order = ("ground", "reasons")
