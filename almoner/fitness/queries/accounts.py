"""Whether the social worker whom a concern is about can be reached here."""

from __future__ import annotations

from almoner.employment.queries.staff import accounts_of
from almoner.fitness.models import Concern
from almoner.scope.context import system


def worker_has_account(concern: Concern) -> bool:
    """Whether an account is linked to the entry of the register that the concern is about.

    Asked as the platform, since whom an employer has linked is the employer's to see.
    """
    with system("whether a social worker can be told through an account"):
        return bool(concern.entry_id and accounts_of(concern.entry_id))
