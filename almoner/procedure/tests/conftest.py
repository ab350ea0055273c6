"""The sample procedure's table exists in the test database, made by the owner as a migration would make it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.db.migrations import RunSQL

from almoner.procedure import registry
from almoner.procedure.tables import case_table
from almoner.scope.context import system

from .factories import Council
from .referral import REFERRAL
from .sample import SampleAccess, SampleReferral, count_a_copy


@pytest.fixture(scope="session")
def sample_table(django_db_setup: None, django_db_blocker: Any) -> None:
    """The table of sample referrals, with everything that `case_table` adds."""
    with django_db_blocker.unblock():
        make_sample_table()


def make_sample_table() -> None:
    """Make the table as a migration of the context would."""
    with connections["owner"].schema_editor() as editor:
        editor.create_model(SampleReferral)
        for operation in case_table(SampleReferral._meta.db_table, REFERRAL.name):
            assert isinstance(operation, RunSQL)
            editor.execute(str(operation.sql))
    connections["owner"].close()


@pytest.fixture
def registered(sample_table: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[registry.Registered]:
    """The sample procedure, registered for the length of a test; it proves no clause, so it claims none."""
    monkeypatch.setattr(registry, "claim", lambda *_, **__: None)
    yield registry.register(
        REFERRAL, model=SampleReferral, access=SampleAccess(SampleReferral), after={"send": count_a_copy}
    )
    registry._registered.pop(REFERRAL.name)


@pytest.fixture
def council(db: None, registered: registry.Registered) -> Council:
    """A council and its people."""
    with system("test"):
        return Council()
