"""From a bound field to the GOV.UK component: one function for each kind of widget, chosen by its class."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from almoner.design.fields.dates import PARTS, DateBoxes, DateField

Parameters = dict[str, Any]
WIDTHS = {"day": 2, "month": 2, "year": 4}
# What the port of the macros writes, and what we want instead.
MENDED = (
    # The style sheet shows what a choice reveals, with script or without; the script's own way would put
    # aria-expanded on a radio, which is not allowed there.
    (" govuk-radios__conditional--hidden", ""),
    (" govuk-checkboxes__conditional--hidden", ""),
    (" data-aria-controls=", " data-reveals="),
    # The older name still works, with a warning in the console.
    (" data-maxwords=", ' data-count-type="words" data-maxlength='),
)
AnyForm = forms.BaseForm | forms.BaseFormSet  # type: ignore[type-arg]


def field(bound: BoundField, heading: bool = False, **extra: Any) -> SafeString:
    """Draw one field with its label, hint and error. `heading` makes the label the page's heading."""
    widget = bound.field.widget
    if bound.is_hidden:
        return mark_safe(str(bound))  # noqa: S308  Django drew it
    for kind, draw in DRAWN:
        if isinstance(widget, kind):
            component, parameters = draw(bound, heading)
            return _macro(component, parameters | getattr(bound.field, "drawn", {}) | extra)
    return _macro("input", _input(bound, heading)[1] | extra)


def fields(form: forms.BaseForm, **extra: Any) -> SafeString:
    """Draw every field of a form in order; those that a choice reveals are drawn inside that choice."""
    revealed = form.revealed() if hasattr(form, "revealed") else {}
    drawn = [field(bound, **extra) for bound in form if bound.name not in revealed]
    return mark_safe("\n".join(drawn))  # noqa: S308  drawn by the macros


def error_summary(*forms_and_sets: AnyForm | None) -> SafeString:
    """Every error of the forms and formsets, each a link to the box to mend; nothing when there is none."""
    errors: list[dict[str, str]] = []
    for form in _each_form(forms_and_sets):
        errors += [{"text": str(text)} for text in form.non_field_errors()]
        for bound in form:
            link: dict[str, str] = {} if bound.is_hidden else {"href": f"#{_target(bound)}"}
            errors += [{"text": str(text), **link} for text in bound.errors]
    for whole in forms_and_sets:
        if isinstance(whole, forms.BaseFormSet):
            errors += [{"text": str(text)} for text in whole.non_form_errors()]
    return (
        _macro("error-summary", {"titleText": "There is a problem", "errorList": errors}) if errors else SafeString("")
    )


def has_errors(*forms_and_sets: AnyForm | None) -> bool:
    """Whether anything was sent that must be mended; the page's title then begins with `Error:`."""
    return any(bool(one.is_bound and not one.is_valid()) for one in forms_and_sets if one)


def _each_form(forms_and_sets: Iterable[AnyForm | None]) -> Iterable[forms.BaseForm]:
    for one in forms_and_sets:
        if isinstance(one, forms.BaseFormSet):
            yield from one.forms
        elif one and one.is_bound:
            yield one


def _macro(component: str, parameters: Parameters) -> SafeString:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    module = environment.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    drawn = str(getattr(module, macro)(parameters))
    for ported, wanted in MENDED:
        drawn = drawn.replace(ported, wanted)
    return mark_safe(drawn)  # noqa: S308  the macro escapes what it is given


def _target(bound: BoundField) -> str:
    """The id of the box that an error is about: the first of several."""
    if isinstance(bound.field.widget, DateBoxes):
        return f"{bound.auto_id}_{_wrong_parts(bound)[0]}"
    return str(bound.auto_id)


def _wrong_parts(bound: BoundField) -> tuple[str, ...]:
    errors = bound.form.errors
    if isinstance(errors, ErrorDict):
        for error in errors.as_data().get(bound.name, []):
            if isinstance(error, ValidationError) and error.params and "parts" in error.params:
                return tuple(error.params["parts"])
    return PARTS


def _label(bound: BoundField) -> str:
    # A choice that may be left alone says so by its first line, such as “Not in the list”; and what a rule asks for
    # when it is needed is not optional.
    unmarked = getattr(bound.field, "unmarked", False) or isinstance(bound.field.widget, forms.CheckboxInput)
    optional = not bound.field.required and not unmarked
    return f"{bound.label} (optional)" if optional else str(bound.label)


def _common(bound: BoundField) -> Parameters:
    errors = bound.errors
    return {
        "id": bound.auto_id,
        "name": bound.html_name,
        "hint": {"text": str(bound.help_text)} if bound.help_text else None,
        "errorMessage": {"text": str(errors[0])} if errors else None,
    }


def _labelled(bound: BoundField, heading: bool) -> Parameters:
    label = {
        "text": _label(bound),
        "isPageHeading": heading,
        "classes": "govuk-label--l" if heading else "almoner-label",
    }
    return _common(bound) | {"label": label}


def _grouped(bound: BoundField, heading: bool) -> Parameters:
    size = "govuk-fieldset__legend--l" if heading else "almoner-label"
    return _common(bound) | {
        "idPrefix": bound.auto_id,
        "fieldset": {"legend": {"text": _label(bound), "isPageHeading": heading, "classes": size}},
    }


