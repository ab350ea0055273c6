"""The line of management: every post has one manager, there are no loops, and vacancies show.

A post stays when its holder leaves. It is then vacant, and shown as vacant, until somebody fills it or
covers it; meanwhile those below answer to the next person up.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from almoner.clauses import cites

P = TypeVar("P", bound=Hashable)
H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True)
class Post(Generic[P, H]):
    """One post as it stands on one day. `holder` and `cover` are people; `manager` is the post above."""

    id: P
    manager: P | None = None
    holder: H | None = None
    cover: H | None = None

    @property
    def acting(self) -> H | None:
        """Who does the post’s work today: whoever covers it, else its holder."""
        return self.cover if self.cover is not None else self.holder

    @property
    def vacant(self) -> bool:
        """Whether nobody holds or covers the post."""
        return self.acting is None


class FaultKind(StrEnum):
    """What can be wrong with a line of management."""

    NO_TOP = "no_top"
    SECOND_TOP = "second_top"
    MANAGER_MISSING = "manager_missing"
    LOOP = "loop"
    VACANT = "vacant"


@dataclass(frozen=True)
class Fault(Generic[P]):
    """One break in a line of management. `post` is None only where there is no top at all."""

    kind: FaultKind
    post: P | None


@dataclass(frozen=True)
class Reached(Generic[P, H]):
    """The manager that somebody answers to, and the vacant posts passed on the way up."""

    person: H
    post: P
    passed: tuple[P, ...] = ()
    by_cover: bool = False


class Line(Generic[P, H]):
    """The posts of one organisation on one day."""

    def __init__(self, posts: Iterable[Post[P, H]]) -> None:
        self.posts: Mapping[P, Post[P, H]] = {post.id: post for post in posts}

    @cached_property
    def below(self) -> Mapping[P | None, tuple[P, ...]]:
        """For each post the posts that answer to it directly; under None those that answer to nobody."""
        found: dict[P | None, list[P]] = {}
        for post in self.posts.values():
            found.setdefault(post.manager, []).append(post.id)
        return {manager: tuple(posts) for manager, posts in found.items()}

    def upward(self, post: P) -> Iterator[Post[P, H]]:
        """The posts above `post`, nearest first. Ends at the top, at a gap, or where a loop would begin again."""
        seen = {post}
        above = self.posts[post].manager if post in self.posts else None
        while above is not None and above in self.posts and above not in seen:
            seen.add(above)
            yield self.posts[above]
            above = self.posts[above].manager

    def downward(self, post: P) -> frozenset[P]:
        """Every post that answers to `post`, directly or through others."""
        found: set[P] = set()
        waiting = list(self.below.get(post, ()))
        while waiting:
            one = waiting.pop()
            if one not in found and one != post:
                found.add(one)
                waiting.extend(self.below.get(one, ()))
        return frozenset(found)


@cites("STD-1.2")
def faults(line: Line[P, H]) -> tuple[Fault[P], ...]:
    """Every place where the line of management is not whole.

    Clear lines of accountability: there is one post at the top, every other post answers to one that
    exists, nobody answers to themselves however far up, and a post that nobody fills or covers is shown.
    Returns the faults in the order of the posts; an empty organisation has none.
    """
    found: list[Fault[P]] = []
    tops = line.below.get(None, ())
    if line.posts and not tops:
        found.append(Fault(FaultKind.NO_TOP, None))
    found.extend(Fault(FaultKind.SECOND_TOP, top) for top in tops[1:])
    for post in line.posts.values():
        if post.manager is not None and post.manager not in line.posts:
            found.append(Fault(FaultKind.MANAGER_MISSING, post.id))
        elif in_loop(line, post.id):
            found.append(Fault(FaultKind.LOOP, post.id))
        if post.vacant:
            found.append(Fault(FaultKind.VACANT, post.id))
    return tuple(found)


def in_loop(line: Line[P, H], post: P) -> bool:
    """Whether going up from `post` comes back to it."""
    seen: set[P] = set()
    above = line.posts[post].manager
    while above is not None and above in line.posts and above not in seen:
        if above == post:
            return True
        seen.add(above)
        above = line.posts[above].manager
    return False


@cites("STD-1.2")
def would_loop(line: Line[P, H], post: P, manager: P) -> bool:
    """Whether making `post` answer to `manager` would have someone answer, in the end, to themselves."""
    return post == manager or manager in line.downward(post)


@cites("STD-1.2")
def manager_of(line: Line[P, H], post: P) -> Reached[P, H] | None:
    """Who the holder of `post` answers to: the nearest person up the line, by cover where a post is covered.

    A vacancy that nobody covers is passed over and named. So is a post above that the same person holds
    or covers: nobody is their own manager. None at the top, or where nobody is left above.
    """
    own = line.posts[post].acting
    passed: list[P] = []
    for above in line.upward(post):
        person = above.acting
        if person is None:
            passed.append(above.id)
        elif person != own:
            return Reached(person, above.id, tuple(passed), by_cover=above.cover is not None)
    return None


@cites("STD-1.2")
def next_manager_up(line: Line[P, H], post: P) -> Reached[P, H] | None:
    """Who the manager of `post` answers to, and who is neither that manager nor the holder of `post`."""
    first = manager_of(line, post)
    if first is None:
        return None
    own = line.posts[post].acting
    passed: list[P] = []
    for above in line.upward(first.post):
        person = above.acting
        if person is None:
            passed.append(above.id)
        elif person not in (own, first.person):
            return Reached(person, above.id, tuple(passed), by_cover=above.cover is not None)
    return None


def managed_by(line: Line[P, H], person: H) -> frozenset[P]:
    """Every post in the line of `person`: below any post that they hold or cover, at any depth."""
    found: set[P] = set()
    for post in line.posts.values():
        if post.acting == person:
            found |= line.downward(post.id)
    return frozenset(found)


def spans(line: Line[P, H]) -> Counter[P]:
    """For each post with anybody below it, how many posts answer to it directly."""
    return Counter(post.manager for post in line.posts.values() if post.manager is not None)
