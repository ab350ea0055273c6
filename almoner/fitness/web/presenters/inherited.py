"""What pages show of inherited cases."""

from __future__ import annotations

from typing import Any, cast

from almoner.casework.showing import Earlier
from almoner.dates.days import day_of
from almoner.design.formats import format_date
from almoner.fitness.models import Concern, Inherited, InheritedFile, Stage
from almoner.fitness.queries.inherited import inherited_of
from almoner.fitness.rules.inherited import Now, Progress, Reached
from almoner.procedure.models import Case

TONES = {"done": "good", "failed": "bad", "checked": "note"}


def earlier(case: Case) -> Earlier | None:
    """What a former regulator recorded of a concern or one of its stages, where it was inherited."""
    if isinstance(case, Inherited):
        found: Inherited | None = case
    else:
        concern = case if isinstance(case, Concern) else cast(Stage, case).concern
        found = inherited_of(concern.pk) if concern.source == Concern.Source.FORMER else None
    if found is None:
        return None
    return Earlier(
        by=found.former_regulator,
        reference=found.former_reference,
        rows=[(format_date(day_of(day)), words) for day, words in found.history],
    )


def file_row(file: InheritedFile) -> dict[str, Any]:
    """A file in the list."""
    who = file.by.name if file.by else "a command"
    return {
        "id": file.pk,
        "name": file.name,
        "about": f"From {file.former_regulator} · by {who}, {format_date(file.at)}",
        "status": file.get_state_display(),
        "tone": TONES.get(file.state, "quiet"),
    }


def understood(file: InheritedFile) -> list[dict[str, str]]:
    """What was understood of a file, as rows of words."""
    report = file.report
    done = file.state == InheritedFile.State.DONE
    rows = [
        ("Rows in the file", f"{report['rows']:,}"),
        ("Brought in" if done else "New cases", f"{report['accepted']:,}"),
        ("Of those, in doubt whom they are about", f"{report['doubtful']:,}"),
        ("Here already, and unchanged", f"{report['again']:,}"),
        ("Refused", f"{report['refused']:,}"),
    ]
    columns = report["columns"]
    if columns["missing"]:
        rows.append(("Columns not in the file", ", ".join(columns["missing"])))
    if columns["ignored"]:
        rows.append(("Columns not understood, kept with each case", ", ".join(columns["ignored"])))
    return [{"key": key, "value": value} for key, value in rows]


def first(file: InheritedFile) -> list[dict[str, Any]]:
    """The first cases of a file as they were understood."""
    return [one | {"received": format_date(day_of(one["received"]))} for one in file.report.get("first", ())]


def stages(file: InheritedFile) -> list[tuple[str, int]]:
    """At which stage the cases of a file land, for a chart."""
    found = file.report["stages"]
    return [(stage.words, found[stage.words]) for stage in Reached if stage.words in found]


def progress(found: Progress) -> dict[str, Any]:
    """How far inherited cases have come, in words and figures."""
    share = found.share
    said = "No case that was open has been inherited." if share is None else (
        f"{found.beyond:,} of {found.inherited:,} have progressed beyond investigation: {share:.1f}%. "
        f"The plan asks for {found.measure}% or more."
    )  # fmt: skip
    return {
        "any": bool(found.inherited or found.closed_before),
        "said": said,
        "status": {True: "Met", False: "Not met", None: "Nothing to measure"}[found.met],
        "tone": {True: "good", False: "warn", None: "quiet"}[found.met],
        "rows": [(place.words, found.now[place]) for place in Now],
        "came_beyond": found.came_beyond,
        "closed_before": found.closed_before,
    }
