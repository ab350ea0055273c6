"""What the style page shows: every component, with the hard cases that real people bring. All of it is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest

from almoner.design import fields
from almoner.design.listing import Column, listing
from almoner.design.navigation import Hat, Identity, Link

LONG = "Oluwaseun Bartholomew-Featherstonehaugh O’Shaughnessy-Nwachukwu"
MOMENT = datetime(2026, 5, 12, 15, 5, tzinfo=UTC)


class Example(fields.PageForm):
    """One of each field."""

    name = fields.TextField(label="Full name", called="the full name", hint="As it stands on the register")
    number = fields.RegistrationNumberField(called="a registration number")
    email = fields.EmailField(label="Work email address", called="a work email address")
    posts = fields.WholeNumberField(label="Posts that are filled", called="how many posts are filled", suffix="posts")
    fee = fields.MoneyField(label="Fee", called="the fee")
    ended = fields.DateField(label="When did they leave?", called="the day they left", hint="For example, 27 3 2026")
    town = fields.SearchableField(
        label="Town of work",
        called="a town",
        choices=[(t, t) for t in ("Alderford", "Brackwater", "Carrow Hill", "Dunmere")],
    )
    team = fields.SelectField(
        label="Team", called="a team", choices=[("a", "Assessment"), ("l", "Looked after children")]
    )
    why = fields.RadiosField(
        label="Why are they leaving?",
        called="why they are leaving",
        choices=[("retires", "They retire"), ("elsewhere", "They go to another employer"), ("other", "Another reason")],
        hints={"elsewhere": "We shall ask for a reference"},
        reveals={"elsewhere": ["employer"], "other": ["other"]},
    )
    employer = fields.TextField(label="Which employer?", called="which employer")
    other = fields.LongTextField(label="What is the reason?", called="the reason", max_length=200, rows=3)
    kinds = fields.CheckboxesField(
        label="What are they approved as?",
        called="what they are approved as",
        required=False,
        hint="Select all that apply",
        choices=[("amhp", "Approved mental health professional"), ("bia", "Best interests assessor")],
        hints={"bia": "Until the Liberty Protection Safeguards begin"},
    )
    agency = fields.YesNoField(label="Do they come through an agency?")
    account = fields.LongTextField(label="What happened?", called="what happened", max_words=500)
    upload = fields.SpreadsheetField(label="Staff list", called="a staff list")
    password = fields.PasswordField(label="Password", called="your password")
    sure = fields.CheckboxField(label="I have checked that this is right", agree="Select that you have checked it")


class Referee(fields.PageForm):
    """A row of a formset."""

    name = fields.TextField(label="Name of the referee", called="the name of the referee")
    email = fields.EmailField(label="Their email address", called="their email address")


BAD = {
    "name": "", "number": "SW12X", "email": "sam@", "posts": "1.5", "fee": "a lot", "ended_day": "31",
    "ended_month": "", "ended_year": "2026", "why": "other", "other": "x" * 230, "account": "",
}  # fmt: skip


def form_page(request: HttpRequest) -> dict[str, Any]:
    """The form as first opened; filled badly with `?errors=1`, or as it was posted."""
    data = request.POST if request.method == "POST" else BAD if "errors" in request.GET else None
    rows = forms.formset_factory(Referee, extra=2, max_num=4)(prefix="referees")
    return {
        "form": Example(data, request.FILES or None),
        "rows": rows,
        "draft": {"saved_at": MOMENT, "keep": "", "later": "", "discard": ""},
    }


def components(request: HttpRequest) -> dict[str, Any]:
    """Everything else."""
    return {
        "long": LONG,
        "day": date(2026, 5, 12),
        "moment": MOMENT,
        "events": _events(),
        "facts": [("Registered until", "30 November 2026"), ("Fee paid", "12 November 2025"), ("Orders", "None")],
        "counts_list": [
            {"number": 412, "label": "certain", "tone": "good", "href": "#certain"},
            {"number": 23, "label": "to be looked at", "tone": "warn", "href": "#doubtful"},
            {"number": 7, "label": "not found", "tone": "bad", "href": "#missing"},
            {"number": 0, "label": "rows we could not read"},
        ],
        "sides": [
            {"name": "Name", "left": LONG, "right": "Oluwaseun O’Shaughnessy", "agrees": False, "words": "In part"},
            {"name": "Number", "left": "SW10482", "right": "SW10482", "agrees": True},
            {"name": "Town", "left": "", "right": "Carrow Hill", "agrees": None, "words": "Cannot tell"},
        ],
        "clocks": ["Began on 12 May 2026", "Paused from 20 to 27 May 2026 while papers were awaited (5 working days)"],
        "tasks": [
            {"title": "Check your details", "href": "#a", "status": "Completed"},
            {"title": "Record your CPD", "href": "#b", "status": "In progress", "tone": "note",
             "hint": "1 of 2 with a peer’s reflection"},
            {"title": "Pay the fee", "href": "#c", "status": "Not yet started", "tone": "quiet"},
            {"title": "Declare and submit", "status": "Cannot start yet"},
        ],
        "bars": [("Brackwater", 128), ("Carrow Hill", 96), ("Dunmere and the Vale of Alder", 41), ("Alderford", 0)],
        "line": [("Jan", Decimal("12.5")), ("Feb", 14), ("Mar", None), ("Apr", 19), ("May", 17), ("Jun", 22)],
        "summary_list": [
            {"key": "Name", "value": LONG, "change": "#name"},
            {"key": "Registered until", "value": "30 November 2026"},
            {"key": "Telephone", "value": None, "change": "#phone", "change_text": "Add"},
        ],
    }  # fmt: skip


def lists(request: HttpRequest) -> dict[str, Any]:
    """A table with pages and filters, and a worklist."""
    people = [
        SimpleNamespace(
            name=LONG if i == 1 else f"Person number {i}", number=f"SW{10000 + i}", town="Carrow Hill", days=i * 3
        )
        for i in range(1, 213)
    ]
    columns = [
        Column("Name", "name"),
        Column("Number", "number"),
        Column("Town of work"),
        Column("Days left", "days", True),
    ]
    key = request.GET.get("sort", "name")
    if (name := key.removeprefix("-")) in {"name", "number", "days"}:
        people.sort(key=lambda person: str(getattr(person, name)).zfill(6), reverse=key.startswith("-"))
    shown = listing(request, people, columns=columns, orders={key: [key] for key in ("name", "number", "days")})
    worklist = [
        {"title": f"{LONG}: registration ended", "href": "#1", "about": "Northmoor Council · Assessment team",
         "status": "New", "tone": "bad", "clock": "2 working days over", "clock_state": "late"},
        {"title": "Staff list of May: 23 rows to decide", "href": "#2", "about": "Uploaded today",
         "status": "To be decided", "tone": "warn", "clock": "3 working days left"},
    ]  # fmt: skip
    tabs = [
        Link("Needs me now", "#now", 2, active=True),
        Link("Waiting on others", "#waiting", 14),
        Link("Done", "#done"),
    ]
    hats = (Hat("HR officer", "Northmoor Council", "1", worn=True), Hat("Practice educator", "Vale University", "2"))
    main = [Link("Your work", "#work", 2, active=True), Link("Staff", "#staff"), Link("Register", "#register")]
    return {
        "listing": shown,
        "worklist": worklist,
        "tabs": tabs,
        "chosen": [{"text": "Carrow Hill", "href": "?"}],
        "who": Identity("Samira Okonkwo", "#account", "#out", hats, "#switch"),
        "main": main,
    }


def _events() -> list[dict[str, Any]]:
    return [
        {"title": "Registration ended", "by": LONG, "at": MOMENT, "text": "The fee was not paid by 30 November 2025."},
        {"title": "Reminder delivered", "by": "the system", "at": MOMENT - timedelta(days=9)},
        {"title": "Joined the register", "by": "the regulator", "at": MOMENT - timedelta(days=2200)},
    ]


PAGES: dict[str, Callable[[HttpRequest], dict[str, Any]]] = {
    "components": components,
    "forms": form_page,
    "lists": lists,
}
