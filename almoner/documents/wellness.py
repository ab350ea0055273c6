"""Whether documents can be kept, for the page that machines ask whether the platform is ready."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

from almoner.documents.settings import store
from almoner.operations.health import Unwell, part


def register() -> None:
    """Have the store of documents among the parts that are asked."""
    part("storage", storage)


def storage() -> None:
    """Content can be written, read back and removed."""
    mark, key, kept = uuid4().hex.encode(), f"probe/{uuid4()}", store()
    kept.put(key, BytesIO(mark))
    try:
        with kept.open(key) as file:
            if file.read() != mark:
                raise Unwell("what was written was not read back")
    finally:
        kept.remove(key)
