"""What the register officers' pages say."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from almoner.design.formats import format_date
from almoner.register import queries
from almoner.register.queries.entries import WholeEntry
from almoner.register.web.presenters import Row


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of fact of an entry, as a table: its headings and its rows of words."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


def sections(whole: WholeEntry, today: date) -> list[Section]:
    """Every fact the regulator holds, published or not, the newest first."""
    orders = {k.code: k.title for k in queries.order_kinds(today)}
    grounds = {g.code: g.title for g in queries.ending_grounds(today)}
    return [
        Section("Times on the register", ("From", "Last day", "Ended on", "Ground"),
                tuple((format_date(t.starts), format_date(t.until, "None"), format_date(t.ended_on, "–"),
                       _struck(t, grounds.get(t.ended_how, "–"))) for t in reversed(whole.terms)),
                "There is no registration."),
        Section("Orders, warnings and advice", ("Kind", "From", "Last day", "Lifted on", "Published words"),
                tuple((orders.get(o.kind, o.kind), format_date(o.starts), format_date(o.until, "None"),
                       format_date(o.lifted_on, "–"), _struck(o, o.text)) for o in reversed(whole.orders)),
                "There are none."),
        Section("Specialist qualifications", ("Kind", "From", "Ended on"),
                tuple((a.kind, format_date(a.starts), _struck(a, format_date(a.ended_on, "–")))
                      for a in reversed(whole.annotations)),
                "There are none."),
        Section("Names", ("Name", "From", "Until", "Why", "Shown"),
                tuple((str(n), format_date(n.starts), format_date(n.ends, "Now"), n.get_why_display(),
                       _struck(n, "Yes" if n.ends is None or n.may_be_shown else "No")) for n in reversed(whole.names)),
                "There are none."),
        Section("Towns of work", ("Town", "From", "Until"),
                tuple((t.town, format_date(t.starts), _struck(t, format_date(t.ends, "Now")))
                      for t in reversed(whole.towns)),
                "There are none."),
        Section("Times out of view", ("From", "Put back on", "Reasons"),
                tuple((format_date(s.starts), format_date(s.lifted_on, "Still out of view"), s.reasons)
                      for s in reversed(whole.suppressions)),
                "The entry has always been in view."),
    ]  # fmt: skip


def _struck(fact: Any, text: str) -> str:
    """A withdrawn fact says so in its last column."""
    return f"Withdrawn: {fact.withdrawn_why}" if fact.withdrawn_at else text


def answers(form: forms.Form) -> list[Row]:
    """What was filled in, in words, for checking."""
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        choices = dict(getattr(field, "choices", ()) or ())
        if isinstance(value, bool):
            said = "Yes" if value else "No"
        elif isinstance(value, date):
            said = format_date(value)
        else:
            said = str(choices.get(value, value or "Not given"))
        rows.append(Row(str(field.label), said))
    return rows


def typed(data: QueryDict) -> list[tuple[str, str]]:
    """What was sent, to be carried through the check in hidden fields."""
    own = ("csrfmiddlewaretoken", "step", "key")
    return [(name, value) for name, values in data.lists() if name not in own for value in values]


def report_rows(report: dict[str, Any]) -> list[Row]:
    """What an import would change, or changed, as lines."""
    rows = [
        Row("Rows in the file", f"{report['rows']:,}"),
        Row("Accepted", f"{report['accepted']:,}"),
        Row("Refused", f"{report['refused']:,}"),
    ]
    rows += [Row(_CHANGES.get(kind, kind), f"{count:,}") for kind, count in report["changes"].items()]
    rows.append(Row("Entries not in the file", f"{report['not_in_file']:,}, left as they are"))
    if report["extra_columns"]:
        rows.append(Row("Columns ignored", ", ".join(report["extra_columns"])))
    if report["missing_columns"]:
        rows.append(Row("Columns not in the file", f"{', '.join(report['missing_columns'])}, left as they are"))
    return rows


_CHANGES = {
    "registered": "New or restored registrations",
    "renewed": "Renewals",
    "ended": "Registrations ended",
    "name": "Names changed",
    "town": "Towns changed",
    "annotated": "Qualifications added",
    "annotation_ended": "Qualifications taken away",
    "corrected": "Last days corrected",
}
