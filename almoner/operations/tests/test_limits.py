from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import Settings

from almoner.operations import actions
from almoner.operations.rules import SECRET_LINKS, By, Limit

FIVE = Limit("test", 5, timedelta(minutes=1))


@pytest.mark.django_db
class TestUse:
    def test_counts_are_kept_apart_by_key_and_by_limit(self, now: datetime) -> None:
        other = Limit("another test", 5, timedelta(minutes=1))
        assert [actions.use(FIVE, key="a", now=now).allowed for _ in range(6)] == [True] * 5 + [False]
        assert actions.use(FIVE, key="b", now=now).allowed
        assert actions.use(other, key="a", now=now).allowed

    def test_asking_while_refused_does_not_push_the_end_away(self, now: datetime) -> None:
        for _ in range(5):
            actions.use(FIVE, key="a", now=now)
        waits = [actions.use(FIVE, key="a", now=now + timedelta(seconds=second)).retry_after for second in range(10)]
        assert waits == list(range(12, 2, -1))

    def test_what_is_given_back_can_be_used_again_and_no_more(self, now: datetime) -> None:
        for _ in range(5):
            actions.use(FIVE, key="a", now=now)
        actions.give_back(FIVE, key="a")
        actions.give_back(FIVE, key="b")
        assert [actions.use(FIVE, key="a", now=now).allowed for _ in range(2)] == [True, False]
        assert [actions.use(FIVE, key="b", now=now).allowed for _ in range(6)] == [True] * 5 + [False]

    def test_no_address_is_stored(self, now: datetime) -> None:
        actions.use(FIVE, key="203.0.113.9", now=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT bucket FROM operations_allowance")
            assert b"203.0.113.9" not in bytes(cursor.fetchone()[0])

    def test_what_no_longer_limits_is_forgotten(self, now: datetime) -> None:
        actions.use(FIVE, key="a", now=now)
        assert actions.forget_full_allowances(now=now) == 0
        assert actions.forget_full_allowances(now=now + timedelta(minutes=2)) == 1


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_let_no_more_through_than_the_limit(now: datetime) -> None:
    def use(_: int) -> bool:
        try:
            return actions.use(FIVE, key="a", now=now).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(use, range(40))) == 5


@pytest.mark.django_db
class TestSignIn:
    def sign_in(self, client: Client, login: str, **environment: str) -> int:
        answer = client.post("/account/login/", {"login": login, "password": "wrong"}, **environment)  # type: ignore[arg-type]
        return answer.status_code

    def test_one_account_is_tried_only_so_often_from_however_many_addresses(self, client: Client) -> None:
        statuses = [
            self.sign_in(client, "known@example.org", REMOTE_ADDR=f"203.0.113.{number}") for number in range(25)
        ]
        assert statuses[:5] == [200] * 5
        assert statuses[20:] == [429] * 5

    def test_upper_case_is_the_same_account(self, client: Client) -> None:
        for number in range(20):
            self.sign_in(client, "known@example.org", REMOTE_ADDR=f"203.0.113.{number}")
        assert self.sign_in(client, " KNOWN@example.org", REMOTE_ADDR="203.0.113.200") == 429

    def test_forged_forwarding_does_not_make_another_address(self, client: Client, settings: Settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
        statuses = [
            self.sign_in(client, f"p{number}@example.org", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
            for number in range(62)
        ]
        assert statuses[-1] == 429

    def test_the_page_says_when_to_come_back(self, client: Client) -> None:
        for number in range(21):
            page = client.post(
                "/account/login/", {"login": "a@example.org", "password": "x"}, REMOTE_ADDR=f"203.0.113.{number}"
            )
        assert page.status_code == 429
        assert int(page["Retry-After"]) > 0
        assert "Try again in" in page.content.decode()

    def test_looking_at_the_sign_in_page_is_not_counted(self, client: Client) -> None:
        assert {client.get("/account/login/").status_code for _ in range(70)} == {200}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "unknown"), [("/calendar/guess-{}.ics", 404), ("/account/invitation/guess-{}/", 410)]
)
def test_a_secret_address_cannot_be_guessed_at_speed(client: Client, address: str, unknown: int, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        statuses = [client.get(address.format(number)).status_code for number in range(SECRET_LINKS.count + 5)]
    assert statuses == [unknown] * SECRET_LINKS.count + [429] * 5


def test_limits_say_by_what_they_count() -> None:
    assert FIVE.by is By.ADDRESS
    assert FIVE.spacing == timedelta(seconds=12)
