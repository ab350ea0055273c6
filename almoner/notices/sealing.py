"""Secret links at rest: encrypted with a key from the settings, so that a copy of the database opens none of them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [salted_hmac("almoner.notices.sealing", "key", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in made])


def seal(secret: Mapping[str, str]) -> bytes:
    """The values encrypted; nothing for nothing."""
    return _box().encrypt(json.dumps(dict(secret)).encode()) if secret else b""


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """The values again. Raises cryptography's InvalidToken when the key is not the one they were sealed with."""
    values: dict[str, str] = json.loads(_box().decrypt(bytes(sealed))) if sealed else {}
    return values
