"""Messages that this floor sends, handed to whichever action the settings name.

Notices stand on a floor above, so they are not imported: the setting `PEOPLE_MESSAGES` says where to hand a
message, as `EMAIL_BACKEND` says where to hand an email.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from almoner.people.models import Person


def send(
    *, to: Person | str, template: str, values: Mapping[str, Any], key: str, organisation_id: int, now: datetime
) -> None:
    """Hand a message over in the caller’s transaction, sent for an organisation; the same `key` counts once."""
    queue = import_string(settings.PEOPLE_MESSAGES)
    queue(to=to, template=template, values=dict(values), key=key, organisation_id=organisation_id, now=now)
