"""What a register officer fills in for each change of an entry."""

from datetime import date
from typing import Any

from almoner.design.fields import (
    CheckboxField,
    DateField,
    LongTextField,
    PageForm,
    RadiosField,
    SpreadsheetField,
    TextField,
)
from almoner.register import queries
from almoner.register.models import Name
from almoner.register.queries.entries import WholeEntry
from almoner.register.rules.standing import day

MEGABYTE = 1024 * 1024
FIRST = date(1990, 1, 1)


class EntryForm(PageForm):
    """A form about one entry; subclasses fill their choices from it in `prepare`."""

    def __init__(self, *args: Any, whole: WholeEntry, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.prepare(whole, today)

    def prepare(self, whole: WholeEntry, today: date) -> None:
        """Fill in choices and first values."""


def _reasons(hint: str = "Kept in the record and with the entry. Not published.") -> LongTextField:
    return LongTextField(label="Reasons", hint=hint, max_length=4000)


class EndForm(EntryForm):
    """How and when a registration ends."""

    ground = RadiosField(label="Ground", called="a ground")
    on = DateField(
        label="Day of effect", hint="The first day on which the person is no longer registered", earliest=FIRST
    )
    reasons = _reasons()

    def prepare(self, whole: WholeEntry, today: date) -> None:
        grounds = queries.ending_grounds(today)
        field: Any = self.fields["ground"]
        field.choices = [(g.code, g.title) for g in grounds if g.code not in ("removed", "unstated")]
        field.hints = {g.code: f"Regulation {g.regulation}" for g in grounds if g.regulation}
        self.fields["on"].initial = today


class RenewForm(EntryForm):
    """Until when a registration is renewed."""

    until = DateField(label="New last day", hint="Registration years end on 30 November", earliest=FIRST)


class RestoreForm(EntryForm):
    """From when somebody is back on the register."""

    starts = DateField(label="First day back on the register", earliest=FIRST)
    until = DateField(label="Last day", hint="Registration years end on 30 November", earliest=FIRST)
    reasons = _reasons()


class NameForm(EntryForm):
    """Another name, and what may be known of the one before."""

    forenames = TextField(label="First and middle names", required=False, autocomplete="off")
    family = TextField(label="Family name", autocomplete="off")
    why = RadiosField(
        label="Why the name changes",
        called="why the name changes",
        choices=[(w.value, w.label) for w in Name.Why if w not in (Name.Why.FIRST, Name.Why.IMPORTED)],
        hints={
            "gender": "No former name is shown or searched for, whatever was agreed before",
            "correction": "The wrong name is withdrawn as if it had not been entered",
        },
    )
    from_day = DateField(label="From", earliest=FIRST)
    former_may_be_shown = CheckboxField(
        label="Former name",
        agree="The person agrees that they can be found under the former name",
        required=False,
    )

    def prepare(self, whole: WholeEntry, today: date) -> None:
        self.fields["forenames"].initial, self.fields["family"].initial = whole.name.forenames, whole.name.family
        self.fields["from_day"].initial = today


class TownForm(EntryForm):
    """Another town of work."""

    town = TextField(label="Town of work", max_length=100, autocomplete="off")
    from_day = DateField(label="From", earliest=FIRST)

    def prepare(self, whole: WholeEntry, today: date) -> None:
        self.fields["from_day"].initial = today


class AnnotateForm(EntryForm):
    """A specialist qualification to show."""

    kind = RadiosField(label="Qualification", called="a qualification")
    starts = DateField(label="Shown from", earliest=FIRST)

    def prepare(self, whole: WholeEntry, today: date) -> None:
        field: Any = self.fields["kind"]
        field.choices = [(k.code, f"{k.title} ({k.code})") for k in queries.annotation_kinds(today)]
        self.fields["starts"].initial = today


class EndAnnotationForm(EntryForm):
    """A specialist qualification to show no longer."""

    kind = RadiosField(label="Qualification", called="a qualification")
    on = DateField(label="No longer shown from", earliest=FIRST)
    reasons = _reasons()

    def prepare(self, whole: WholeEntry, today: date) -> None:
        field: Any = self.fields["kind"]
        shown = [a for a in whole.annotations if a.ended_on is None and a.withdrawn_at is None]
        field.choices = [(a.kind, f"{a.kind}, shown from {day(a.starts)}") for a in shown]
        self.fields["on"].initial = today


class OrderForm(EntryForm):
    """An order as it was decided."""

    kind = RadiosField(label="Kind", called="a kind of order")
    starts = DateField(label="First day in force", earliest=FIRST)
    until = DateField(label="Last day in force", earliest=FIRST)
    text = LongTextField(
        label="What the register shows",
        called="what the register shows",
        hint="Published in these words",
        max_length=8000,
    )
    reasons = _reasons()

    def prepare(self, whole: WholeEntry, today: date) -> None:
        kinds = queries.order_kinds(today)
        field: Any = self.fields["kind"]
        field.choices = [(k.code, k.title) for k in kinds]
        field.hints = {k.code: f"At most {k.longest_months} months" for k in kinds if k.longest_months}
        self.fields["starts"].initial = today


class LiftForm(EntryForm):
    """An order that ends early."""

    order_id = RadiosField(label="Order", called="an order")
    on = DateField(label="Day of effect", hint="The first day on which the order no longer binds", earliest=FIRST)
    reasons = _reasons()

    def prepare(self, whole: WholeEntry, today: date) -> None:
        titles = {k.code: k.title for k in queries.order_kinds(today)}
        field: Any = self.fields["order_id"]
        field.choices = [
            (str(o.id), f"{titles.get(o.kind, o.kind)} from {day(o.starts)}")
            for o in whole.orders
            if may_be_lifted(o, today)
        ]
        self.fields["on"].initial = today


def may_be_lifted(order: Any, today: date) -> bool:
    """Whether an order has not ended, been lifted or been withdrawn."""
    over = order.until is not None and order.until < today
    return order.lifted_on is None and order.withdrawn_at is None and not over


class ReasonsForm(EntryForm):
    """Only the reasons."""

    reasons = _reasons()


class UploadForm(PageForm):
    """An extract and the day it speaks of."""

    file = SpreadsheetField(
        label="Extract of the register",
        called="the extract",
        hint="CSV, XLSX or ODS, up to 64 MB, with the columns Registration Number, Registered Name and Status at least",
        most_bytes=64 * MEGABYTE,
    )
    as_at = DateField(label="Day of the extract", hint="The day on which it was made", earliest=FIRST)
