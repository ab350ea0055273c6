"""What happened at the door: sign-ins, refusals, sign-outs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from almoner.people.models.people import Person


class SignInKind(models.TextChoices):
    """What can happen at the door."""

    SIGNED_IN = "signed_in", "Signed in"
    WORK_ACCOUNT = "work_account", "Signed in with a work account"
    SECOND_FACTOR = "second_factor", "Gave a second factor"
    SECOND_FACTOR_SET_UP = "second_factor_set_up", "Set up a second factor"
    SECOND_FACTOR_FORGOTTEN = "second_factor_forgotten", "Second factor forgotten by an administrator"
    SIGNED_OUT = "signed_out", "Signed out"
    TIMED_OUT = "timed_out", "Timed out"
    PASSWORD_CHANGED = "password_changed", "Changed the password"
    SESSIONS_ENDED = "sessions_ended", "Ended all sessions"
    DISABLED = "disabled", "Account disabled"
    ENABLED = "enabled", "Account enabled again"


class SignInEvent(models.Model):
    """One thing that happened at the door to one person.

    Wrong passwords are counted by the rate limits, named in the log without their address, and not written here: a
    write for the addresses that exist would tell them, by the time it takes, from those that do not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_events")
    kind = models.CharField(max_length=30, choices=SignInKind)
    at = models.DateTimeField()
    #: The browser in a few words ("Firefox on Windows"), never its whole name, nor an address.
    device = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "-at"], name="sign_in_newest")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
