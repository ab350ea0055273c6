"""What others say of a case above their own part of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from almoner.people.models import Person
from almoner.procedure.models import Docket
from almoner.procedure.queries import case_visible_to
from almoner.record.access import CaseHeading


def heading_of(person: Person, case_id: UUID, on: date) -> CaseHeading | None:
    """The heading of a case of any procedure, when this person may know of it on this day; else None.

    At most 4 queries.
    """
    procedure = Docket.objects.filter(pk=case_id).values_list("procedure", flat=True).first()
    case = case_visible_to(person, procedure, case_id, on) if procedure else None
    if case is None or procedure is None:
        return None
    return CaseHeading(case.reference, case.title, f"/cases/{procedure}/{case_id}/", case.organisation_id)
