"""Statements sent together: what is read inside, and where a refusal of the database comes out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.pq import PipelineStatus

from almoner.people.models import Organisation
from almoner.people.tests.factories import an_organisation
from almoner.scope.context import system
from almoner.scope.trips import in_one_trip

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> Iterator[tuple[Organisation, Organisation]]:
    """Two organisations, seen by the platform itself."""
    with system("test"):
        yield an_organisation(), an_organisation()


def rename(organisation: Organisation, slug: str) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(slug=slug)


def slugs() -> set[str]:
    return set(Organisation.objects.values_list("slug", flat=True))


def test_a_read_inside_sees_what_was_written_before_it(two: tuple[Organisation, Organisation]) -> None:
    with transaction.atomic(), in_one_trip():
        rename(two[0], "one")
        assert slugs() == {"one", two[1].slug}
        rename(two[1], "other")
    assert slugs() == {"one", "other"}


def test_what_the_database_refuses_comes_out_at_the_end_and_undoes_the_rest(
    two: tuple[Organisation, Organisation],
) -> None:
    before, done = slugs(), []

    @transaction.atomic
    def collide() -> None:
        with in_one_trip():
            for organisation in two:
                rename(organisation, "one")
            done.append("the block")
        done.append("the transaction")

    with pytest.raises(IntegrityError, match="slug"):
        collide()
    assert done == ["the block"]
    assert slugs() == before


def test_what_the_database_refuses_comes_out_at_the_next_read(two: tuple[Organisation, Organisation]) -> None:
    before, read = slugs(), []

    @transaction.atomic
    def collide() -> None:
        with in_one_trip():
            rename(two[0], two[1].slug)
            read.append(slugs())

    with pytest.raises(IntegrityError, match="slug"):
        collide()
    assert read == []
    assert slugs() == before


def test_one_trip_within_another_is_the_same(two: tuple[Organisation, Organisation]) -> None:
    with transaction.atomic(), in_one_trip():
        with in_one_trip():
            rename(two[0], "one")
        assert connection.connection.pgconn.pipeline_status == PipelineStatus.ON
        rename(two[1], "other")
    assert connection.connection.pgconn.pipeline_status == PipelineStatus.OFF
    assert slugs() == {"one", "other"}
