"""What every answer carries, what nonsense gets, and what happens while the database is away."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from psycopg import errors
from psycopg_pool import PoolTimeout
from pytest_django import Settings

from almoner.config import urls as house
from almoner.operations import metrics
from almoner.operations.web import pages
from almoner.operations.web.middleware import content_security_policy
from almoner.people.web.pages import public_page

CONTRACT = {
    "Content-Security-Policy": content_security_policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def raising(error: Exception) -> Callable[..., HttpResponse]:
    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


def database_error(cause: Exception) -> OperationalError:
    error = OperationalError("connection to server failed: password=hunter2")
    error.__cause__ = cause
    return error


handler400, handler403, handler404, handler500 = (
    house.handler400,
    house.handler403,
    house.handler404,
    house.handler500,
)
NUL = ValueError("A string literal cannot contain NUL (0x00) characters.")
HALF = UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
urlpatterns = [
    *house.urlpatterns,
    path("test/fault/", raising(RuntimeError("Jane Okafor")), name="fault"),
    path("test/away/", raising(database_error(errors.ConnectionTimeout())), name="away"),
    path("test/full/", raising(PoolTimeout("couldn't get a connection after 2.00 sec")), name="full"),
    path("test/no-disk/", raising(database_error(errors.DiskFull())), name="no_disk"),
    path("test/deadlock/", raising(database_error(errors.DeadlockDetected())), name="deadlock"),
    path("test/nul/", raising(NUL), name="nul"),
    path("test/half/", raising(HALF), name="half"),
    path("test/data/", raising(DataError("value too long")), name="data"),
    path("test/suspicious/", raising(SuspiciousOperation("x")), name="suspicious"),
    path("api/test/away/", raising(PoolTimeout("x")), name="api_away"),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/clauses/", 200),
        ("/account/login/", 200),
        ("/livez", 200),
        ("/notices/calendar/", 302),
        ("/no-such-page/", 404),
        ("/clauses/?q=%00", 400),
        ("/test/suspicious/", 400),
        ("/test/fault/", 500),
        ("/test/away/", 503),
        ("/static/no-such-file.css", 404),
    ],
)
def test_every_answer_carries_the_headers_of_the_contract(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert {name: answer.get(name) for name in CONTRACT} == CONTRACT
    assert answer["X-Request-ID"]


def test_a_file_carries_them_too(settings: Settings) -> None:
    (settings.STATIC_ROOT / "sample.css").write_text("a{}")
    answer = Client().get("/static/sample.css")
    answer.close()
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == CONTRACT["Content-Security-Policy"]


def test_the_policy_allows_no_script_but_our_files_and_no_frame() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy(["https://login.example"]).split("; "))
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self' https://login.example"
    assert "unsafe" not in str(policy)


def test_pages_of_trouble_are_kept_by_nobody(client: Client) -> None:
    assert "no-store" in client.get("/no-such-page/")["Cache-Control"]


class TestAway:
    @pytest.mark.parametrize("address", ["/test/away/", "/test/full/", "/test/no-disk/", "/api/test/away/"])
    def test_while_the_database_is_away_or_full_it_is_503_with_when_to_come_back(
        self, client: Client, address: str
    ) -> None:
        answer = client.get(address)
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert "hunter2" not in answer.content.decode()

    def test_the_api_says_it_as_a_problem(self, client: Client) -> None:
        answer = client.get("/api/test/away/")
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == 503

    @pytest.mark.parametrize("address", ["/test/deadlock/", "/test/data/", "/test/fault/"])
    def test_what_is_our_own_fault_stays_500_and_says_nothing_of_what_was_typed(
        self, client: Client, address: str
    ) -> None:
        answer = client.get(address)
        assert answer.status_code == 500
        assert "Okafor" not in answer.content.decode()

    def test_handler500_outside_of_any_error_is_a_plain_500(self, rf: RequestFactory) -> None:
        assert sys.exc_info()[1] is None
        assert pages.server_error(rf.get("/")).status_code == 500


class TestNonsense:
    @pytest.fixture(autouse=True)
    def _one_host(self, settings: Settings) -> None:
        settings.ALLOWED_HOSTS = ["testserver"]

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/clauses/?q=%00", 400),
            ("/clauses/?%00=q", 400),
            ("/clauses/%00/", 400),
            ("/clauses/?kind=%ff%fe", 200),
            ("/%ff%fe/", 404),
            ("/clauses/?" + "a" * 9000, 414),
            ("/test/nul/", 400),
            ("/test/half/", 400),
            ("/clauses/FTP/?page=" + "9" * 300, 200),
            ("/clauses/../../etc/passwd", 404),
        ],
    )
    def test_it_is_refused_or_borne_but_never_an_error_of_ours(self, client: Client, address: str, status: int) -> None:
        assert client.get(address).status_code == status

    @pytest.mark.parametrize("host", ["evil.example", "", "a b", "testserver:notaport", "x" * 300, "\u00e9.example"])
    def test_another_host_is_400(self, client: Client, host: str) -> None:
        assert client.get("/", HTTP_HOST=host).status_code == 400

    @pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "BREW", "get"])
    def test_a_strange_method_is_no_error_of_ours(self, client: Client, method: str) -> None:
        assert client.generic(method, "/clauses/").status_code < 500

    def test_a_request_id_that_is_no_id_is_not_repeated(self, client: Client) -> None:
        assert client.get("/livez", headers={"X-Request-ID": "Jane Okafor\x0b"})["X-Request-ID"] != "Jane Okafor\x0b"
        assert client.get("/livez", headers={"X-Request-ID": "abcdef0123456789"})["X-Request-ID"] == "abcdef0123456789"

    def test_a_body_that_is_not_what_it_says_is_no_error_of_ours(self, client: Client) -> None:
        for body, kind in [
            (b"\xff\xfe", "application/x-www-form-urlencoded"),
            (b"login=%00&password=%00", "application/x-www-form-urlencoded"),
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"--", "multipart/form-data"),
            (b"login=a", "text/html; charset=nonsense"),
            (b"&".join(b"f=1" for _ in range(2000)), "application/x-www-form-urlencoded"),
        ]:
            assert client.generic("POST", "/account/login/", body, kind).status_code < 500, (body[:20], kind)


@pytest.mark.django_db
def test_a_method_that_a_stranger_made_up_is_no_figure_of_its_own(client: Client) -> None:
    client.generic("MADEUP", "/livez")
    counted = {sample.labels.get("method") for each in metrics.REQUESTS.collect() for sample in each.samples}
    assert "other" in counted
    assert "MADEUP" not in counted
