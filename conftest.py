"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest
from pytest_django import Settings

from almoner.scope.context import system
from tests.cluster import copy_template

pytest_plugins = ["tests.browser", "tests.schedule", "tests.sweeps.tally"]

# A machine that is busy with something else makes no test wrong.
hypothesis.settings.register_profile("almoner", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("almoner")


def pytest_configure(config: pytest.Config) -> None:
    """Which tests named for a clause passed is written down, for `almoner clauses`."""
    from almoner.clauses.proof import Witness

    config.pluginmanager.register(Witness(), "clauses-witness")


def _close_connections() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()


@pytest.fixture(scope="session")
def django_db_setup(superuser: str) -> Iterator[None]:
    """In place of pytest-django's own: this worker's copy of the migrated template.

    After a test that committed, the copy is made afresh: the tables that refuse deletion cannot be emptied.
    """
    from django.test import TransactionTestCase

    def start_afresh(case: TransactionTestCase) -> None:
        _close_connections()
        copy_template(superuser)

    copy_template(superuser)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", start_afresh)
        yield
    _close_connections()


@pytest.fixture(autouse=True)
def _plain_settings(settings: Settings) -> None:
    """Static files as they were built, under their plain names; passwords hashed quickly."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _force_login_signs_in_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """In tests `client.force_login(person)` is a whole sign-in: at our door, with a second factor, a moment ago."""
    from django.test import Client

    from tests.sign_in import force_login

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture
def now() -> datetime:
    """The moment of a test: Monday 23 November 2026, half past nine in London."""
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def arranging() -> Iterator[None]:
    """The test acts as the platform itself while it arranges what was there before."""
    with system("test"):
        yield
