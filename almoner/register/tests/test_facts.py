"""What the database itself keeps true, and what others may ask of the register."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from almoner.people.queries import scope_of
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.rules import Refused
from almoner.register import actions, queries
from almoner.register.models import Change, Entry, Name, NamePair, Order, Suppression, Term
from almoner.register.rules.names import PersonName
from almoner.register.rules.standing import Standing
from almoner.register.tests.factories import MACHINE, a_register_officer, an_entry
from almoner.scope.context import NOBODY, Scope, acting, system

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def test_the_database_shows_the_public_nothing_of_a_suppressed_entry() -> None:
    entry = an_entry("Jane", "Smith")
    with system("test"):
        actions.place_order(
            entry_id=entry.id, kind="warning", starts=date(2026, 1, 5), until=date(2027, 1, 4), text="A warning.",
            reasons="Hearing.", by=MACHINE, now=NOW,
        )  # fmt: skip
        actions.suppress(entry_id=entry.id, reasons="At risk.", by=MACHINE, now=NOW)
    with acting(NOBODY):
        for model in (Entry, Name, Term, Order, Change, Suppression, NamePair):
            assert not model.objects.exists(), model.__name__
    with system("test"):
        assert all(m.objects.exists() for m in (Entry, Name, Term, Order, Change, Suppression))


def test_the_database_lets_no_council_change_the_register() -> None:
    entry = an_entry()
    with system("test"):
        scope = scope_of(a_person("Sam Okafor", Role.HR_OFFICER), TODAY)
    with acting(scope):
        assert Term.objects.filter(entry_id=entry.id).update(until=date(2099, 1, 1)) == 0
        for attempt in (
            lambda: Term.objects.create(entry_id=entry.id, starts=date(2030, 1, 1), entered_at=NOW),
            lambda: NamePair.objects.create(family="x", given="y", rank=0, entry_id=entry.id),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                attempt()


def test_a_fact_cannot_be_in_view_while_its_entry_is_not() -> None:
    entry = an_entry()
    with system("test"):
        actions.suppress(entry_id=entry.id, reasons="At risk.", by=MACHINE, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Term.objects.create(entry_id=entry.id, hidden=False, starts=date(2030, 1, 1), entered_at=NOW)


def test_two_terms_cannot_cover_one_day() -> None:
    entry = an_entry(until=date(2027, 11, 30))
    with system("test"), pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(entry_id=entry.id, starts=date(2027, 11, 30), until=date(2028, 11, 30), entered_at=NOW)


def test_the_change_feed_is_only_added_to() -> None:
    an_entry()
    with system("test"):
        for change in (lambda: Change.objects.update(kind="ended"), lambda: Change.objects.all().delete()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()


def test_facts_are_not_deleted() -> None:
    an_entry()
    with system("test"), pytest.raises(ProgrammingError), transaction.atomic():
        Term.objects.all().delete()


@pytest.mark.clause("PLAN-R14")
def test_nobody_without_the_permission_changes_an_entry() -> None:
    entry = an_entry()
    with system("test"):
        outsider = a_person("Sam Okafor", Role.HR_OFFICER)
        with pytest.raises(Refused) as refused:
            actions.end_registration(
                entry_id=entry.id, ground="removal-order", on=TODAY, reasons="Order.", by=outsider, now=NOW
            )
    assert refused.value.clause == "PLAN-R14"


@pytest.mark.clause("PLAN-R14")
def test_an_officer_ends_a_registration_once() -> None:
    entry = an_entry()
    officer = a_register_officer()
    with system("test"):
        for _ in range(2):
            try:
                actions.end_registration(
                    entry_id=entry.id, ground="removal-order", on=TODAY, reasons="Order.", by=officer, now=NOW
                )
            except Refused as refused:
                assert "was not on the register" in str(refused)  # noqa: PT017  the second time
        assert Change.objects.filter(kind="ended").count() == 1
        assert queries.facts_for([entry.id], TODAY)[entry.id].standing.standing is Standing.ENDED


@pytest.mark.clause("PLAN-R4")
def test_a_renewal_carries_on_from_the_last_day_and_an_ended_registration_is_not_renewed() -> None:
    entry = an_entry(starts=date(2020, 1, 6), until=date(2026, 11, 30))
    with system("test"):
        actions.renew(entry_id=entry.id, until=date(2027, 11, 30), by=MACHINE, now=NOW)
        found = queries.facts_for([entry.id], date(2027, 1, 1))[entry.id].standing
        assert (found.registered_from, found.registered_until) == (date(2020, 1, 6), date(2027, 11, 30))
        actions.end_registration(
            entry_id=entry.id, ground="removal-order", on=date(2027, 1, 1), reasons="Order.", by=MACHINE, now=NOW
        )
        with pytest.raises(Refused) as refused:
            actions.renew(entry_id=entry.id, until=date(2028, 11, 30), by=MACHINE, now=NOW)
    assert refused.value.clause == "PLAN-R4"


@pytest.mark.clause("PLAN-R10")
def test_an_annotation_is_shown_once_and_only_of_a_kind_in_force() -> None:
    entry = an_entry()
    with system("test"):
        actions.annotate(entry_id=entry.id, kind="AMHP", starts=date(2026, 1, 5), by=MACHINE, now=NOW)
        for kind in ("AMHP", "AMCP"):
            with pytest.raises(Refused) as refused:
                actions.annotate(entry_id=entry.id, kind=kind, starts=date(2026, 1, 5), by=MACHINE, now=NOW)
            assert refused.value.clause == "PLAN-R10"


def test_an_order_longer_than_its_kind_allows_is_refused() -> None:
    entry = an_entry()
    with system("test"), pytest.raises(Refused) as refused:
        actions.place_order(
            entry_id=entry.id, kind="interim-suspension", starts=date(2026, 1, 5), until=date(2027, 7, 5), text="x",
            reasons="y", by=MACHINE, now=NOW,
        )  # fmt: skip
    assert "18 months at most" in str(refused.value)


def test_whoever_reads_on_from_the_last_number_misses_nothing() -> None:
    first = an_entry()
    with system("test"):
        seen = queries.latest_seq()
        actions.change_town(entry_id=first.id, town="Hull", from_day=TODAY, by=MACHINE, now=NOW)
        actions.place_order(
            entry_id=first.id, kind="suspension", starts=TODAY, until=date(2027, 1, 4), text="x", reasons="y",
            by=MACHINE, now=NOW,
        )  # fmt: skip
        assert [c.kind for c in queries.changes_since(seen)] == ["town", "order_placed"]
        assert queries.changes_since(queries.latest_seq()) == []


def test_facts_of_many_entries_take_as_many_queries_as_of_one() -> None:
    ids = [an_entry().id for _ in range(20)]
    with acting(Scope()):
        counts = []
        for some in (ids[:1], ids):
            connection.force_debug_cursor = True
            before = len(connection.queries_log)
            assert len(queries.facts_for(some, TODAY)) == len(some)
            counts.append(len(connection.queries_log) - before)
        connection.force_debug_cursor = False
    assert counts[0] == counts[1] <= 8


def test_entries_on_which_time_alone_changes_something_are_known_by_the_day() -> None:
    lapsing = an_entry(until=date(2026, 11, 30))
    an_entry(until=date(2027, 11, 30))
    with system("test"):
        assert queries.entries_changing(date(2026, 11, 30), date(2026, 12, 1)) == {lapsing.id}
        assert queries.entries_changing(date(2026, 11, 29), date(2026, 11, 30)) == frozenset()
        assert queries.facts_for([lapsing.id], TODAY)[lapsing.id].changes_on == date(2026, 12, 1)


def test_a_correction_leaves_no_trace_of_the_wrong_name_for_the_public() -> None:
    entry = an_entry("Jane", "Smtih")
    with system("test"):
        actions.change_name(
            entry_id=entry.id, name=PersonName("Jane", "Smith"), why=Name.Why.CORRECTION, from_day=TODAY, by=MACHINE,
            now=NOW,
        )  # fmt: skip
    with acting(NOBODY):
        assert [str(n) for n in Name.objects.all()] == ["Jane Smith"]
        assert queries.facts_for([entry.id], date(2021, 1, 1), TODAY)[entry.id].name.full == "Jane Smith"
