"""Who sees an order at the regulator."""

from __future__ import annotations

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import OrderMade


class OrderAccess(StageAccess[OrderMade]):
    """Orders, for those at the regulator who work on concerns."""
