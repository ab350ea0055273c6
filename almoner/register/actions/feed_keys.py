"""Keys by which an organisation's own systems read the change feed."""

import hashlib
import secrets
from datetime import date, datetime

from django.db import transaction

from almoner.people.rules import Permission
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.models import FeedKey
from almoner.scope.clock import london_date


def digest_of(key: str) -> bytes:
    """What is kept of a key: it has 256 bits of chance in it, so one plain hash is enough."""
    return hashlib.sha256(key.encode()).digest()


@transaction.atomic
def issue_feed_key(*, organisation_id: int, label: str, expires_on: date, by: Actor, now: datetime) -> str:
    """Make a key for an organisation and return it, the only time that it can be seen."""
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    key = f"almoner_{secrets.token_urlsafe(32)}"
    row = FeedKey.objects.create(
        organisation_id=organisation_id, label=label, begins=key[:12], digest=digest_of(key), issued_at=now,
        expires_on=expires_on,
    )  # fmt: skip
    append(
        kind="register.feed_key_issued", subject=f"register.feedkey:{row.id}", organisation_id=regulator, by=by,
        now=now, after={"organisation": organisation_id, "expires_on": expires_on},
    )  # fmt: skip
    return key


@transaction.atomic
def revoke_feed_key(*, key_id: int, by: Actor, now: datetime) -> None:
    """Stop a key at once."""
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    FeedKey.objects.filter(id=key_id, revoked_at=None).update(revoked_at=now)
    append(
        kind="register.feed_key_revoked",
        subject=f"register.feedkey:{key_id}",
        organisation_id=regulator,
        by=by,
        now=now,
    )
