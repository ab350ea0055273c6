"""What the pages of employment show, in plain values that decide nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from almoner.design.formats import format_date, format_number
from almoner.design.listing import Column
from almoner.employment.models import StaffAlert, StaffChange, StaffList, StaffListRow, StaffMember
from almoner.employment.queries.lists import ListCounts
from almoner.employment.queries.staff import StaffCounts, StaffOn
from almoner.employment.queries.workbook import likelihood
from almoner.employment.rules.alerts import STAFF_ALERT, Kind
from almoner.employment.rules.columns import Field
from almoner.employment.rules.lists import STAFF_LIST
from almoner.employment.rules.results import Possible, Result
from almoner.employment.rules.standing import Said
from almoner.employment.web.forms import LEFT_OUT, NOBODY, OTHER, ColumnsForm, DecideForm, FinishForm

TONES = {"certain": "good", "to be looked at": "warn", "not found": "bad", "bad": "bad"}
STATE_TONES = {"finished": "good", "unreadable": "bad", "undone": "quiet", "checked": "warn", "read": "warn"}
ROW_COLUMNS = (
    Column("Row", numeric=True), Column("In your list"), Column("Outcome"), Column("On the register"),
    Column("May practise"), Column("Decision"),
)  # fmt: skip
STAFF_COLUMNS = (
    Column("Name", "name"), Column("Team", "team"), Column("May practise today"), Column("Until"), Column("Alerts"),
)  # fmt: skip
STAFF_ORDERS = {"name": ["name"], "team": ["team", "name"]}


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages beside each other under Staff."""
    return [
        {"text": "Social workers", "href": reverse("employment:staff"), "active": here == "staff"},
        {"text": "Lists", "href": reverse("employment:lists"), "active": here == "lists"},
    ]


def list_row(staff_list: StaffList) -> dict[str, Any]:
    """One list among lists."""
    return {
        "title": staff_list.title,
        "href": reverse("employment:list", args=[staff_list.pk]),
        "about": f"{staff_list.organisation.name} · {staff_list.uploaded_by.name}",
        "when": staff_list.opened_at,
        "rows": staff_list.rows_in_all,
        "state": STAFF_LIST.state_words(staff_list.state),
        "tone": STATE_TONES.get(staff_list.state, "quiet"),
    }


def progress(staff_list: StaffList) -> dict[str, Any]:
    """How far the reading or the checking of a list has come."""
    checking = staff_list.state == "mapped"
    return {
        "list": staff_list,
        "heading": "Your list is being checked" if checking else "Your list is being read",
        "done": staff_list.done,
        "in_all": staff_list.rows_in_all,
        "measured": checking and staff_list.rows_in_all > 0,
    }


def result(staff_list: StaffList, counts: ListCounts, changes: Mapping[str, int]) -> dict[str, Any]:
    """The head of a result: three bands, and the one thing to do next."""
    rows = reverse("employment:rows", args=[staff_list.pk])
    bands = [
        _count(counts.certain, "certain", f"{rows}?show=certain", "good"),
        _count(counts.look, "to be looked at", f"{rows}?show=look", "warn" if counts.undecided else "quiet"),
        _count(counts.not_found, "not found", f"{rows}?show=not-found", "bad" if counts.not_found else "quiet"),
    ]
    return {
        "list": staff_list,
        "counts": counts,
        "bands": bands,
        "changes": changes,
        "state": STAFF_LIST.state_words(staff_list.state),
        "tone": STATE_TONES.get(staff_list.state, "quiet"),
        "rows_href": rows,
        "notices": staff_list.about.get("notices", []),
        "columns": [(Field(field).words, staff_list.columns[at]) for field, at in staff_list.mapping.items()],
    }


def _count(number: int, label: str, href: str, tone: str) -> dict[str, Any]:
    return {"number": number, "label": label, "href": href if number else "", "tone": tone}


def columns(staff_list: StaffList, form: ColumnsForm, rows: Sequence[tuple[int, tuple[str, ...]]]) -> dict[str, Any]:
    """The guess for each column beside what stands under it."""
    guesses = {at: (field, sure, why) for at, field, sure, why in staff_list.about.get("guesses", [])}
    mapped = {at: Field(field) for field, at in staff_list.mapping.items()}
    heads = []
    for at, heading in enumerate(staff_list.columns):
        _, sure, why = guesses.get(at, ("", 0, ""))
        taken = mapped.get(at)
        heads.append({"heading": heading, "as": taken.words if taken else "", "sure": sure >= 0.8, "why": why})
    return {
        "list": staff_list,
        "form": form,
        "heads": heads,
        "rows": rows,
        "main": [form[field.value] for field in Field if field.value in staff_list.mapping or field in _MAIN],
        "others": [
            form[field.value] for field in Field if field.value not in staff_list.mapping and field not in _MAIN
        ],
        "remembered": staff_list.about.get("remembered"),
        "notices": staff_list.about.get("notices", []),
    }


