"""Work goes on while the clocks change and while a leap day begins and ends: in order, once, and on the right day.

The whole installation, its database too, runs on a clock that is set to shortly before the moment and then goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from tests.faults.client import Client
from tests.faults.clocks import BACKWARDS, STEPS, needs_faketime, set_by
from tests.faults.estate import Estate, wait_until
from tests.faults.ledger import Answer, Ledger
from tests.faults.people import a_list
from tests.faults.whole import halves, left
from tests.faults.wide import WIDE, say

pytestmark = [pytest.mark.long, needs_faketime]
BEFORE = 25
TICKS = """select count(*), count(distinct (task_name, args->>'timestamp')) from procrastinate_jobs
  where args ? 'timestamp' and (args->>'timestamp')::bigint >= %s"""


@dataclass(frozen=True)
class Moment:
    """A moment that clocks and calendars go wrong at; the day that begins in London just then, if one does."""

    what: str
    at: datetime
    begins: date | None = None


MOMENTS = (
    Moment("the clocks go forward", datetime(2027, 3, 28, 1, tzinfo=UTC)),
    Moment("the first midnight of summer time", datetime(2027, 3, 28, 23, tzinfo=UTC), date(2027, 3, 29)),
    Moment("the clocks go back", datetime(2027, 10, 31, 1, tzinfo=UTC)),
    Moment("a leap day begins", datetime(2028, 2, 29, tzinfo=UTC), date(2028, 2, 29)),
    Moment("a leap day ends", datetime(2028, 3, 1, tzinfo=UTC), date(2028, 3, 1)),
)
#: One of each kind every day; the others ask the same of another date.
SOME = MOMENTS if WIDE else (MOMENTS[1], MOMENTS[2], MOMENTS[3])


@pytest.fixture
def shortly_before(estate_of: Callable[..., Estate], monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], Estate]:
    """Starts an installation whose every part has it that the moment is BEFORE seconds away."""

    def start(moment: datetime) -> Estate:
        estate = estate_of()
        shifted = set_by(f"+{int(moment.timestamp() - BEFORE - time.time())}")
        with monkeypatch.context() as around_the_database:
            for name, value in shifted.items():
                around_the_database.setenv(name, value)
            estate.start_database()
        estate.variables |= shifted
        estate.start("web", "worker", "sealer")
        return estate

    return start


def number_of_somebody(estate: Estate) -> str:
    """Somebody on the register."""
    return str(estate.one("select 'SW' || number from register_entry where not suppressed order by id limit 1"))


@pytest.mark.parametrize("moment", SOME, ids=lambda moment: moment.what.replace(" ", "-"))
def test_work_keeps_its_order_and_its_day(moment: Moment, shortly_before: Callable[[datetime], Estate]) -> None:
    estate, moves, towns = shortly_before(moment.at), Ledger(), Ledger()
    officer = Client(estate, moves).sign_in("hr_officer")
    registrar = Client(estate, towns).sign_in("register_officer")
    list_id = officer.upload(a_list(1), "drill1.csv").rstrip("/").rpartition("/")[2]
    number = number_of_somebody(estate)
    if moment.begins:
        registrar.change_town(number, "Tooearly", moment.begins)
    assert estate.one("select now() < %s", moment.at), "the control: the moment was over before anything was done"

    assert wait_until(lambda: estate.one("select now() > %s", moment.at), 2 * BEFORE)
    if moment.begins:
        registrar.change_town(number, "Intime", moment.begins)
        assert towns.keys(Answer.ACKNOWLEDGED) == ["Intime"], "a day began in London before or after its midnight"
        assert towns.keys(Answer.REFUSED) == ["Tooearly"]
    read = "select count(*) from employment_stafflist where state = 'read' and id = %s::uuid"
    assert wait_until(lambda: estate.one(read, list_id) == 1), estate.said("worker")
    assert officer.discard(list_id), "a move was refused"

    steps = estate.rows(STEPS, list_id)
    assert steps[0][1] < moment.at < steps[-1][1], "the control: the work was not on both sides of the moment"
    assert [at for _, at in steps] == sorted(at for _, at in steps)
    everything_is_whole_and_once(estate, moment, moves)
    say(f"{moment.what}: {len(steps)} moves in order, each tick of the clock once, days begin at London's midnight")


def everything_is_whole_and_once(estate: Estate, moment: Moment, moves: Ledger) -> None:
    """Nothing ended before it began, no tick of the clock was missed or had two jobs, and the record fits."""
    since = int(moment.at.timestamp())
    assert wait_until(lambda: estate.rows(TICKS, since)[0][0] > 0), "the clock's jobs stopped at the moment"
    ticks, apart = estate.rows(TICKS, since - BEFORE)[0]
    assert ticks == apart, "a tick of the clock was done twice"
    assert estate.one(BACKWARDS) == 0, "something ended before it began"
    lists = [str(row[0]) for row in estate.rows("select sha256 from employment_stafflist where title like 'drill%'")]
    moved = [str(row[0]) for row in estate.rows("select case_id from procedure_step where move = 'discard'")]
    assert moves.against([*lists, *moved]).balanced
    assert wait_until(estate.is_quiet, 120), left(estate)
    assert halves(estate) == {}
    verified = estate.run("verify")
    assert verified.returncode == 0, verified.stdout
