"""A notice in words: its text and its HTML from the same sentences. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from string import Formatter
from typing import Any, NamedTuple
from urllib.parse import urljoin

from almoner.notices.rules import Holds, Template


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice as it is sent: subject, text and HTML saying the same."""

    subject: str
    text: str
    html: str


class _Choice(NamedTuple):
    """Two wordings, for one and for any other number."""

    one: str
    many: str


class _Words(Formatter):
    """`{due}` gives a value; `{person has|people have:count}` gives the first wording for one, else the second."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        one, bar, many = field_name.partition("|")
        return (_Choice(one, many) if bar else self.values[field_name]), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, _Choice):
            return value.one if self.values[format_spec] == 1 else value.many
        return f"{value:,}" if isinstance(value, int) else str(value)


def write(template: Template, values: Mapping[str, Any], *, base_url: str, service: str) -> Letter:
    """The notice in words.

    `values` are as `check_values` stored them, with organisations already named; `base_url` is the address of this
    platform and `service` its name.
    """
    said = {name: _in_words(kind, values[name]) for name, kind in template.values.items()}
    words = _Words(said)
    subject = words.format(template.subject)
    paragraphs = [words.format(paragraph) for paragraph in template.paragraphs]
    link = urljoin(base_url, words.format(template.link))
    return Letter(
        subject=subject,
        text=_text(paragraphs, template.button, link, template.why, service),
        html=_html(subject, paragraphs, template.button, link, template.why, service),
    )


def _in_words(kind: Holds, value: Any) -> Any:
    if kind is Holds.DATE:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return value


def _text(paragraphs: Sequence[str], button: str, link: str, why: str, service: str) -> str:
    return (
        "\n\n".join([*paragraphs, f"{button}:\n{link}", f"{why}\nNo names are ever put in our emails.", service]) + "\n"
    )


# Mail programs read neither style sheets nor modern layout; this is the one page whose styles stand in its markup.
_PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{subject}</title></head>
<body style="margin:0;padding:0;background:#efebe2">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#efebe2"><tr>
<td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0"
 style="max-width:600px;width:100%;background:#ffffff">
<tr><td style="background:#123b40;padding:16px 28px;font:700 22px/28px Arial,sans-serif;color:#ffffff">
{service}</td></tr>
<tr><td style="padding:32px 28px 8px;font:19px/28px Arial,sans-serif;color:#15201f">
<h1 style="margin:0 0 20px;font:700 27px/32px Arial,sans-serif">{subject}</h1>
{paragraphs}
<p style="margin:28px 0"><a href="{link}"
 style="display:inline-block;background:#0c6b4a;color:#ffffff;padding:12px 20px;font:700 19px/24px Arial,sans-serif;\
text-decoration:none">{button}</a></p>
</td></tr>
<tr><td style="padding:16px 28px 28px;border-top:1px solid #dbd6ca;font:16px/24px Arial,sans-serif;color:#4a5654">
{why}<br>No names are ever put in our emails.</td></tr>
</table></td></tr></table></body></html>
"""


def _html(subject: str, paragraphs: Sequence[str], button: str, link: str, why: str, service: str) -> str:
    return _PAGE.format(
        subject=escape(subject),
        paragraphs="\n".join(f'<p style="margin:0 0 20px">{escape(paragraph)}</p>' for paragraph in paragraphs),
        link=escape(link),
        button=escape(button),
        why=escape(why),
        service=escape(service),
    )
