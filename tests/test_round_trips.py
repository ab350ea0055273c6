"""How often a move and its transaction make the database answer, counted on the wire."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from almoner.scope.context import system
from bench.harness.trips import trips_of
from bench.moves import MOST_TRIPS, trips_of_a_move

pytestmark = [pytest.mark.django_db(transaction=True)]


def ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def test_a_move_makes_no_more_round_trips_than_the_bench_allows() -> None:
    assert 0 < trips_of_a_move() <= MOST_TRIPS


def test_a_transaction_and_its_scope_begin_in_one_round_trip() -> None:
    connection.ensure_connection()
    with trips_of(connection.connection.pgconn) as trips, system("test"), transaction.atomic():
        ask()
        ask()
    assert trips.count == 4


def test_the_control_each_statement_by_itself_is_a_round_trip() -> None:
    connection.ensure_connection()
    with trips_of(connection.connection.pgconn) as trips:
        for _ in range(3):
            ask()
    assert trips.count == 3
