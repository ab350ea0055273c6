"""What everything about one social worker has in common: they do not work on it themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from almoner.employment.queries.oneself import whom_it_is_about
from almoner.people.models import Person
from almoner.procedure.access import ByOrganisation
from almoner.procedure.models import Case

C = TypeVar("C", bound=Case)


class AboutAWorker(ByOrganisation[C]):
    """Cases with an `entry`: the register's entry of whom they are about."""

    def kept_away(self, people: Sequence[Person], case: C, on: date) -> frozenset[UUID]:
        """Those with a conflict, and whoever it is about."""
        return super().kept_away(people, case, on) | whom_it_is_about(people, cast(Any, case).entry_id)
