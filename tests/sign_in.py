"""Signing in within a test: whole, or stopped half way."""

from __future__ import annotations

from typing import Any

from django.test import Client

_plain_force_login = Client.force_login


def force_login(client: Client, person: Any, backend: str | None = None, *, second_factor: bool = True) -> None:
    """Sign in as if the person had come through our door a moment ago; without `second_factor`, by password alone."""
    import time

    from allauth.account.internal.flows.login import (
        _AUTHENTICATION_METHODS_USER_SESSION_KEY,
        AUTHENTICATION_METHODS_SESSION_KEY,
    )

    from almoner.people.web.sign_in.sessions import begin
    from almoner.scope import clock

    _plain_force_login(client, person, backend)
    session = client.session
    begin(session, clock.now())
    records: list[dict[str, Any]] = [{"method": "password", "at": time.time(), "email": person.email}]
    if second_factor:
        records.append({"method": "mfa", "at": time.time(), "type": "totp", "id": 0})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
