"""The secret of a one-time link: made from the server's key, so that the table does not hold it."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID


def link_print(secret: str) -> str:
    """What is kept of a secret: enough to know it again, not enough to make it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_token(link_id: UUID, key: str) -> str:
    """The secret of a link."""
    made = hmac.new(key.encode(), f"almoner.references.link:{link_id}".encode(), hashlib.sha256)
    return f"{link_id.hex}{made.hexdigest()[:40]}"
