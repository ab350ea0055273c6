"""The commands of a runbook in docs/, heading by heading, as somebody would type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from almoner.config.environment import ROOT

_HEADING = re.compile(r"(?m)^#+ (.+)$")


@dataclass(frozen=True, slots=True)
class Step:
    """What is typed on one machine."""

    where: str
    script: str


def steps(page: str, heading: str) -> list[Step]:
    """The steps under a heading of a page, each of which begins with a line `# on <machine>`."""
    found = []
    for block in blocks(page, heading):
        said, *parts = re.split(r"(?m)^# on (.+)$", block)
        assert not said.strip(), f"a block of {page} does not say where it is typed: {said}"
        found += [Step(where, script) for where, script in zip(parts[::2], parts[1::2], strict=True)]
    assert found, f"{page} has no commands under {heading!r}"
    return found


def blocks(page: str, heading: str) -> list[str]:
    """The indented blocks under a heading."""
    words = (ROOT / "docs" / page).read_text(encoding="utf-8")
    starts = {match[1]: match.end() for match in _HEADING.finditer(words)}
    rest = words[starts[heading] :]
    following = _HEADING.search(re.sub(r"(?m)^    .*$", lambda line: " " * len(line[0]), rest))
    under = rest[: following.start()] if following else rest
    joined = re.findall(r"(?m)(?:^    .*\n(?:^\n(?=    ))?)+", under)
    return ["\n".join(line[4:] for line in block.splitlines()) for block in joined if block.strip()]
