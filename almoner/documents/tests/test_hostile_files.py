"""No file takes a worker down, and every one is told why in words."""

import gc
import resource
import time

import pytest

from almoner.documents.spreadsheets import Limits, Unreadable, read
from almoner.documents.tests.hostile import BOMBS, EVERY_TIME, HOSTILE, Hostile
from almoner.documents.tests.hostile_families import all_of_them

SECONDS = 2.0
# The parent's growth while it refuses a bomb; the child is held by its own limit.
GROWTH_BYTES = 50 << 20


def read_to_the_end(data: bytes, limits: Limits | None = None) -> None:
    with read(data, limits=limits) as table:
        for _ in table:
            pass


def memory_held() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def seconds_spent() -> float:
    """CPU of this process and of the children it has waited for: a loaded machine does not lengthen it."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


EACH = [pytest.param(one, id=one.name, marks=[] if one in EVERY_TIME else pytest.mark.long) for one in HOSTILE]


@pytest.mark.parametrize("hostile", EACH)
def test_a_hostile_file_is_refused_in_words_and_quickly(hostile: Hostile) -> None:
    data = hostile.make()
    gc.collect()
    memory, began = memory_held(), seconds_spent()
    with pytest.raises(Unreadable) as refused:
        read_to_the_end(data)
    assert seconds_spent() - began < SECONDS
    assert memory_held() - memory < GROWTH_BYTES
    assert hostile.verdict in refused.value.because
    assert refused.value.what_to_do.endswith(".")


def test_there_are_enough_hostile_files_and_none_twice() -> None:
    every = [*HOSTILE, *all_of_them()]
    assert len(every) >= 300
    assert len([each for each in every if each.bomb]) >= 40
    assert len(EVERY_TIME) >= 12
    assert len({each.name for each in every}) == len(every)
    assert all(len(each.verdict) >= 3 for each in every)


def test_the_bombs_go_off_where_nothing_holds_them() -> None:
    """The control: with its limits lifted, a bomb is no longer refused for what it is."""
    bomb = next(each for each in BOMBS if each.name == "a sheet a thousand times its packed size")
    with pytest.raises(Unreadable) as refused:
        read_to_the_end(bomb.make(), Limits(unpacked_ratio=10_000))
    assert "larger" not in refused.value.because


def test_a_child_that_runs_out_of_time_is_ended_and_said_so() -> None:
    rows = b"Name,Town\r\n" + b"Ann Example,Leeds\r\n" * 900_000
    with pytest.raises(Unreadable, match="took too long"):
        read_to_the_end(rows, Limits(rows=10**9, wall_seconds=0.05))
    with pytest.raises(Unreadable, match="took too long"):
        read_to_the_end(rows, Limits(rows=10**9, cpu_seconds=1))


def test_a_child_that_runs_out_of_memory_is_ended_and_said_so() -> None:
    rows = b"<Message>" + b"<CSWWWorker><SWENo>" + b"1" * (30 << 20) + b"</SWENo></CSWWWorker></Message>"
    with pytest.raises(Unreadable, match="more memory"):
        read_to_the_end(rows, Limits(memory_bytes=80 << 20))
