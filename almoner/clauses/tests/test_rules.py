from __future__ import annotations

import pytest

from almoner.clauses import rules
from almoner.clauses.rules import BadSource, Claim, Kind, Room, UnknownClause

GOOD = """
[source]
id = "X"
title = "A source"
issuer = "Somebody"
version = ""
dated = "2021-01"
review_due = ""
actors = ["employer"]
[[clause]]
id = "X-1"
kind = "enforce"
duty = "Do it."
software = "Refuses what does not."
"""


@pytest.fixture
def no_claims_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_claims", set())


def test_every_source_of_the_specification_is_read() -> None:
    assert set(rules.sources()) == {"FTP", "REF", "SWP", "STD", "PLAN"}
    assert len(rules.clauses()) == 189


def test_clauses_stand_in_the_order_of_their_source() -> None:
    ids = [clause.id for clause in rules.clauses().values() if clause.source.id == "REF"]
    assert ids[0] == "REF-1"
    assert ids.index("REF-9") < ids.index("REF-10")


def test_a_clause_knows_its_kind_and_its_source() -> None:
    clause = rules.clauses()["FTP-3.8"]
    assert clause.kind is Kind.ENFORCE
    assert clause.source.dated_in_words == "January 2021"
    assert "head of service" in clause.duty


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (('kind = "enforce"', 'kind = "hope"'), "no known kind: 'hope'"),
        (('duty = "Do it."', 'duty = " "'), "X-1 has no words"),
        (('id = "X-1"', 'id = "Y-1"'), "does not begin with X-"),
    ],
)
def test_a_source_with_a_fault_is_not_read(fault: tuple[str, str], said: str) -> None:
    with pytest.raises(BadSource, match=said):
        rules.read_source(GOOD.replace(*fault), name="x.toml")


def test_a_clause_that_stands_twice_is_not_read() -> None:
    twice = GOOD + GOOD[GOOD.index("[[clause]]") :]
    with pytest.raises(BadSource, match="X-1 stands there more than once"):
        rules.read_source(twice, name="x.toml")


@pytest.mark.usefixtures("no_claims_left_behind")
def test_a_rule_that_cites_is_returned_unchanged_and_registered() -> None:
    def rule() -> str:
        return "as before"

    cited = rules.cites("FTP-3.8", "STD-7.1")(rule)

    assert cited is rule
    assert cited() == "as before"
    assert cited.__cites__ == ("FTP-3.8", "STD-7.1")  # type: ignore[attr-defined]
    assert {(made.clause_id, made.room) for made in rules.claims()} == {("FTP-3.8", Room.RULE), ("STD-7.1", Room.RULE)}


@pytest.mark.usefixtures("no_claims_left_behind")
def test_what_cites_in_a_web_room_is_a_page() -> None:
    def view() -> None: ...

    view.__module__ = "almoner.register.web.views"
    rules.cites("STD-7.1")(view)
    assert [made.room for made in rules.claims()] == [Room.PAGE]


@pytest.mark.usefixtures("no_claims_left_behind")
def test_citing_what_no_source_has_fails_at_once_and_names_who_cites() -> None:
    with pytest.raises(UnknownClause, match=r"FTP-99.*a_rule_of_ours"):

        @rules.cites("FTP-99")
        def a_rule_of_ours() -> None: ...

    assert list(rules.claims()) == []


def test_citing_nothing_is_refused() -> None:
    with pytest.raises(TypeError):
        rules.cites()


@pytest.mark.usefixtures("no_claims_left_behind")
def test_a_move_of_a_table_can_claim_too() -> None:
    rules.claim("referral: agree", "FTP-3.8")
    assert list(rules.claims()) == [Claim("FTP-3.8", Room.RULE, "referral: agree")]
