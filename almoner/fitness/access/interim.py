"""Who sees a need for an interim order at the regulator."""

from __future__ import annotations

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import InterimNeed


class InterimAccess(StageAccess[InterimNeed]):
    """Needs for an interim order, for those at the regulator who work on concerns."""
