"""Statements that are planned once for a connection: whose rows they show, and that they are counted."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.scope import reading
from almoner.scope.context import Scope, acting, in_no_scope, system

pytestmark = pytest.mark.django_db
MEMBERS = "select organisation_id from people_membership where organisation_id > (select %s) order by 1"
#: The database plans the first five for their values, and keeps one plan for all the others.
OFTEN = 7


def members() -> list[int]:
    with reading.connection().prepared_cursor() as cursor:
        cursor.execute(MEMBERS, [0])
        return [row[0] for row in cursor.fetchall()]


def kept_plans() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("select statement, generic_plans from pg_prepared_statements")
        return [(statement.replace("$1", "%s"), uses) for statement, uses in cursor.fetchall()]


def test_a_plan_that_is_kept_shows_each_scope_its_own_rows() -> None:
    with system("test"):
        ours, theirs = an_organisation(), an_organisation()
        for organisation in (ours, theirs):
            a_person(role=Role.HR_OFFICER, organisation=organisation)
    for _ in range(OFTEN):
        for organisation in (ours, theirs):
            with acting(Scope(organisation_ids=(organisation.id,))):
                assert members() == [organisation.id]
    with in_no_scope():
        assert members() == []
    assert dict(kept_plans())[MEMBERS] > 0, "the control: it was planned anew each time"


def test_a_statement_whose_plan_is_kept_is_counted_like_any_other(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2) as asked:
        members()
        members()
    assert "people_membership" in asked[0]["sql"]


def test_no_other_statement_is_kept() -> None:
    before = kept_plans()
    with connection.cursor() as cursor:
        for _ in range(OFTEN):
            cursor.execute("select %s", [1])
    assert kept_plans() == before


def test_where_plans_are_not_to_be_kept_the_answer_is_the_same_and_nothing_is_kept() -> None:
    before = kept_plans()
    link = reading.connection()
    link.ensure_connection()
    kept, link.connection.prepare_threshold = link.connection.prepare_threshold, None
    try:
        with link.prepared_cursor() as cursor:
            for _ in range(OFTEN):
                cursor.execute("select %s::int + 1", [1])
                assert cursor.fetchone() == (2,)
    finally:
        link.connection.prepare_threshold = kept
    assert kept_plans() == before
