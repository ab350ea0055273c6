"""Taking a move: what it writes, what it refuses, and what the database refuses whoever asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from almoner.procedure import actions
from almoner.procedure.models import Docket, Span, Step, Turn
from almoner.procedure.rules import About, Refused
from almoner.record.models import Entry
from almoner.record.rules import SystemActor
from almoner.scope.context import acting, system

from .factories import PUT_FORWARD, Council, fresh, move, put_forward, referral_in, scope
from .referral import REFERRAL
from .sample import SampleReferral


def test_a_case_is_opened_by_its_first_step(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    assert (case.state, case.version, case.opened_at, case.closed_at) == ("raised", 1, now, None)
    with system("test"):
        step = Step.objects.get(case_id=case.pk)
        line = Docket.objects.get(pk=case.pk)
    assert (step.number, step.from_state, step.to_state, step.role) == (1, "", "raised", "line_manager")
    assert step.by == council.manager
    assert (line.procedure, line.state, line.version, line.title) == (REFERRAL.name, "raised", 1, case.title)


def test_nothing_is_left_of_a_case_that_was_refused_at_the_door(council: Council, now: datetime) -> None:
    with acting(scope(council.hr, now)), pytest.raises(Refused), transaction.atomic():
        actions.open_case(
            REFERRAL, case=council.a_case(), move="put_forward", by=council.hr, now=now, key="k", **PUT_FORWARD
        )
    with system("test"):
        assert not SampleReferral.objects.exists()
        assert not Docket.objects.exists()


def test_a_move_writes_state_step_and_record_together(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    receipt = move(case, "discuss", council.next_up, now)
    assert (receipt.case.state, receipt.case.version, receipt.again) == ("discussed", 2, False)
    with system("test"):
        entry = Entry.objects.get(kind="sample_referral.discuss")
    assert (entry.case_id, entry.actor_id) == (case.pk, council.next_up.actor_id)


def test_what_the_context_does_after_a_move_is_in_the_same_transaction(council: Council, now: datetime) -> None:
    assert referral_in("sent", council, now).sent_copies == 1


def test_a_final_state_closes_the_case_and_its_clocks(council: Council, now: datetime) -> None:
    case = referral_in("declined", council, now)
    assert case.closed_at == now
    with system("test"):
        assert not Span.objects.filter(case_id=case.pk, ends_at__isnull=True).exists()
        assert not Turn.objects.filter(case_id=case.pk).exists()


def test_the_proposer_may_not_agree_even_as_head_of_service(council: Council, now: datetime) -> None:
    heads = {"head_of_service": str(council.manager.pk)}
    case = referral_in("discussed", council, now, heads=heads | {"deputy_director": str(council.deputy.pk)})
    with pytest.raises(Refused) as caught:
        move(case, "agree", council.manager, now)
    assert [r.about for r in caught.value.refusals] == [About.DUTIES]


def test_the_database_itself_refuses_the_same_person_twice(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    forged = Step(
        case_id=case.pk, number=3, key="forged", move="agree", from_state="discussed", to_state="agreed", at=now,
        actor_id=council.manager.actor_id, role="head_of_service", clause="FTP-3.8", apart_from=["put_forward"],
    )  # fmt: skip
    with (
        system("test"),
        pytest.raises(DatabaseError, match="same person may not take both steps"),
        transaction.atomic(),
    ):
        forged.save(force_insert=True)


def test_a_stale_page_is_told_which_steps_it_did_not_know_of(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    move(case, "ask_more", council.head, now, version=2)
    with pytest.raises(actions.Stale) as caught:
        move(case, "agree", council.deputy, now, version=2)
    assert [step.move for step in caught.value.since] == ["ask_more"]
    assert fresh(case).state == "information_wanted"


def test_the_same_submission_twice_counts_once_even_from_a_stale_page(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    first = move(case, "discuss", council.next_up, now, key="once", version=1)
    second = move(case, "discuss", council.next_up, now + timedelta(minutes=5), key="once", version=1)
    assert second.again
    assert second.step.pk == first.step.pk
    assert fresh(case).version == 2


def test_a_key_used_for_something_else_is_refused(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    move(case, "discuss", council.next_up, now, key="once")
    with pytest.raises(actions.KeyTaken):
        move(case, "agree", council.head, now, key="once")


def test_the_same_opening_twice_is_one_case(council: Council, now: datetime) -> None:
    assert put_forward(council, now, key="alert-1").pk == put_forward(council, now, key="alert-1").pk


def test_somebody_of_another_council_meets_nothing(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    with pytest.raises(actions.NotVisible):
        move(case, "discuss", council.outsider, now)


def test_recusal_overrides_every_role(council: Council, now: datetime) -> None:
    case = put_forward(council, now, recused=[str(council.next_up.pk)])
    with pytest.raises(actions.NotVisible):
        move(case, "discuss", council.next_up, now)


def test_the_system_may_take_only_what_the_table_gives_it(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    with system("test"), pytest.raises(Refused) as caught:
        actions.take(case=case, move="discuss", by=SystemActor("worker:x"), now=now, key="k", values={})
    assert caught.value.refusals[0].about is About.ROLE


def test_a_move_that_stays_makes_a_step_and_leaves_the_stage_running(council: Council, now: datetime) -> None:
    case = put_forward(council, now)
    receipt = move(case, "record_effects", council.hr, now)
    assert (receipt.step.from_state, receipt.step.to_state, receipt.case.version) == ("raised", "raised", 2)
    with system("test"):
        assert Span.objects.filter(case_id=case.pk, kind="stage").count() == 1


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("update {table} set state = 'agreed' where id = %s", "no step leads from raised to agreed"),
        ("update {table} set version = 9 where id = %s", "no step leads"),
        ("update {table} set state = 'invented', version = 2 where id = %s", "no step leads|state_is_known"),
        ("update procedure_step set reasons = 'better' where case_id = %s", "permission denied|append-only"),
        ("delete from procedure_step where case_id = %s", "permission denied|append-only"),
        ("delete from procedure_remark where case_id = %s", "permission denied|append-only"),
        ("update procedure_span set ends_at = starts_at, ends_on = starts_on where case_id = %s", "span_ends_after"),
    ],
)
def test_the_database_refuses_what_no_step_could_have_done(
    council: Council, now: datetime, statement: str, refusal: str
) -> None:
    case = put_forward(council, now)
    with (
        system("test"),
        pytest.raises(DatabaseError, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=SampleReferral._meta.db_table), [case.pk])


def test_a_case_cannot_be_born_in_the_middle(council: Council, now: datetime) -> None:
    case = council.a_case(state="agreed", version=3, reference="X")
    with system("test"), pytest.raises(DatabaseError, match="opened by a step"), transaction.atomic():
        case.save(force_insert=True)


def test_no_row_of_a_case_shows_outside_its_organisations(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    with acting(scope(council.outsider, now)):
        assert not SampleReferral.objects.filter(pk=case.pk).exists()
        assert not Docket.objects.filter(pk=case.pk).exists()
        for rows in (Step.objects, Span.objects, Turn.objects):
            assert not rows.filter(case_id=case.pk).exists()
    with acting(scope(council.hr, now)):
        assert Step.objects.filter(case_id=case.pk).count() == 2
