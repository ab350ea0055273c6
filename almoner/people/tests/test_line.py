"""The line of management: whole, without loops, vacancies shown and passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.people.rules.line import (
    Fault,
    FaultKind,
    Line,
    Post,
    faults,
    in_loop,
    managed_by,
    manager_of,
    next_manager_up,
    spans,
    would_loop,
)

pytestmark = pytest.mark.clause("STD-1.2")


@st.composite
def whole_lines(draw: st.DrawFn) -> Line[int, str]:
    """Trees of up to forty posts, each answering to an earlier one, some vacant, some covered."""
    size = draw(st.integers(1, 40))
    people = st.none() | st.sampled_from([f"p{n}" for n in range(size + 3)])
    posts = [Post(0, None, draw(people), draw(people))]
    posts.extend(Post(n, draw(st.integers(0, n - 1)), draw(people), draw(people)) for n in range(1, size))
    return Line(posts)


@st.composite
def any_lines(draw: st.DrawFn) -> Line[int, str]:
    """Any posts whatever: loops, gaps, many tops, none."""
    size = draw(st.integers(0, 12))
    above = st.none() | st.integers(0, size + 1)
    return Line(Post(n, draw(above), draw(st.none() | st.sampled_from("abc"))) for n in range(size))


def council() -> Line[str, str]:
    return Line(
        [
            Post("director", None, "Ada"),
            Post("deputy", "director", "Ben"),
            Post("head", "deputy", None),
            Post("team", "head", "Cal", cover="Dee"),
            Post("worker", "team", "Eve"),
        ]
    )


def test_a_worker_answers_to_whoever_covers_the_post_above() -> None:
    reached = manager_of(council(), "worker")
    assert reached is not None
    assert (reached.person, reached.by_cover, reached.passed) == ("Dee", True, ())


def test_a_vacancy_nobody_covers_is_passed_over_and_named() -> None:
    reached = manager_of(council(), "team")
    assert reached is not None
    assert (reached.person, reached.passed) == ("Ben", ("head",))


def test_the_next_manager_up_is_above_the_manager() -> None:
    reached = next_manager_up(council(), "worker")
    assert reached is not None
    assert (reached.person, reached.passed) == ("Ben", ("head",))


def test_nobody_is_their_own_manager_even_when_covering_the_post_above() -> None:
    line = Line([Post(1, None, "Ada"), Post(2, 1, None, cover="Eve"), Post(3, 2, "Eve")])
    reached = manager_of(line, 3)
    assert reached is not None
    assert reached.person == "Ada"


def test_the_top_answers_to_nobody_and_has_no_next_manager() -> None:
    assert manager_of(council(), "director") is None
    assert next_manager_up(council(), "director") is None
    assert next_manager_up(council(), "deputy") is None


def test_a_vacancy_is_a_fault_until_filled_or_covered() -> None:
    assert faults(council()) == (Fault(FaultKind.VACANT, "head"),)
    covered = Line([Post("head", None, None, cover="Ada")])
    assert faults(covered) == ()


def test_a_second_top_a_missing_manager_and_a_loop_are_each_named() -> None:
    line = Line([Post(1, None, "a"), Post(2, None, "b"), Post(3, 99, "c"), Post(4, 5, "d"), Post(5, 4, "e")])
    assert faults(line) == (
        Fault(FaultKind.SECOND_TOP, 2),
        Fault(FaultKind.MANAGER_MISSING, 3),
        Fault(FaultKind.LOOP, 4),
        Fault(FaultKind.LOOP, 5),
    )


def test_posts_without_any_top_are_a_fault_and_no_posts_at_all_are_not() -> None:
    assert faults(Line([Post(1, 2, "a"), Post(2, 1, "b")]))[0] == Fault(FaultKind.NO_TOP, None)
    assert faults(Line[int, str]([])) == ()


def test_a_manager_sees_everybody_below_a_post_they_cover() -> None:
    assert managed_by(council(), "Dee") == {"worker"}
    assert managed_by(council(), "Cal") == frozenset()
    assert managed_by(council(), "Ada") == {"deputy", "head", "team", "worker"}


def test_spans_count_the_posts_directly_below() -> None:
    assert spans(council())["team"] == 1


@given(whole_lines())
def test_a_line_built_downward_has_no_fault_but_vacancies(line: Line[int, str]) -> None:
    assert {fault.kind for fault in faults(line)} <= {FaultKind.VACANT}
    assert {f.post for f in faults(line)} == {p.id for p in line.posts.values() if p.vacant}


@given(whole_lines(), st.data())
def test_a_move_that_is_not_refused_never_makes_a_loop(line: Line[int, str], data: st.DataObject) -> None:
    post, manager = (data.draw(st.sampled_from(sorted(line.posts))) for _ in range(2))
    moved = Line(Post(p.id, manager if p.id == post else p.manager, p.holder, p.cover) for p in line.posts.values())
    assert would_loop(line, post, manager) == any(in_loop(moved, each) for each in moved.posts)


@given(whole_lines(), st.data())
def test_a_manager_is_never_oneself_and_always_above(line: Line[int, str], data: st.DataObject) -> None:
    post = data.draw(st.sampled_from(sorted(line.posts)))
    reached, own = manager_of(line, post), line.posts[post].acting
    if reached is not None:
        assert reached.person != own
        assert post in line.downward(reached.post)
        assert all(line.posts[passed].vacant for passed in reached.passed)
    else:
        assert all(p.acting in (None, own) for p in line.upward(post))


@given(whole_lines(), st.data())
def test_three_people_stand_behind_a_worker_a_manager_and_the_next_up(
    line: Line[int, str], data: st.DataObject
) -> None:
    post = data.draw(st.sampled_from(sorted(line.posts)))
    first, second = manager_of(line, post), next_manager_up(line, post)
    if second is not None:
        assert first is not None
        assert len({line.posts[post].acting, first.person, second.person}) == 3


@given(any_lines())
def test_no_line_however_broken_makes_the_questions_hang_or_fail(line: Line[int, str]) -> None:
    faults(line)
    for post in line.posts:
        manager_of(line, post)
        next_manager_up(line, post)
        assert post not in line.downward(post)


@given(any_lines())
def test_loops_are_found_exactly_where_going_up_comes_back(line: Line[int, str]) -> None:
    def comes_back(post: int) -> bool:
        above = line.posts[post].manager
        for _ in range(len(line.posts)):
            if above == post:
                return True
            above = line.posts[above].manager if above is not None and above in line.posts else None
        return False

    looped = {fault.post for fault in faults(line) if fault.kind is FaultKind.LOOP}
    assert looped == {post for post in line.posts if comes_back(post)}
