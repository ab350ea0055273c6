"""The sample procedure's table exists in the test database, made by the owner as a migration would make it."""

from __future__ import annotations

from typing import Any

import psycopg
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
def sample_ddl(django_db_setup: None, django_db_blocker: Any) -> list[str]:
    """What a migration of the context would run, `case_table` included."""
    owner = connections["owner"]
    with django_db_blocker.unblock(), owner.schema_editor(collect_sql=True) as editor:
        editor.create_model(SampleReferral)
    owner.close()
    operations = case_table(SampleReferral._meta.db_table, REFERRAL.name)
    return [*editor.collected_sql, *(str(one.sql) for one in operations if isinstance(one, RunSQL))]


@pytest.fixture
def sample_table(sample_ddl: list[str], superuser: str) -> None:
    """The table of sample referrals; made anew where a test that committed had the database copied afresh."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(superuser, dbname=name) as server:
        if server.execute("select to_regclass(%s)", [SampleReferral._meta.db_table]).fetchone() == (None,):
            server.execute("set local role almoner_owner")
            for statement in sample_ddl:
                server.execute(statement.encode())


@pytest.fixture
def registered(sample_table: None, monkeypatch: pytest.MonkeyPatch) -> registry.Registered:
    """The sample procedure, registered alone for the length of a test; it proves no clause, so it claims none."""
    monkeypatch.setattr(registry, "_registered", {})
    monkeypatch.setattr(registry, "claim", lambda *_, **__: None)
    return registry.register(
        REFERRAL, model=SampleReferral, access=SampleAccess(SampleReferral), after={"send": count_a_copy}
    )


@pytest.fixture
def council(registered: registry.Registered, db: None) -> Council:
    """A council and its people."""
    with system("test"):
        return Council()