_MAIN = {Field.NUMBER, Field.FULL_NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.TOWN}


def row_tabs(staff_list: StaffList, counts: ListCounts, show: str) -> list[dict[str, Any]]:
    """The bands of a list, beside each other."""
    shows = (
        ("all", "All rows", counts.rows), ("certain", "Certain", counts.certain),
        ("may-not", "May not practise", counts.may_not), ("look", "To be looked at", counts.look),
        ("not-found", "Not found", counts.not_found), ("bad", "Bad rows", counts.bad),
    )  # fmt: skip
    href = reverse("employment:rows", args=[staff_list.pk])
    return [
        {"text": words, "count": count, "href": f"{href}?show={name}", "active": name == show}
        for name, words, count in shows
    ]


def row(staff_list: StaffList, kept: StaffListRow, found: Result) -> dict[str, Any]:
    """One row among rows."""
    best = found.best
    return {
        "line": kept.line,
        "href": reverse("employment:row", args=[staff_list.pk, kept.pk]),
        "name": kept.name or "No name",
        "number": kept.number or "No number",
        "outcome": kept.outcome.capitalize(),
        "tone": TONES.get(kept.outcome, "quiet"),
        "why": kept.why[0] if kept.why else "",
        "register": f"{best.name} ({best.number})" if best else "",
        "practice": _practice(kept, best),
        "decision": found.decision,
    }


def _practice(kept: StaffListRow, best: Possible | None) -> dict[str, str]:
    if kept.may_practise is None:
        return {"text": "", "tone": "quiet", "why": ""}
    shown = best if best and best.entry == str(kept.entry_id) else None
    why = f"{shown.status}. {shown.why}" if shown else ""
    text = "Yes" if kept.may_practise else "No"
    if kept.may_practise and shown and shown.conditions:
        text = "Yes, with conditions"
    return {"text": text, "tone": "good" if kept.may_practise else "bad", "why": "" if kept.may_practise else why}


def candidate_hint(one: Possible) -> str:
    """What is said under a candidate among several."""
    return " · ".join(part for part in (one.town, one.status, likelihood(one.chance)) if part)


def decided_before(kept: StaffListRow) -> dict[str, str]:
    """The answer given before, to stand in the form."""
    match kept.decision:
        case "nobody":
            return {"who": NOBODY}
        case "left_out":
            return {"who": LEFT_OUT}
        case "is":
            listed = any(one["entry"] == str(kept.entry_id) for one in kept.possible)
            return {"who": str(kept.entry_id)} if listed else {"who": OTHER}
    return {}


def decision(
    staff_list: StaffList,
    kept: StaffListRow,
    found: Result,
    form: DecideForm,
    *,
    in_all: int,
    done: int,
    open_now: bool,
) -> dict[str, Any]:
    """Both sides of one row."""
    candidates = [
        {
            "name": one.name,
            "number": one.number,
            "likely": likelihood(one.chance),
            "status": one.status,
            "tone": "good" if one.may_practise else "bad",
            "until": one.until,
            "why": one.why,
            "conditions": one.conditions,
            "sides": [
                {
                    "name": each.field.capitalize(),
                    "left": each.ours,
                    "right": each.theirs,
                    "agrees": each.agrees,
                    "words": each.words,
                }
                for each in one.compared
            ],
        }
        for one in found.possible
    ]
    return {
        "list": staff_list,
        "row": kept,
        "cells": [(head, cell) for head, cell in zip(staff_list.columns, found.cells, strict=False) if cell],
        "outcome": kept.outcome.capitalize(),
        "tone": TONES.get(kept.outcome, "quiet"),
        "candidates": candidates,
        "form": form,
        "in_all": in_all,
        "done": done,
        "at": min(done + 1, in_all),
        "open_now": open_now,
        "decided": found.decision,
        "skip": next_href(staff_list, kept.line),
        "weights": staff_list.weights,
    }


def next_href(staff_list: StaffList, after: int) -> str:
    """On to the next row to look at after a line."""
    return f"{reverse('employment:next', args=[staff_list.pk])}?after={after}"


def decided_words(kept: StaffListRow, left: int) -> str:
    """What was decided, and what is left."""
    words = StaffListRow.Decision(kept.decision).label.lower()
    rest = f"{format_number(left)} left to look at." if left else "Every row has been looked at."
    return f"Row {kept.line}: {words}. {rest}"


def member_words(member: StaffMember) -> str:
    """A member of staff in a line."""
    return " · ".join(part for part in (member.name, member.team, member.number) if part)


def finishing(
    staff_list: StaffList, counts: ListCounts, joining: tuple[int, int], form: FinishForm, missing: int
) -> dict[str, Any]:
    """What finishing will do, to be checked before it is done."""
    people, already = joining
    rows = [
        {"key": "New to your staff", "value": format_number(people - already)},
        {"key": "Staff already, brought up to date", "value": format_number(already)},
        {
            "key": "Rows that nobody could be found for",
            "value": format_number(counts.rows - counts.bad - counts.accepted),
        },
        {"key": "Bad rows", "value": format_number(counts.bad)},
        {"key": "Staff who are not in this list", "value": format_number(missing)},
    ]
    return {"list": staff_list, "rows": rows, "form": form, "may_not": counts.may_not, "missing": missing}


