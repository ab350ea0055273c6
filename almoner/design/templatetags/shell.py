"""For the sign-in library's pages, which are Django templates: our shell and our fields, drawn by Jinja."""

from __future__ import annotations

from django import forms, template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from almoner.design import fields
from almoner.design.formats import format_datetime

register = template.Library()
register.filter("in_words", format_datetime)

# The more particular name stands first: every browser also claims to be the others.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome",
            "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
DEVICES = {"iPhone": "an iPhone", "iPad": "an iPad", "Android": "Android", "Windows": "Windows",
           "CrOS": "a Chromebook", "Mac OS": "a Mac", "Linux": "Linux"}  # fmt: skip


@register.filter
def browser(agent: str) -> str:
    """What a browser says of itself, in words: `Firefox on Windows`."""
    name = next((words for sign, words in BROWSERS.items() if sign in agent), "")
    device = next((words for sign, words in DEVICES.items() if sign in agent), "")
    return f"{name or 'A browser'} on {device}" if device else name or "Not known"


@register.simple_tag(takes_context=True)
def shell(context: template.RequestContext, title: str, content: str, manage: bool = False) -> SafeString:
    """The whole page. Jinja gives a plain string; marking it keeps Django from escaping the page a second time."""
    drawn = {"title": title.strip(), "content": content, "manage": manage, "form": context.get("form")}
    page = render_to_string("design/account.html", drawn, request=context.get("request"), using="jinja2")
    return mark_safe(page)  # noqa: S308  a template of ours, escaped there


@register.simple_tag
def draw_fields(form: forms.BaseForm, unlabeled: bool = False) -> SafeString:
    """The summary of errors and the fields of a form; a label is never left out."""
    hidden = "".join(str(bound) for bound in form.hidden_fields())
    drawn = "".join(str(_draw(bound)) for bound in form.visible_fields())
    return mark_safe(fields.error_summary(form) + hidden + drawn)  # noqa: S308  drawn by the macros


def _draw(bound: forms.BoundField) -> SafeString:
    bound.label = LABELS.get(str(bound.label), bound.label)
    if "<a" in str(bound.help_text):
        bound.help_text = ""  # the page itself has the link to a new password
    known = bound.field
    if bound.name in ("code", "otp_code") and isinstance(known.widget, forms.TextInput):
        known.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
        return fields.field(bound, classes="govuk-input--width-10")
    return fields.field(bound)


# The library's labels in plain English.
LABELS = {
    "Authenticator code": "6-digit code",
    "Code": "Code",
    "Passwordless": "Sign in with this passkey alone, without a password",
    "Password (again)": "New password again",
    "New Password": "New password",
    "New Password (again)": "New password again",
    "Current Password": "Current password",
    "Email": "Email address",
    "Remember Me": "Keep me signed in on this device",
}
