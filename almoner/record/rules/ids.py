"""Ids of events."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID


def new_id(at: datetime) -> UUID:
    """An id that sorts by its moment (UUID version 7), so that the index grows at one end."""
    milliseconds = int(at.timestamp() * 1000)
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)