def staff_counts(counts: StaffCounts) -> list[dict[str, Any]]:
    """The big numbers over the staff."""
    href = reverse("employment:staff")
    return [
        _count(counts.here, "social workers", href, "quiet"),
        _count(counts.may_not, "may not practise", f"{href}?show=may-not", "bad" if counts.may_not else "good"),
        _count(counts.expiring, "due to end", f"{href}?show=expiring", "warn" if counts.expiring else "quiet"),
        _count(counts.alerts, "with an alert", f"{href}?show=alerts", "warn" if counts.alerts else "quiet"),
    ]


def staff_filters(show: str) -> list[dict[str, Any]]:
    """What the staff can be narrowed to."""
    words = {
        "now": "Everybody here now", "may-not": "May not practise", "expiring": "Due to end",
        "alerts": "With an alert", "left": "Left",
    }  # fmt: skip
    return [{"value": name, "text": text, "selected": name == show} for name, text in words.items()]


def practice_words(said: Said, conditions: str) -> tuple[str, str]:
    """May they practise, and in which tone."""
    if not said.may_practise:
        return f"No: {said.status[:1].lower()}{said.status[1:]}", "bad"
    return ("Yes, with conditions", "warn") if conditions else ("Yes", "good")


def staff_row(each: StaffOn) -> dict[str, Any]:
    """One social worker among the staff."""
    text, tone = practice_words(each.said, each.conditions)
    return {
        "name": each.member.name,
        "number": each.member.number,
        "href": reverse("employment:member", args=[each.member.pk]),
        "team": each.member.team,
        "job_title": each.member.job_title,
        "practice": text,
        "tone": tone,
        "until": each.said.until,
        "alerts": [{"text": Kind(alert.kind).words, "href": alert_href(alert)} for alert in each.alerts],
    }


def alert_href(alert: StaffAlert) -> str:
    """The alert's own page, which is the case's."""
    return f"/cases/staff_alert/{alert.pk}/"


def member(each: StaffOn, alerts: Sequence[StaffAlert], changes: Sequence[StaffChange], on: date) -> dict[str, Any]:
    """One social worker, whole."""
    text, tone = practice_words(each.said, each.conditions)
    entry, kept = each.entry, each.member
    facts = [
        {"key": "Registration number", "value": kept.number},
        {"key": "Name on the register", "value": entry.name.full if entry else "Not published"},
        {"key": "Status", "value": each.said.status},
        {"key": "Registered from", "value": _day(entry.standing.registered_from if entry else None)},
        {"key": "Registered until", "value": _day(each.said.until)},
        {"key": "Conditions", "value": each.conditions or "None"},
        {"key": "Town on the register", "value": entry.town if entry else ""},
    ]
    work = [
        {"key": "Employer", "value": kept.organisation.name},
        {"key": "Team", "value": kept.team},
        {"key": "Job title", "value": kept.job_title},
        {"key": "Started", "value": _day(kept.starts)},
        {"key": "Left", "value": _day(kept.ends)} if kept.ends else None,
        {"key": "Linked by", "value": f"{kept.linked_by.name}, {format_date(kept.linked_at)}"},
        {"key": "Last checked", "value": format_date(kept.checked_at) if kept.checked_at else "Not yet"},
    ]
    return {
        "member": kept,
        "practice": text,
        "pill": "May practise" if each.said.may_practise else "May not practise",
        "tone": tone,
        "said": each.said,
        "facts": facts,
        "work": [row for row in work if row],
        "why": [(step.rule, step.given) for step in entry.standing.why] if entry else [],
        "version": entry.standing.version if entry else "",
        "open_alerts": [
            {"kind": Kind(alert.kind).words, "words": alert.words, "href": alert_href(alert)} for alert in each.alerts
        ],
        "history": _history(alerts, changes),
        "on": on,
    }


def _day(on: date | None) -> str:
    return format_date(on) if on else ""


def _history(alerts: Sequence[StaffAlert], changes: Sequence[StaffChange]) -> list[dict[str, Any]]:
    items = [
        {
            "title": Kind(alert.kind).words,
            "at": alert.opened_at,
            "text": f"{alert.words} {_state(alert)}",
            "by": "the watch",
        }
        for alert in alerts
    ]
    items += [
        {
            "title": change.get_kind_display(),
            "at": change.at,
            "text": f"By the list {change.staff_list.title}.",
            "by": "",
        }
        for change in changes
    ]
    return sorted(items, key=lambda item: str(item["at"]), reverse=True)


def _state(alert: StaffAlert) -> str:
    return f"{STAFF_ALERT.state_words(alert.state)}." if alert.closed_at else "It stands."
