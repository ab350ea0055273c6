"""A line of management as nested lists, a few levels at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from almoner.people.queries.line import Line, PostNames
from almoner.people.rules.line import FaultKind, faults

#: Levels shown at once; what lies below has a link of its own.
DEPTH = 3


@dataclass
class Branch:
    """One post of the tree, as a page shows it."""

    id: UUID
    title: str
    team: str
    holder: str
    cover: str
    vacant: bool
    reports: int
    below: list[Branch] = field(default_factory=list)
    more: int = 0


def branch(line: Line, named: PostNames, post: UUID) -> Branch | None:
    """One post without those below it; None for a post that is not in the line on that day."""
    if post not in line.posts:
        return None
    here = line.posts[post]
    title, team = named.posts.get(post, ("", ""))
    return Branch(
        id=post,
        title=title,
        team=team,
        holder=named.people.get(here.holder, "") if here.holder else "",
        cover=named.people.get(here.cover, "") if here.cover else "",
        vacant=here.vacant,
        reports=len(line.below.get(post, ())),
    )


def branches(line: Line, named: PostNames, *, below: UUID | None, depth: int = DEPTH) -> list[Branch]:
    """The posts below one, or those at the top, each with its own below it to a depth."""
    found = []
    for post in line.below.get(below, ()):
        one = branch(line, named, post)
        if one is None:
            continue
        if depth > 1:
            one.below = branches(line, named, below=post, depth=depth - 1)
        else:
            one.more = len(line.downward(post))
        found.append(one)
    return found


def way_up(line: Line, named: PostNames, post: UUID | None) -> list[Branch]:
    """The posts above one, the top first, and the post itself last; empty at the top of the tree."""
    if post is None or post not in line.posts:
        return []
    ids = [*reversed([above.id for above in line.upward(post)]), post]
    return [one for each in ids if (one := branch(line, named, each)) is not None]


WORDS = {
    FaultKind.NO_TOP: "No post stands at the top.",
    FaultKind.SECOND_TOP: "stands at the top beside another.",
    FaultKind.MANAGER_MISSING: "answers to a post that has been closed.",
    FaultKind.LOOP: "answers, in the end, to itself.",
    FaultKind.VACANT: "is vacant and nobody covers it.",
}


def faults_in_words(line: Line, named: PostNames) -> list[dict[str, object]]:
    """Where the line is not whole, each in words with the post to go to."""
    return [
        {
            "post": fault.post,
            "title": ", ".join(part for part in named.posts.get(fault.post, ("", "")) if part) if fault.post else "",
            "words": WORDS[fault.kind],
        }
        for fault in faults(line)
    ]
