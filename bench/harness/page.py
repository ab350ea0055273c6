"""docs/bench.md and its charts, from results.json alone: the page says what that file says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bench.harness.drawing import bars

HEAD = """# What was measured

`make bench` makes this page and its figures (bench/results.json) from one run; `make bench ONLY=NAME` makes one part
anew. Processor time is the client's and the database backend's together unless a heading says otherwise: other work on
the machine stretches the clock and not that, though it still drifts by a third between runs. Ratios are of one run.
[How a bench is written](../bench/README.md).
"""

GROWTH = """Each figure at each size it was measured at. A search should cost much the same at any size, and an import
the same for each row; sizes of tables grow with the people."""

#: Times as much at the largest size as at the smallest: what grows by more is explained.
GROWN = 1.25


def write_page(results: dict[str, Any], folder: Path) -> None:
    """Write bench.md into `folder`, and its charts into `folder`/bench."""
    drawings = folder / "bench"
    drawings.mkdir(parents=True, exist_ok=True)
    for old in drawings.glob("*.svg"):
        old.unlink()
    (folder / "bench.md").write_text(page(results))
    for name, chart in _charts(results):
        (drawings / name).write_text(bars(chart["title"], chart["unit"], chart["bars"], chart["ours"]))


def page(results: dict[str, Any]) -> str:
    """The page as Markdown."""
    parts = [_part(name, found) for name, found in results["parts"].items()]
    found = results["parts"]
    return "\n".join([HEAD, *_goals(results["goals"]), *_not_run(results["skipped"]), *_growth(found), *parts])


def _goals(goals: list[dict[str, Any]]) -> list[str]:
    met, aims = sum(goal["met"] for goal in goals), [goal for goal in goals if goal["aim"] is not None]
    lines = [
        "## Goals", "",
        f"{met} of {len(goals)} goals met; of {len(aims)} further aims, {sum(g['aim_met'] for g in aims)} reached.", "",
        "| | Goal | Measured | Floor | By | Aim | |", "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]  # fmt: skip
    for goal in goals:
        aim = "" if goal["aim"] is None else f"{number(goal['aim'])} {'reached' if goal['aim_met'] else 'not reached'}"
        lines.append(
            f"| {goal['id']} | {goal['words']} | {number(goal['value'])} {goal['unit']} |"
            f" {goal['sense']} {number(goal['goal'])} | {goal['by']:+.0%} | {aim} |"
            f" {'met' if goal['met'] else '**missed**'} |"
        )
    why = [f"- {goal['id']}: {goal['why'] or 'Not looked into yet.'}" for goal in goals if not goal["met"]]
    return [*lines, "", *(["Why the missed ones are missed:", "", *why, ""] if why else [])]


def _not_run(skipped: list[dict[str, str]]) -> list[str]:
    if not skipped:
        return []
    return ["## Not measured", "", *(f"- {each['part']}, {each['name']}: {each['why']}" for each in skipped), ""]


def _growth(parts: dict[str, Any]) -> list[str]:
    """What was measured at more than one size, a row of figures each; all of them should stay much as they are."""
    grown: dict[str, dict[int, float]] = {}
    reasons: dict[str, str] = {}
    for found in parts.values():
        for each in found["figures"]:
            if each["at"] is not None:
                name = f"{each['name']}{', ' * bool(each['unit'])}{each['unit']}"
                grown.setdefault(name, {})[each["at"]] = each["value"]
                reasons[name] = each.get("grows", "")
    grown = {name: values for name, values in grown.items() if len(values) > 1}
    if not grown:
        return []
    sizes = sorted({size for values in grown.values() for size in values})
    times = {name: values[max(values)] / (values[min(values)] or 1) for name, values in grown.items()}
    rows = [
        [name, *(values.get(size, "") for size in sizes), f"{number(times[name])} times"]
        for name, values in grown.items()
    ]
    head = ["Figure", *(f"at {size:,}" for size in sizes), "last ÷ first"]
    faster = [f"- {name}: {why}" for name, why in reasons.items() if why and times.get(name, 0) > GROWN]
    said = ["What of ours grows faster than its work:", "", *faster, ""] if faster else []
    return ["## Growth", "", GROWTH, "", *_table({"head": head, "rows": rows}), "", *said]


def _part(name: str, found: dict[str, Any]) -> str:
    box = found["machine"]
    versions = ", ".join(f"{package} {number}" for package, number in box["packages"].items())
    size = "quick" if found["quick"] else "wide" if found["wide"] else "full"
    lines = [
        f"## {found['title']}", "", f"`make bench ONLY={name}{' QUICK=1' if found['quick'] else ''}`", "",
        *(line for note in found["notes"] for line in (note, "")),
    ]  # fmt: skip
    for table in found["tables"]:
        lines += [f"### {table['title']}", "", *_table(table), ""]
    for place, chart in enumerate(found["charts"]):
        lines += [f"![{chart['title']}](bench/{file_name(name, place, chart['title'])})", ""]
    lines += [
        f"Run of {found['when']}, {size}, {found['rounds']} rounds from seed {found['seed']}, commit {found['commit']};"
        f" {found['seconds']:.0f} s. Load average {found['load'][0]} before, {found['load'][1]} after, on"
        f" {box['cores']} cores ({box['processor']}), {box['memory_gb']} GB. {box['system']}, Python {box['python']},"
        f" {box['postgresql']}; {versions}.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _table(table: dict[str, Any]) -> list[str]:
    def cell(value: object) -> str:
        return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)

    numeric = [all(isinstance(row[i], int | float) for row in table["rows"]) for i in range(len(table["head"]))]
    return [
        "| " + " | ".join(table["head"]) + " |",
        "| " + " | ".join("---:" if right else "---" for right in numeric) + " |",
        *("| " + " | ".join(cell(value) for value in row) + " |" for row in table["rows"]),
    ]


def _charts(results: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (file_name(name, place, chart["title"]), chart)
        for name, found in results["parts"].items()
        for place, chart in enumerate(found["charts"])
    ]


def file_name(part: str, place: int, title: str) -> str:
    """Where a chart of a part is kept."""
    return f"{part}-{place + 1}-{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')[:40]}.svg"


def number(value: float) -> str:
    """A number as the page shows it: three figures that count, thousands apart."""
    if value != value:
        return "–"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