def _value(bound: BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(value)


def _input(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    known = bound.field
    width = getattr(known, "width", None)
    parameters = _labelled(bound, heading) | {
        "value": _value(bound),
        "type": getattr(bound.field.widget, "input_type", "text"),
        "classes": f"govuk-input--width-{width}" if width else "",
        "autocomplete": getattr(known, "autocomplete", "") or bound.field.widget.attrs.get("autocomplete"),
    }
    if isinstance(known, forms.EmailField) or isinstance(known.widget, forms.EmailInput):
        parameters |= {"spellcheck": False, "autocapitalize": "none"}
    if isinstance(known, forms.IntegerField):
        parameters |= {"type": "text", "inputmode": "numeric"}
    if suffix := getattr(known, "suffix", ""):
        parameters["suffix"] = {"text": suffix}
    if hasattr(known, "least"):
        parameters |= {"prefix": {"text": "£"}, "inputmode": "decimal"}
    if inputmode := bound.field.widget.attrs.get("inputmode"):
        parameters["inputmode"] = inputmode
    return "input", parameters


def _password(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    complete = getattr(bound.field, "autocomplete", "") or bound.field.widget.attrs.get("autocomplete")
    return "password-input", _labelled(bound, heading) | {"autocomplete": complete or "current-password"}


def _long_text(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    known: Any = bound.field
    parameters = _labelled(bound, heading) | {"value": _value(bound), "rows": getattr(known, "rows", 6)}
    if words := getattr(known, "max_words", None):
        return "character-count", parameters | {"maxwords": words}
    if getattr(known, "max_length", None):
        return "character-count", parameters | {"maxlength": known.max_length}
    return "textarea", parameters


def _choices(bound: BoundField, heading: bool) -> Parameters:
    value = bound.value()
    chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one is not None}
    known: Any = bound.field
    items = [
        {
            "value": str(choice),
            "text": str(text),
            "checked": str(choice) in chosen,
            "hint": {"text": hint} if (hint := getattr(known, "hints", {}).get(choice)) else None,
            "conditional": _revealed(bound, getattr(known, "reveals", {}).get(choice, ())),
        }
        for choice, text in known.choices
        if str(choice)
    ]
    return _grouped(bound, heading) | {"items": items}


def _revealed(bound: BoundField, names: Iterable[str]) -> Parameters | None:
    drawn = "".join(field(bound.form[name]) for name in names)
    return {"html": mark_safe(drawn)} if drawn else None  # noqa: S308  drawn by the same macros


def _radios(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    inline = "govuk-radios--inline" if getattr(bound.field, "inline", False) else ""
    return "radios", _choices(bound, heading) | {"classes": inline}


def _checkboxes(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    return "checkboxes", _choices(bound, heading)


def _checkbox(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    common = _common(bound)
    item = {"value": "on", "text": _label(bound), "checked": bool(bound.value()), "hint": common.pop("hint")}
    return "checkboxes", common | {"idPrefix": bound.auto_id, "items": [item]}


def _select(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    known: Any = bound.field
    items = [
        {"value": str(choice), "text": str(text), "selected": str(choice) == _value(bound)}
        for choice, text in known.choices
    ]
    parameters = _labelled(bound, heading) | {"items": items}
    if getattr(known, "searchable", False):
        parameters["attributes"] = {"data-searchable": "true"}
    return "select", parameters


def _date(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    value = bound.value()
    typed = value if isinstance(value, list | tuple) else bound.field.widget.decompress(value)
    wrong = _wrong_parts(bound) if bound.errors else ()
    birth = isinstance(bound.field, DateField) and bound.field.birth
    boxes = [
        {
            "name": f"{bound.html_name}_{part}",
            "id": f"{bound.auto_id}_{part}",
            "label": part.capitalize(),
            "value": "" if part_typed is None else str(part_typed),
            "autocomplete": f"bday-{part}" if birth else None,
            "classes": f"govuk-input--width-{WIDTHS[part]}" + (" govuk-input--error" if part in wrong else ""),
        }
        for part, part_typed in zip(PARTS, typed, strict=True)
    ]
    return "date-input", _grouped(bound, heading) | {"items": boxes}


SEVERAL_FILES = {
    "multiple": True, "chooseFilesButtonText": "Choose files", "dropInstructionText": "or drop them here",
    "noFileChosenText": "No files chosen",
}  # fmt: skip


def _file(bound: BoundField, heading: bool) -> tuple[str, Parameters]:
    endings = getattr(bound.field, "endings", ())
    accepted = {"accept": ",".join(f".{ending}" for ending in endings)} if endings else {}
    several = SEVERAL_FILES if getattr(bound.field.widget, "allow_multiple_selected", False) else {}
    return "file-upload", _labelled(bound, heading) | {"javascript": True, "attributes": accepted} | several


# The first that fits draws: a more particular widget stands before the one it grew from.
DRAWN: tuple[tuple[type[forms.Widget], Callable[[BoundField, bool], tuple[str, Parameters]]], ...] = (
    (DateBoxes, _date),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _checkbox),
    (forms.Select, _select),
    (forms.Textarea, _long_text),
    (forms.PasswordInput, _password),
    (forms.FileInput, _file),
)
