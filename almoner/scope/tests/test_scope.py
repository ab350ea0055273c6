"""The scope: signed, sent with each transaction, refused when forged or expired; no scope, no rows."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from almoner.people.models import Membership, Organisation
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.scope.context import Scope, acting, in_no_scope, system

pytestmark = pytest.mark.django_db


def organisations_seen() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select app_orgs()")
        return list(cursor.fetchone()[0])


def test_the_role_that_serves_pages_has_no_power_of_its_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


def test_no_scope_reaches_no_organisation() -> None:
    assert organisations_seen() == []


def test_a_scope_reaches_its_organisations_and_ends_with_its_block() -> None:
    with acting(Scope(person_id=uuid4(), organisation_ids=(3, 9))):
        assert organisations_seen() == [3, 9]
    assert organisations_seen() == []


def test_an_inner_scope_gives_way_to_the_outer_one() -> None:
    with acting(Scope(organisation_ids=(3,))):
        with acting(Scope(organisation_ids=(9,))):
            assert organisations_seen() == [9]
        assert organisations_seen() == [3]


def test_a_forged_scope_is_refused() -> None:
    forged = Scope(organisation_ids=(3,)).token().replace("|3|", "|4|")
    with connection.cursor() as cursor:
        cursor.execute("select set_config('almoner.ctx', %s, true)", [forged])
    with pytest.raises(DatabaseError, match="not signed"), transaction.atomic():
        organisations_seen()


def test_an_expired_scope_is_refused(settings: Settings) -> None:
    settings.SCOPE_EXTRA_SECONDS = -200_000
    with pytest.raises(DatabaseError, match="expired"), transaction.atomic(), acting(Scope(organisation_ids=(3,))):
        organisations_seen()


@pytest.mark.django_db(transaction=True)
def test_a_new_transaction_starts_in_the_scope_in_force() -> None:
    with acting(Scope(organisation_ids=(5,))), transaction.atomic():
        assert organisations_seen() == [5]
    assert organisations_seen() == []


@pytest.mark.django_db(transaction=True)
def test_rows_read_by_portions_in_a_transaction_are_read_in_its_scope() -> None:
    with system("test"):
        ours, theirs = an_organisation(), an_organisation()
        for organisation in (ours, ours, theirs):
            a_person(role=Role.HR_OFFICER, organisation=organisation)
    with acting(Scope(organisation_ids=(ours.id,))), transaction.atomic():
        seen = [m.organisation_id for m in Membership.objects.iterator(chunk_size=1)]
    assert seen == [ours.id, ours.id]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_in_a_scope_that_fails_leaves_nothing_and_ends() -> None:
    @transaction.atomic
    def fail() -> None:
        an_organisation()
        raise ZeroDivisionError

    with system("test"), pytest.raises(ZeroDivisionError):
        fail()
    with system("test"):
        assert not Organisation.objects.exists()
    assert connection.get_autocommit()
    assert organisations_seen() == []


def test_membership_of_another_organisation_is_out_of_reach_even_without_a_filter() -> None:
    with system("test"):
        ours, theirs = an_organisation(), an_organisation()
        a_person(role=Role.HR_OFFICER, organisation=ours)
        a_person(role=Role.HR_OFFICER, organisation=theirs)
    with acting(Scope(organisation_ids=(ours.id,))):
        assert [m.organisation_id for m in Membership.objects.all()] == [ours.id]


@pytest.mark.django_db(transaction=True)
def test_a_statement_outside_a_transaction_is_in_the_scope_too_and_leaves_nothing_behind() -> None:
    with system("test"):
        ours, theirs = an_organisation(), an_organisation()
        a_person(role=Role.HR_OFFICER, organisation=ours)
        a_person(role=Role.HR_OFFICER, organisation=theirs)
    with acting(Scope(organisation_ids=(ours.id,))):
        assert [m.organisation_id for m in Membership.objects.iterator()] == [ours.id]
        assert connection.get_autocommit()
    assert organisations_seen() == []
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_in_no_scope_a_statement_is_sent_alone_and_sees_nothing_protected(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with system("test"):
        ours = an_organisation()
        a_person(role=Role.HR_OFFICER, organisation=ours)
    with acting(Scope(organisation_ids=(ours.id,))):
        with in_no_scope(), django_assert_num_queries(1):
            assert not Membership.objects.exists()
        assert Membership.objects.exists()
