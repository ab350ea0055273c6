"""References, at the authority that gives them."""

from __future__ import annotations

from almoner.procedure.registry import register
from almoner.references.access.references import ReferenceAccess
from almoner.references.models import Reference
from almoner.references.rules.reference import REFERENCE


def declare() -> None:
    """References."""
    register(REFERENCE, model=Reference, access=ReferenceAccess(Reference))
