from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from almoner.operations import health, metrics
from almoner.scope.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_worker_lives() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


@pytest.mark.usefixtures("a_worker_lives")
def test_readyz_names_every_part_and_is_200_when_all_are_well(client: Client) -> None:
    answer = client.get("/readyz")
    assert {part["name"]: part["words"] for part in answer.json()["parts"]} == {
        "database": "working",
        "migrations": "working",
        "worker": "working",
        "clock": "working",
        "storage": "working",
    }
    assert answer.status_code == 200


def test_without_a_worker_it_is_not_ready_and_says_so(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    (unwell,) = [part for part in answer.json()["parts"] if not part["well"]]
    assert unwell["name"] == "worker"
    assert unwell["words"] == "no worker is running"


def test_a_worker_that_has_been_silent_counts_as_gone(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes')")
    assert client.get("/readyz/worker").status_code == 503


def test_what_is_wrong_is_not_told_in_the_databases_own_words(client: Client) -> None:
    with patch.dict(health.CHECKS, {"database": lambda: (_ for _ in ()).throw(OperationalError("password=hunter2"))}):
        answer = client.get("/readyz/database")
    assert answer.status_code == 503
    assert "hunter2" not in answer.content.decode()


@pytest.mark.parametrize("off", [timedelta(seconds=-40), timedelta(seconds=40)])
def test_a_machine_whose_clock_is_off_is_not_ready_and_says_by_how_much(client: Client, off: timedelta) -> None:
    with patch("almoner.operations.health.this_machines", lambda: now() + off):
        answer = client.get("/readyz/clock")
    assert answer.status_code == 503
    (part,) = answer.json()["parts"]
    assert part["words"] in {f"this machine's clock is {n} seconds from the database's" for n in (39, 40, 41)}
    with patch("almoner.operations.health.this_machines", lambda: now() + off / 4):
        assert client.get("/readyz/clock").status_code == 200


def test_a_part_there_is_not_is_not_found(client: Client) -> None:
    assert client.get("/readyz/moon").status_code == 404


class TestMetrics:
    @pytest.fixture(autouse=True)
    def _no_token(self, settings: Settings) -> None:
        settings.METRICS_TOKEN = ""

    def test_requests_are_counted_by_the_name_of_the_page(self, client: Client) -> None:
        client.get("/livez")
        page = client.get("/metrics").content.decode()
        assert 'almoner_requests_total{method="GET",route="operations:livez",status="200"}' in page
        assert 'almoner_request_seconds_bucket{le="0.05",route="operations:livez"}' in page
        assert "almoner_outbox_oldest_seconds 0.0" in page
        assert "almoner_queue_depth" in page

    def test_a_figure_that_cannot_be_read_does_not_hide_the_others(self, client: Client) -> None:
        broken = metrics.Gauge("almoner_broken", "Broken.", lambda: 1 / 0)
        with patch.dict(metrics._gauges, {"almoner_broken": broken}):
            page = client.get("/metrics").content.decode()
        assert "almoner_broken" not in page
        assert "almoner_outbox_oldest_seconds" in page

    @pytest.mark.parametrize(
        "environment",
        [
            {"REMOTE_ADDR": "203.0.113.9"},
            {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        ],
    )
    def test_from_elsewhere_there_is_no_such_page(self, client: Client, environment: dict[str, str]) -> None:
        assert client.get("/metrics", **environment).status_code == 404  # type: ignore[arg-type]

    def test_from_elsewhere_the_token_opens_it_and_a_wrong_one_does_not(
        self, client: Client, settings: Settings
    ) -> None:
        settings.METRICS_TOKEN = "a-long-token"
        elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
        assert client.get("/metrics", headers={"Authorization": "Bearer a-long-token"}, **elsewhere).status_code == 200  # type: ignore[arg-type]
        assert client.get("/metrics", headers={"Authorization": "Bearer é"}, **elsewhere).status_code == 404  # type: ignore[arg-type]
