"""Signing in as an invented person: in the demonstration, and nowhere else."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied

from almoner.people.models import Person
from almoner.people.web.sign_in.sessions import PERSONA


def sign_in_as_persona(request: Any, person: Person) -> None:
    """Sign in as somebody invented, whole, with neither password nor second factor.

    Raises PermissionDenied outside the demonstration, whatever the settings of the demonstration say in
    production: this is the one way past the second factor, so it looks for itself.
    """
    if settings.PRODUCTION or not settings.DEMO:
        raise PermissionDenied
    logout(request)
    get_adapter(request).login(request, person)
    record_authentication(request, person, method="mfa", type=PERSONA)
