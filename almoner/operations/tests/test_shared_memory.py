"""What every process remembers alike: used codes, wrong passwords."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

pytestmark = pytest.mark.django_db


def test_what_is_kept_is_found_until_it_runs_out(now: datetime) -> None:
    with time_machine.travel(now, tick=False) as clock:
        cache.set("tries", [1.5, 2.5], 60)
        assert cache.get("tries") == [1.5, 2.5]
        assert cache.get("others", []) == []
        clock.shift(timedelta(seconds=60))
        assert cache.get("tries") is None


def test_what_is_added_once_is_not_added_again_until_it_runs_out(now: datetime) -> None:
    with time_machine.travel(now, tick=False) as clock:
        assert cache.add("code", "y", 30)
        clock.shift(timedelta(seconds=89))
        assert not cache.add("code", "y", 30)
        clock.shift(timedelta(seconds=1))
        assert cache.add("code", "y", 30)
        assert cache.delete("code")
        assert not cache.delete("code")


def test_neither_an_address_nor_a_code_can_be_read_where_it_is_kept() -> None:
    cache.add("used?user=canary@example.org&code=123456", "y", 30)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(encode(key, 'escape') || value, '') from operations_remembered")
        kept = str(cursor.fetchone())
    assert "canary" not in kept
    assert "123456" not in kept


ONE_OF_TWO = """
import django; django.setup()
from django.core.cache import cache
cache.set("tries", cache.get("tries", []) + [1.0], 60)
print(cache.add("code", "y", 30), len(cache.get("tries")))
"""


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_processes_take_a_code_once_and_count_together() -> None:
    command = [sys.executable, "-c", ONE_OF_TWO]
    said = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(2)]
    assert said == [["True", "1"], ["False", "2"]]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_of_eight_processes_at_once_one_takes_the_code() -> None:
    command = [sys.executable, "-c", ONE_OF_TWO]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    assert sorted(each.communicate()[0].split()[0] for each in started) == ["False"] * 7 + ["True"]
