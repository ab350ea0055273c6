from __future__ import annotations

import json

import pytest
import typer
from django.test import Client
from typer.testing import CliRunner

from almoner.clauses import commands, document, proof, queries, rules
from almoner.clauses.queries import Coverage

app = typer.Typer()
app.callback()(lambda: None)
commands.add_to(app)
run = CliRunner().invoke


def row(clause_id: str, *, claimed: bool, tests: tuple[str, ...] = (), passed: tuple[str, ...] = ()) -> Coverage:
    return Coverage(queries.clause(clause_id), ("some.rule",) if claimed else (), (), tests, passed)


def test_a_clause_is_proven_only_when_every_test_named_for_it_passed() -> None:
    assert not row("FTP-3.8", claimed=True).proven
    assert not row("FTP-3.8", claimed=True, tests=("a", "b"), passed=("a",)).proven
    assert row("FTP-3.8", claimed=True, tests=("a", "b"), passed=("a", "b")).proven


def test_a_claim_without_a_passing_test_fails_the_build_and_an_unclaimed_clause_does_not() -> None:
    good = row("FTP-3.8", claimed=True, tests=("a",), passed=("a",))
    untested = row("FTP-3.6", claimed=True)
    failing = row("FTP-3.7", claimed=True, tests=("a",))
    not_built = row("FTP-4.1", claimed=False)
    assert queries.unproven_claims([good, untested, failing, not_built]) == (untested, failing)


def test_the_table_has_every_clause_of_every_source_once() -> None:
    ids = [row.clause.id for row in queries.coverage()]
    assert ids == list(rules.clauses())


def test_a_page_that_cites_is_listed_by_its_address() -> None:
    """FTP-0 is the clause that the pages of policies carry out; its row must give addresses, not names of views."""
    for covered in queries.coverage():
        assert all(page.startswith("/") for page in covered.pages), covered.clause.id


def test_the_command_prints_json_with_the_agreed_keys() -> None:
    result = run(app, ["clauses", "--source", "FTP", "--json"])
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert [set(row) for row in rows] == [{"id", "kind", "rules", "pages", "tests", "proven"}] * 17
    assert rows[0]["id"] == "FTP-0"


def test_the_command_refuses_a_source_there_is_not_and_says_which_there_are() -> None:
    result = run(app, ["clauses", "--source", "GDC"])
    assert result.exit_code == 2
    assert "There are: FTP, PLAN, REF, STD, SWP" in result.output


def test_the_check_goes_red_for_a_planted_claim_without_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_claims", set())
    monkeypatch.setattr(queries, "import_everything", lambda: None)
    monkeypatch.setattr(queries, "_pages_by_clause", lambda: {clause_id: set() for clause_id in rules.clauses()})
    monkeypatch.setattr(proof, "named_for", dict)
    assert run(app, ["clauses", "--check"]).exit_code == 0

    rules.claim("referral: agree", "FTP-3.8")

    result = run(app, ["clauses", "--check"])
    assert result.exit_code == 1
    assert "FTP-3.8 is claimed by referral: agree, but no test is named for it." in result.output


def test_the_document_says_the_same_whether_or_not_the_tests_passed() -> None:
    before = document.clauses_in_markdown([row("FTP-3.8", claimed=True, tests=("a",))])
    after = document.clauses_in_markdown([row("FTP-3.8", claimed=True, tests=("a",), passed=("a",))])
    assert before == after


@pytest.mark.django_db
class TestPages:
    def test_the_sources_are_listed_for_anybody(self, client: Client) -> None:
        page = client.get("/clauses/").content.decode()
        assert "Dealing with Fitness to Practice (FTP) Concerns" in page
        assert "/clauses/STD/" in page

    def test_a_source_shows_its_clauses_a_page_at_a_time(self, client: Client) -> None:
        first = client.get("/clauses/PLAN/").content.decode()
        assert first.count("<h2") == 25
        assert "page=2" in first
        assert client.get("/clauses/PLAN/?page=3").content.decode().count("<h2") == 12

    def test_a_source_can_be_narrowed_to_one_kind_and_pages_keep_it(self, client: Client) -> None:
        page = client.get("/clauses/PLAN/?kind=monitor").content.decode()
        assert "kind=monitor&amp;page=2" in page
        assert "PLAN-R1/" not in page

    def test_a_clause_says_its_duty_what_almoner_does_and_where_it_is_from(self, client: Client) -> None:
        page = client.get("/clauses/FTP-3.8/").content.decode()
        assert "deputy director when the head is away" in page
        assert "Submission is refused until" in page
        assert "January 2021" in page
        assert "/clauses/FTP-3.7/" in page
        assert "/clauses/FTP-3.9/" in page

    @pytest.mark.parametrize("path", ["/clauses/FTP-99/", "/clauses/XYZ/", "/clauses/ftp-3.8/", "/clauses/FTP-/"])
    def test_what_no_source_has_is_not_found(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=999999999999999999999", "?kind=%ff", "?kind=hope"])
    def test_a_senseless_query_still_gets_the_page(self, client: Client, query: str) -> None:
        assert client.get(f"/clauses/FTP/{query}").status_code == 200
