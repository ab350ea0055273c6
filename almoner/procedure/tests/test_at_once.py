"""Several at once, on real connections and committed transactions: what counts once, and who loses a race."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from almoner.procedure import actions
from almoner.procedure.models import Step
from almoner.procedure.rules import Refused
from almoner.record.models import Entry
from almoner.scope.context import acting, system

from .factories import PUT_FORWARD, TYPED, Council, fresh, put_forward, scope
from .referral import REFERRAL
from .sample import SampleReferral

AT_ONCE = 8


@pytest.fixture
def committed(registered: Any, transactional_db: None) -> Council:
    """A council whose rows are committed."""
    with everything():
        return Council()


@contextmanager
def everything() -> Iterator[None]:
    """One transaction in which every row is seen."""
    with system("test"), transaction.atomic():
        yield


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What `work` gave in each of several threads that started together: its result or its exception."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        try:
            start.wait(10)
            return work(number)
        except Exception as raised:
            return raised
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_eight_posts_of_one_submission_are_one_step_and_eight_receipts(committed: Council, now: datetime) -> None:
    case, who = put_forward(committed, now), scope(committed.next_up, now)

    def post(_: int) -> actions.Receipt:
        with acting(who):
            return actions.take(
                case=case, move="discuss", by=committed.next_up, now=now, key="one", version=1, **TYPED["discuss"]
            )

    receipts = at_once(post)
    assert [type(r).__name__ for r in receipts] == ["Receipt"] * AT_ONCE
    assert sorted(r.again for r in receipts) == [False] + [True] * (AT_ONCE - 1)
    assert len({r.step.pk for r in receipts}) == 1
    with everything():
        assert Step.objects.filter(case_id=case.pk).count() == 2
        assert Entry.objects.filter(kind="sample_referral.discuss").count() == 1


def test_eight_openings_with_one_key_are_one_case(committed: Council, now: datetime) -> None:
    who = scope(committed.manager, now)

    def post(_: int) -> actions.Receipt:
        with acting(who):
            return actions.open_case(
                REFERRAL,
                case=committed.a_case(),
                move="put_forward",
                by=committed.manager,
                now=now,
                key="one",
                **PUT_FORWARD,
            )

    receipts = at_once(post)
    assert [type(r).__name__ for r in receipts] == ["Receipt"] * AT_ONCE
    with everything():
        assert SampleReferral.objects.count() == 1
        assert Step.objects.count() == 1


def test_of_eight_different_submissions_from_one_page_one_wins_and_seven_are_shown_what_changed(
    committed: Council, now: datetime
) -> None:
    case, who = put_forward(committed, now), scope(committed.next_up, now)

    def post(number: int) -> actions.Receipt:
        with acting(who):
            return actions.take(
                case=case, move="discuss", by=committed.next_up, now=now, key=f"{number}", version=1, **TYPED["discuss"]
            )

    outcomes = at_once(post)
    assert sorted(type(o).__name__ for o in outcomes) == ["Receipt"] + ["Stale"] * (AT_ONCE - 1)
    assert all([s.move for s in o.since] == ["discuss"] for o in outcomes if isinstance(o, actions.Stale))


def test_without_a_version_the_table_still_lets_only_one_through(committed: Council, now: datetime) -> None:
    case, who = put_forward(committed, now), scope(committed.next_up, now)

    def post(number: int) -> actions.Receipt:
        with acting(who):
            return actions.take(
                case=case, move="discuss", by=committed.next_up, now=now, key=f"{number}", **TYPED["discuss"]
            )

    outcomes = at_once(post)
    assert sorted(type(o).__name__ for o in outcomes) == ["Receipt"] + [Refused.__name__] * (AT_ONCE - 1)
    with everything():
        assert fresh(case).version == 2
