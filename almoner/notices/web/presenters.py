"""Notices as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import urlize
from django.utils.safestring import mark_safe

from almoner.notices import queries, rules
from almoner.notices.models import DemonstrationMail, Notice
from almoner.notices.rules import State

TONES: Mapping[State, str] = {
    State.QUEUED: "quiet",
    State.SENDING: "quiet",
    State.SENT: "note",
    State.DELIVERED: "good",
    State.BOUNCED: "bad",
    State.SET_ASIDE: "bad",
    State.CANCELLED: "quiet",
}


def on_case(notices: Iterable[Notice]) -> Sequence[Mapping[str, Any]]:
    """A case's notices for its page: to whom, what, how it stands and since when."""
    return [_row(notice) for notice in notices]


def undelivered_row(notice: Notice) -> Mapping[str, Any]:
    """What was not delivered, why, and whether it can be sent again."""
    again = notice.state == State.SET_ASIDE
    href = reverse("notices:try_again", args=[notice.pk]) if again else ""
    return {**_row(notice), "try_again": href, "asked_by": notice.asked_by}


def _row(notice: Notice) -> Mapping[str, Any]:
    state = State(notice.state)
    return {
        "to": notice.to_person.name if notice.to_person else notice.to_address,
        "title": _title(notice.template),
        "state": state.words,
        "tone": TONES[state],
        "at": notice.settled_at or notice.sent_at or notice.queued_at,
        "because": notice.because,
    }


def _title(template: str) -> str:
    known = rules.templates().get(template)
    return known.title if known else "A message"


def outbox_rows(mail: Iterable[DemonstrationMail]) -> Sequence[Mapping[str, Any]]:
    """The demonstration's mail with the name of each reader."""
    shown = list(mail)
    names = queries.names_by_address({each.to_address for each in shown})
    return [{"mail": each, "name": names.get(each.to_address, each.to_address), "href": _href(each)} for each in shown]


def reader_choices(chosen: str) -> Sequence[Mapping[str, Any]]:
    """Whose mail to show: everybody's, or that of one who has had some."""
    return [
        {"value": person.email, "text": person.name, "selected": person.email == chosen}
        for person in queries.demonstration_readers()[:200]
    ]


def outbox_mail(mail: DemonstrationMail) -> Mapping[str, Any]:
    """One message: paragraphs of its text with their links made to follow."""
    names = queries.names_by_address({mail.to_address})
    paragraphs = [paragraph for paragraph in mail.text.replace("\r\n", "\n").split("\n\n") if paragraph.strip()]
    return {
        "mail": mail,
        "name": names.get(mail.to_address, mail.to_address),
        "href_of_reader": f"{reverse('notices:outbox')}?to={mail.to_address}",
        # urlize escapes everything else, as its autoescape says
        "paragraphs": [mark_safe(_with_links(text)) for text in paragraphs],  # noqa: S308
    }


def _with_links(text: str) -> str:
    return urlize(text, autoescape=True).replace("<a ", '<a class="govuk-link" ').replace("\n", "<br>")


def _href(mail: DemonstrationMail) -> str:
    return reverse("notices:outbox_mail", args=[mail.pk])
