"""Where sessions are kept: Django's own table, and no doubt about why one could not be written."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError


class SessionStore(db.SessionStore):
    """Sessions in the database. Django takes whatever goes wrong there for a session that was ended meanwhile, which is
    answered as a fault of whoever asked, though what they asked for may be done. A database that is away is said to be.
    """

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises OperationalError where the database is away, UpdateError where it was ended."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise
