"""Every change that a register officer can make to an entry: its form, its words, and the action behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from almoner.people.models import Person
from almoner.register import actions
from almoner.register.models import Name
from almoner.register.queries.entries import WholeEntry
from almoner.register.rules.names import PersonName
from almoner.register.rules.standing import Standing
from almoner.register.web.office import forms

Act = Callable[[WholeEntry, dict[str, Any], Person, datetime], object]
Fits = Callable[[WholeEntry, date], bool]


@dataclass(frozen=True, slots=True)
class Amendment:
    """One kind of change. `fits` says whether it can be made to an entry as it stands, so that it is offered."""

    slug: str
    title: str
    lead: str
    button: str
    done: str
    form: type[forms.EntryForm]
    act: Act
    fits: Fits
    warning: bool = False


def _end(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.end_registration(entry_id=whole.entry.id, by=by, now=now, **values)


def _renew(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.renew(entry_id=whole.entry.id, by=by, now=now, **values)


def _restore(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.restore_registration(entry_id=whole.entry.id, by=by, now=now, **values)


def _name(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.change_name(
        entry_id=whole.entry.id,
        name=PersonName(values["forenames"], values["family"]),
        why=Name.Why(values["why"]),
        from_day=values["from_day"],
        former_may_be_shown=bool(values["former_may_be_shown"]),
        by=by,
        now=now,
    )


def _town(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.change_town(entry_id=whole.entry.id, by=by, now=now, **values)


def _annotate(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.annotate(entry_id=whole.entry.id, by=by, now=now, **values)


def _end_annotation(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.end_annotation(entry_id=whole.entry.id, by=by, now=now, **values)


def _order(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.place_order(entry_id=whole.entry.id, by=by, now=now, **values)


def _lift(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.lift_order(order_id=int(values["order_id"]), on=values["on"], reasons=values["reasons"], by=by, now=now)


def _suppress(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.suppress(entry_id=whole.entry.id, by=by, now=now, **values)


def _show_again(whole: WholeEntry, values: dict[str, Any], by: Person, now: datetime) -> None:
    actions.lift_suppression(entry_id=whole.entry.id, by=by, now=now, **values)


def _on_register(whole: WholeEntry, today: date) -> bool:
    return any(t.covers(today) for t in whole.facts.terms)


def _renewable(whole: WholeEntry, today: date) -> bool:
    return whole.standing.standing is not Standing.ENDED and bool(whole.facts.terms)


def _away(whole: WholeEntry, today: date) -> bool:
    return not _on_register(whole, today)


def _always(whole: WholeEntry, today: date) -> bool:
    return True


def _has_orders(whole: WholeEntry, today: date) -> bool:
    return any(forms.may_be_lifted(o, today) for o in whole.orders)


def _has_annotations(whole: WholeEntry, today: date) -> bool:
    return any(a.ended_on is None and a.withdrawn_at is None for a in whole.annotations)


AMENDMENTS = {
    a.slug: a
    for a in (
        Amendment(
            "end",
            "End the registration",
            "The person may not work as a social worker from the day of effect. "
            "Employers who have them on their staff list are told at once.",
            "End the registration",
            "The registration is ended.",
            forms.EndForm,
            _end,
            _on_register,
            warning=True,
        ),
        Amendment(
            "renew",
            "Renew the registration",
            "The new term begins on the day after the present last day.",
            "Renew the registration",
            "The registration is renewed.",
            forms.RenewForm,
            _renew,
            _renewable,
        ),
        Amendment(
            "restore",
            "Restore the registration",
            "The person comes back on the register under the same number.",
            "Restore the registration",
            "The registration is restored.",
            forms.RestoreForm,
            _restore,
            _away,
        ),
        Amendment(
            "order",
            "Add an order, warning or advice",
            "As it was decided by case examiners or adjudicators. "
            "Employers who have the person on their staff list are told at once.",
            "Add it to the register",
            "The order is on the register.",
            forms.OrderForm,
            _order,
            _always,
            warning=True,
        ),
        Amendment(
            "lift",
            "Lift an order early",
            "An order that reaches its last day ends by itself.",
            "Lift the order",
            "The order is lifted.",
            forms.LiftForm,
            _lift,
            _has_orders,
        ),
        Amendment(
            "annotate",
            "Add a specialist qualification",
            "It is shown beside the entry.",
            "Add the qualification",
            "The qualification is shown.",
            forms.AnnotateForm,
            _annotate,
            _always,
        ),
        Amendment(
            "end-annotation",
            "Take away a specialist qualification",
            "It is no longer shown beside the entry.",
            "Take it away",
            "The qualification is no longer shown.",
            forms.EndAnnotationForm,
            _end_annotation,
            _has_annotations,
        ),
        Amendment(
            "name",
            "Change the name",
            "The former name is kept, and shown to nobody unless the person agrees.",
            "Change the name",
            "The name is changed.",
            forms.NameForm,
            _name,
            _always,
        ),
        Amendment(
            "town",
            "Change the town of work",
            "The town is shown to the public.",
            "Change the town",
            "The town is changed.",
            forms.TownForm,
            _town,
            _always,
        ),
        Amendment(
            "suppress",
            "Take the entry out of view",
            "To the public and to employers it will be as if the entry had never been. "
            "It stays so until somebody puts it back.",
            "Take it out of view",
            "The entry is out of view.",
            forms.ReasonsForm,
            _suppress,
            lambda w, t: not w.entry.suppressed,
            warning=True,
        ),
        Amendment(
            "show-again",
            "Put the entry back in view",
            "The entry is published again at once.",
            "Put it back in view",
            "The entry is in view again.",
            forms.ReasonsForm,
            _show_again,
            lambda w, t: w.entry.suppressed,
        ),
    )
}
