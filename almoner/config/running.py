"""docs/running.md and docs/failover.md: their words stand beside this file, the variables come from variables.toml."""

from __future__ import annotations

from importlib.resources import files
from itertools import groupby

from almoner.config.variables import Need, Variable, variables

PLACE = "<!-- the variables -->\n"


def documents() -> dict[str, str]:
    """The pages, for `almoner docs`."""
    words = (files("almoner.config") / "running.md").read_text("utf-8")
    return {
        "docs/running.md": words.replace(PLACE, variables_in_markdown()),
        "docs/failover.md": (files("almoner.config") / "failover.md").read_text("utf-8"),
    }


def variables_in_markdown() -> str:
    """Every variable in a table, group by group."""
    parts = []
    for group, of_group in groupby(variables(), key=lambda variable: variable.group):
        lines = [f"### {group}", "", "| Variable | For | When it is not set |", "| --- | --- | --- |"]
        parts.append("\n".join([*lines, *map(_line, of_group), ""]))
    return "\n".join(parts)


def _line(variable: Variable) -> str:
    words = variable.words + (" A secret." if variable.secret else "")
    unset = variable.default
    if variable.need is Need.ALWAYS:
        unset = "**needed in production**" + (f"; elsewhere {unset}" if unset else "")
    return f"| `{variable.name}` | {words} | {unset} |"
